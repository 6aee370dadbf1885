import { span } from '../../present/spans.ts';
import { type TopicLine, topicIndex, topicLines } from '../../present/topic-text.ts';
import { topicOf } from '../../present/topics.ts';
import { wrapLine } from '../../present/wrap-line.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { type Context, type Item, type ScreenKind, textContent } from './content.ts';

type TopicScreen = Extract<Screen, { at: 'topic' }>;

/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;
/** How far a title that is broken is set in below the name it belongs to. */
const HANG = 4;

export const topicScreen: ScreenKind<TopicScreen> = {
  title: ({ id }) => (id === undefined ? 'Rules explained' : `Explained: ${id}`),
  searches: true,
  content: ({ id }, context) =>
    textContent((id === undefined ? topicIndex() : topicLines(topicOf(id))).flatMap((line) => itemsOf(line, context))),
};

function itemsOf({ indent, spans, topic }: TopicLine, { columns }: Context): readonly Item[] {
  if (spans.length === 0) return [{ line: [span('')] }];
  const subject: Subject | undefined = topic && { kind: 'topic', id: topic };
  const margin = 1 + indent * 2;
  // An example that is broken is none: it is cut instead.
  const hang = topic === undefined ? 0 : HANG;
  // An address that is broken cannot be followed, as long as the screen has room for it.
  const isAddress = spans.some(({ style }) => style === 'link');
  const most = isAddress ? columns : Math.min(columns, MOST_COLUMNS);
  const lines = indent > 0 ? [spans] : wrapLine(spans, most - margin - hang - 1);
  return lines.map((line, i) => ({
    line: [span(' '.repeat(margin + (i === 0 ? 0 : hang))), ...line],
    ...(subject === undefined ? {} : { subject }),
  }));
}
