import { span } from '../../present/spans.ts';
import { type TopicLine, topicIndex, topicLines } from '../../present/topic-text.ts';
import { topicOf } from '../../present/topics.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { headedLines } from '../view/hanging-lines.ts';
import { type Context, type Item, type ScreenKind, textContent } from './content.ts';

type TopicScreen = Extract<Screen, { at: 'topic' }>;

/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;

export const topicScreen: ScreenKind<TopicScreen> = {
  title: ({ id }) => (id === undefined ? 'Rules explained' : `Explained: ${id}`),
  searches: true,
  content: ({ id }, context) =>
    textContent((id === undefined ? topicIndex() : topicLines(topicOf(id))).flatMap((line) => itemsOf(line, context))),
};

function itemsOf({ indent, spans, topic, before = 0 }: TopicLine, { columns }: Context): readonly Item[] {
  if (spans.length === 0) return [{ line: [span('')] }];
  const subject: Subject | undefined = topic && { kind: 'topic', id: topic };
  const margin = span(' '.repeat(1 + indent * 2));
  // An address that is broken cannot be followed, as long as the screen has room for it.
  const isAddress = spans.some(({ style }) => style === 'link');
  const most = isAddress ? columns : Math.min(columns, MOST_COLUMNS);
  const head = [margin, ...spans.slice(0, before)];
  // An example that is broken is none: it is cut instead.
  const lines = indent > 0 ? [[margin, ...spans]] : headedLines(head, spans.slice(before), most - 1);
  return lines.map((line) => ({ line, ...(subject === undefined ? {} : { subject }) }));
}
