import { span } from '../../present/spans.ts';
import { topicOfCode } from '../../present/topic-of.ts';
import { type TopicLine, topicIndex, topicLines } from '../../present/topic-text.ts';
import { type TopicId, topicOf } from '../../present/topics.ts';
import { wrapLine } from '../../present/wrap-line.ts';
import type { Screen, ScreenName, Subject } from '../state/screens.ts';
import type { World } from '../state/store.ts';
import { type Context, type Item, type ScreenKind, textContent } from './content.ts';
import { type Scene, selectedIndex, subjectHere } from './scene.ts';

type TopicScreen = Extract<Screen, { at: 'topic' }>;

/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;

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
  return wrapLine(spans, Math.min(columns, MOST_COLUMNS) - margin - 1).map((line) => ({
    line: [span(' '.repeat(margin)), ...line],
    ...(subject === undefined ? {} : { subject }),
  }));
}

const BY_SCREEN: Readonly<Partial<Record<ScreenName, TopicId>>> = {
  namespaces: 'isolation',
  pods: 'isolation',
  pod: 'union',
  policies: 'rules',
  policy: 'and-or',
  services: 'service-ports',
  reach: 'both-sides',
};

/** The rule behind the selected line, else behind the screen; undefined where one can only choose. */
export function topicHere(scene: Scene, { snapshot }: World): TopicId | undefined {
  const index = selectedIndex(scene);
  const own = index < 0 ? undefined : scene.focused.content.topicAt?.(index);
  if (own !== undefined) return own;
  const subject = subjectHere(scene);
  if (subject?.kind === 'topic') return subject.id;
  if (subject?.kind === 'outside') return 'ip-block';
  if (subject?.kind === 'finding') return topicOfCode(snapshot.diagnostics[subject.index]?.code ?? '');
  return BY_SCREEN[scene.screen.at];
}
