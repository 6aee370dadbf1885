import { editDistance } from '../engine/suggest.ts';
import { assertNever } from '../model/exhaustive.ts';
import type { Requirement } from '../model/labels.ts';
import type { ClauseFailure, PeerTrace, PortTrace, RuleTrace, SideVerdict } from '../model/verdict.ts';

/** A rule that would have allowed the connection, and the clauses that kept it from doing so. */
export interface NearMiss {
  readonly trace: RuleTrace;
  /** The entry of the rule's peers that comes closest; undefined when the peers hold. */
  readonly peer: PeerTrace | undefined;
  /** The entry of its ports that comes closest; undefined when the ports hold. */
  readonly port: PortTrace | undefined;
  /** What failed, peer first; empty only for a rule whose list of peers or ports is empty. */
  readonly failures: readonly ClauseFailure[];
}

export interface NearMissOptions {
  /** False when no port was asked: then only peers can be wrong. */
  readonly portAsked: boolean;
}

/**
 * The accepting rules of a side that did not match, nearest first: fewest failed clauses, then the smallest edit, then the order
 * of evaluation.
 */
export function nearMisses(side: SideVerdict, { portAsked }: NearMissOptions): readonly NearMiss[] {
  const missed = side.trace
    .flatMap((tier) => tier.policies.flatMap((policy) => policy.rules))
    .filter((trace) => trace.rule.action === 'accept' && trace.match === 'no')
    .map((trace) => nearMissOf(trace, { portAsked }))
    // A rule whose list is empty can never match; nothing about this connection comes near it.
    .filter((miss) => miss.failures.length > 0)
    .map((miss) => ({ miss, cost: costOf(miss.failures) }));
  return missed
    .sort((a, b) => a.miss.failures.length - b.miss.failures.length || a.cost - b.cost)
    .map(({ miss }) => miss);
}

/** Of one rule, the peer and the port that come closest. */
function nearMissOf(trace: RuleTrace, { portAsked }: NearMissOptions): NearMiss {
  const peer = trace.peerMatch === 'no' ? closest(trace.peers) : undefined;
  const port = portAsked && trace.portMatch === 'no' ? closest(trace.ports) : undefined;
  return { trace, peer, port, failures: [...(peer?.failures ?? []), ...(port?.failures ?? [])] };
}

function closest<T extends PeerTrace | PortTrace>(entries: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const entry of entries) {
    if (entry.match !== 'no') continue;
    if (best === undefined || isNearer(entry.failures, best.failures)) best = entry;
  }
  return best;
}

function isNearer(a: readonly ClauseFailure[], b: readonly ClauseFailure[]): boolean {
  return a.length === b.length ? costOf(a) < costOf(b) : a.length < b.length;
}

function costOf(failures: readonly ClauseFailure[]): number {
  return failures.reduce((sum, failure) => sum + editCost(failure), 0);
}

// The scale: a character or two of a value that is there (up to 10), a clause of another value or port (20–30), a label that is not
// there (40), another namespace or address (50–60), an end of another nature, which no edit of this clause can meet (100).
const ANOTHER_VALUE = 20;
const ANOTHER_PORT = 25;
const ABSENT_LABEL = 40;
const ANOTHER_PLACE = 50;
const ANOTHER_NATURE = 100;

function editCost(failure: ClauseFailure): number {
  switch (failure.clause) {
    case 'pod-label':
    case 'node-label':
      return labelCost(failure.requirement, failure.actual);
    case 'namespace-label':
      // The wanted value under another key: `name` was written for `kubernetes.io/metadata.name`.
      if (keyWithValue(failure.requirement, failure.labels) !== undefined) return 5;
      return labelCost(failure.requirement, failure.actual) + 1;
    case 'namespace':
      return ANOTHER_PLACE;
    case 'address':
    case 'except':
      return ANOTHER_PLACE + 10;
    case 'family':
    case 'no-address':
    case 'not-a-pod':
    case 'not-a-node':
      return ANOTHER_NATURE;
    case 'protocol':
      return ANOTHER_PORT;
    case 'port':
      return Math.min(ANOTHER_PORT, editDistance(String(failure.first), String(failure.actual)));
    case 'named-port':
      return failure.destination === 'not-a-pod' ? ANOTHER_NATURE : ANOTHER_PORT;
    default:
      return assertNever(failure);
  }
}

function labelCost(requirement: Requirement, actual: string | undefined): number {
  if (requirement.operator !== 'In') return ANOTHER_VALUE;
  if (actual === undefined) return ABSENT_LABEL;
  return Math.min(ANOTHER_VALUE, ...requirement.values.map((value) => valueDistance(value, actual)));
}

function valueDistance(wanted: string, actual: string): number {
  // One value that begins with the other (`checkout`, `checkout-v2`) is nearer than its length says.
  if (wanted !== '' && actual !== '' && (wanted.startsWith(actual) || actual.startsWith(wanted))) return 1;
  return editDistance(wanted, actual);
}

/** Whether some clause failed for the nature of the end, which no edit of the rule's values or of labels can meet. */
export function isFar({ failures }: NearMiss): boolean {
  return failures.some((failure) => editCost(failure) >= ANOTHER_NATURE);
}

/** Another key that carries the value a requirement wants, such as `kubernetes.io/metadata.name` where `name` was asked for. */
export function keyWithValue(requirement: Requirement, labels: ReadonlyMap<string, string>): string | undefined {
  if (requirement.operator !== 'In') return undefined;
  for (const [key, value] of labels) if (key !== requirement.key && requirement.values.includes(value)) return key;
  return undefined;
}
