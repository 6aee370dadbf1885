import { type CheckAnswer, isProblem } from '../../engine/check.ts';
import { answerTo, lookupNamespace } from '../screens/reach-answer.ts';
import { destinationOf, endpointOf } from '../screens/subjects.ts';
import { freshScreen, reachForm, type ScreenName, type Subject } from '../state/screens.ts';
import type { Action } from '../state/state.ts';
import type { Binding, Situation } from './binding.ts';
import { always } from './key-scopes.ts';

/** The end a line stands for: what it says itself, else what the screen is about. */
function endOf(situation: Situation, read: typeof endpointOf): string | undefined {
  const { subject, scene, world } = situation;
  const own = subject === undefined ? undefined : read(subject, world.snapshot);
  if (own !== undefined) return own;
  const whole: Subject | undefined = scene.kind.subject?.(scene.screen, scene.context);
  return whole === undefined ? undefined : read(whole, world.snapshot);
}

const noEnd = (situation: Situation): string | undefined =>
  endOf(situation, endpointOf) === undefined ? 'only from a pod, a workload, a Service or an address' : undefined;

/** What the Reach screen answered, when there is something to be fixed. */
function answered({ scene }: Situation): CheckAnswer | string {
  if (scene.screen.at !== 'reach') return 'only where a question is answered';
  const answer = answerTo(scene.screen.form, scene.context);
  if (answer === undefined || isProblem(answer)) return 'ask first: from, to and a port';
  return answer.port === undefined ? 'a fix is for one port: put it behind TO, as in shop/db:5432' : answer;
}

function noFix(situation: Situation): string | undefined {
  const answer = answered(situation);
  return typeof answer === 'string' ? answer : undefined;
}

function fixAction(situation: Situation): Action {
  const answer = answered(situation);
  if (typeof answer === 'string') return { type: 'flash', kind: 'info', text: answer };
  const { from, to } = answer.query;
  const work = {
    kind: 'fixes',
    from,
    to,
    namespace: lookupNamespace(situation.scene.context),
    wanted: answer.decision === 'allowed' ? 'denied' : 'allowed',
  } as const;
  return { type: 'go', screen: freshScreen({ at: 'fixes', work }) };
}

const ASK_SCREENS: readonly ScreenName[] = ['pods', 'pod', 'policy', 'services', 'describe', 'changes'];

/** The question one sees, or the one a row stands for. */
function questionOf({ scene, subject }: Situation): { readonly from: string; readonly to: string } | undefined {
  if (subject?.kind === 'question') return subject;
  return scene.screen.at === 'reach' ? scene.screen.form.asked : undefined;
}

// Of a row only one end is known: the form asks for the other.
function pinAction(situation: Situation): Action {
  const question = questionOf(situation);
  if (question !== undefined) return { type: 'pin', from: question.from, to: question.to };
  const form = reachForm({ from: endOf(situation, endpointOf) ?? '' });
  return { type: 'go', screen: freshScreen({ at: 'reach', form: { ...form, pins: true } }) };
}

/** Keys that ask whether something can be reached. */
export const ASK: readonly Binding[] = [
  {
    id: 'reach-from',
    keys: ['r'],
    group: 'Ask',
    title: 'reach: from the selected pod, workload or Service',
    footer: { text: 'reach from', order: 10, screens: ASK_SCREENS },
    act: (situation) => ({
      type: 'go',
      screen: freshScreen({ at: 'reach', form: reachForm({ from: endOf(situation, endpointOf) ?? '' }) }),
    }),
    disabled: (situation) => (ASK_SCREENS.includes(situation.scene.screen.at) ? noEnd(situation) : undefined),
  },
  {
    id: 'reach-to',
    keys: ['R'],
    group: 'Ask',
    title: 'reach: to the selected pod, workload or Service',
    footer: { text: 'reach to', order: 11, screens: ASK_SCREENS },
    act: (situation) => ({
      type: 'go',
      screen: freshScreen({ at: 'reach', form: reachForm({ to: endOf(situation, destinationOf) ?? '' }) }),
    }),
    disabled: (situation) => (ASK_SCREENS.includes(situation.scene.screen.at) ? noEnd(situation) : undefined),
  },
  {
    id: 'pin',
    keys: ['p'],
    group: 'Ask',
    title: 'pin the question, or take it off: it is asked again whenever something changes',
    footer: { text: 'pin', order: 12, screens: ['pods', 'pod', 'services', 'reach', 'pins', 'what-if'] },
    act: pinAction,
    disabled: (situation) => (questionOf(situation) === undefined ? noEnd(situation) : undefined),
  },
  {
    id: 'bell',
    keys: ['b'],
    group: 'Ask',
    screens: ['pins'],
    title: 'ring the bell when a pin turns, or no longer',
    footer: { text: 'bell', order: 13 },
    act: always({ type: 'toggle-bell' }),
  },
  {
    id: 'fixes',
    keys: ['f'],
    group: 'Ask',
    screens: ['reach'],
    title: 'fix: the smallest edits that allow what is denied, or deny what is allowed',
    footer: { text: 'fix', order: 3 },
    act: fixAction,
    disabled: noFix,
  },
  {
    id: 'swap',
    keys: ['X'],
    group: 'Ask',
    screens: ['reach'],
    title: 'swap source and destination',
    footer: { text: 'swap', order: 5 },
    act: always({ type: 'swap-ends' }),
  },
];
