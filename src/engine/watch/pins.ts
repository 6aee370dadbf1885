import { nameInKey, type Pod } from '../../model/cluster-objects.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Decision } from '../../model/verdict.ts';
import { type CheckAnswer, check, isProblem } from '../check.ts';
import { readDestination } from '../endpoint-syntax.ts';
import { endpointNamed } from '../resolve.ts';
import { nameKey, type ObjectChange, type ObjectName } from './object-changes.ts';
import { reversed } from './reversal.ts';

/** A question that is asked of every snapshot. Its names say their namespaces. */
export interface PinnedQuestion {
  readonly from: string;
  /** With the port, where one is asked for. */
  readonly to: string;
}

/** How it stands with a question; `unanswerable`: an end is not there, or a port. */
export type Standing = Decision | 'unanswerable';

/** Why an answer is not as it was. */
export type FlipCause =
  /** Had this one object not changed, the answer would be as before. `others`: further objects of which the same is true. */
  | {
      readonly kind: 'object';
      readonly name: ObjectName;
      readonly type: ObjectChange['type'];
      readonly others: number;
    }
  /** Several objects changed at once, and no single one of them did it. */
  | { readonly kind: 'one-of'; readonly changes: number }
  /** It was otherwise when the cluster was looked at last, and nobody watched since. */
  | { readonly kind: 'unwatched' }
  /** None of the objects that are followed changed: what could be read did. */
  | { readonly kind: 'elsewhere' };

export interface Pin extends PinnedQuestion {
  /** Stays the same for as long as the question is pinned. */
  readonly id: string;
  readonly standing: Standing;
  /** When it came to stand so, in milliseconds since 1970; for one that never turned, when it was pinned. */
  readonly since: number;
  /** What it was before, and why it is not; undefined while it has not turned since it was pinned. */
  readonly turned: { readonly from: Standing; readonly cause: FlipCause } | undefined;
  /** How often it turned. */
  readonly turns: number;
}

export function pinId({ from, to }: PinnedQuestion): string {
  return `${from} ${to}`;
}

/** A question as it means the same wherever it is asked: names that were looked up in a namespace name it. */
export function qualified({ from, to }: PinnedQuestion, snapshot: Snapshot, namespace: string): PinnedQuestion {
  const destination = readDestination(to);
  const end = typeof destination === 'string' ? to : destination.endpoint;
  return {
    from: isLookedUp(from, snapshot, namespace) ? `${namespace}/${from}` : from,
    to: isLookedUp(end, snapshot, namespace) ? `${namespace}/${to}` : to,
  };
}

function isLookedUp(text: string, snapshot: Snapshot, namespace: string): boolean {
  const here = endpointNamed(snapshot, text, namespace);
  return here !== undefined && endpointNamed(snapshot, text, '')?.text !== here.text;
}

/** Pins a question, with the answer it has now. */
export function pinned(question: PinnedQuestion, snapshot: Snapshot, at: number): Pin {
  const standing = standingOf(question, snapshot);
  return { ...question, id: pinId(question), standing, since: at, turned: undefined, turns: 0 };
}

/** A question that was pinned, and how it stood then. */
export interface KeptPin extends PinnedQuestion {
  readonly standing: Standing;
}

/** Pins a question once more that was pinned when nobody has watched since. */
export function pinnedAgain(kept: KeptPin, snapshot: Snapshot, at: number): Pin {
  const { from, to } = kept;
  const pin = pinned({ from, to }, snapshot, at);
  if (pin.standing === kept.standing) return pin;
  return { ...pin, turned: { from: kept.standing, cause: { kind: 'unwatched' } }, turns: 1 };
}

/** The answer to a pinned question, without its reasons. */
function standingOf({ from, to }: PinnedQuestion, snapshot: Snapshot): Standing {
  const answer = check(snapshot, { from, to }, '');
  return isProblem(answer) ? 'unanswerable' : answer.decision;
}

/** Two snapshots, and what became of which object between them. */
export interface Step {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly changes: readonly ObjectChange[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The pin after a step: the same object when it stands as before. */
export function followed(pin: Pin, step: Step): Pin {
  const standing = standingOf(pin, step.after);
  if (standing === pin.standing) return pin;
  const cause = causeOf(pin, step);
  return { ...pin, standing, since: step.at, turned: { from: pin.standing, cause }, turns: pin.turns + 1 };
}

/** To undo one change means to ask the question once more: of hundreds of changed objects only the likely ones are tried. */
const MOST_TRIED = 40;

function causeOf(pin: Pin, step: Step): FlipCause {
  if (step.changes.length === 0) return { kind: 'elsewhere' };
  const likely = likelyFirst(pin, step).slice(0, MOST_TRIED);
  const [found, ...others] = likely.filter((change) => standingOf(pin, reversed(step, change)) === pin.standing);
  if (found !== undefined) {
    const { kind, namespace, name } = found.name;
    return { kind: 'object', name: { kind, namespace, name }, type: found.type, others: others.length };
  }
  return { kind: 'one-of', changes: step.changes.length };
}

/** Policies and namespaces concern everybody, pods mostly themselves: those that are ends of the question come first. */
function likelyFirst(pin: Pin, { before, after, changes }: Step): readonly ObjectChange[] {
  const ends = new Set(
    [before, after].flatMap((snapshot) => podsAsked(check(snapshot, { from: pin.from, to: pin.to }, ''))),
  );
  const rank = (change: ObjectChange): number => {
    if (change.name.kind === 'Pod') return ends.has(nameKey(change.name)) ? 0 : 2;
    return 1;
  };
  return [...changes].sort((a, b) => rank(a) - rank(b));
}

function podNameKey({ namespace, key }: Pod): string {
  return nameKey({ kind: 'Pod', namespace, name: nameInKey(key) });
}

function podsAsked(answer: CheckAnswer | { readonly problem: string }): readonly string[] {
  if (!('pairs' in answer)) return [];
  return answer.pairs.flatMap(({ source, destination }) =>
    [source, destination].flatMap((end) => (end.kind === 'pod' ? [podNameKey(end.pod)] : [])),
  );
}
