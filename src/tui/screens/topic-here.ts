import type { TopicId } from '../../present/topic-names.ts';
import { topicOfCode } from '../../present/topic-of.ts';
import type { ScreenName } from '../state/screens.ts';
import { type Scene, selectedIndex, subjectHere } from './scene.ts';

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
export function topicHere(scene: Scene): TopicId | undefined {
  const index = selectedIndex(scene);
  const own = index < 0 ? undefined : scene.focused.content.topicAt?.(index);
  if (own !== undefined) return own;
  const subject = subjectHere(scene);
  if (subject?.kind === 'topic') return subject.id;
  if (subject?.kind === 'outside') return 'ip-block';
  if (subject?.kind === 'finding') return topicOfCode(subject.finding.code);
  return BY_SCREEN[scene.screen.at];
}
