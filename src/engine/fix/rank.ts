import { assertNever } from '../../model/errors.ts';
import {
  intersectSets,
  isNoPort,
  mapProtocols,
  normalisePorts,
  type PortRange,
  type PortSet,
} from '../../model/ports.ts';
import type { PairAnswer } from '../check.ts';
import type { Effect, Effects } from '../difference-rows.ts';
import type { ListEnd } from '../list.ts';
import { countPorts } from './asked-ports.ts';
import type { Edit, PolicyChange } from './edit.ts';

/** What proposals are compared by. */
interface Ranked {
  readonly edits: readonly Edit[];
  readonly changes: readonly PolicyChange[];
  readonly answer: { readonly pairs: readonly PairAnswer[] };
  readonly effects: Effects;
}

/**
 * Better proposals first: the fewest connections opened, closed or put in doubt beside what was asked for, then the smallest edit,
 * then the fewest ports among those connections. A slip corrected is not charged with what it does between the ends that were
 * asked about, unless it closes a port that the destination may listen on: there the rule says what its author meant.
 */
export function byMerit(a: Ranked, b: Ranked): number {
  return charged(a) - charged(b) || sizeOf(a) - sizeOf(b) || portsOf(a) - portsOf(b);
}

function charged({ edits, answer: { pairs }, effects }: Ranked): number {
  const { opened, closed, inDoubt } = effects;
  if (!edits.every(isCorrection)) return opened.length + closed.length + inDoubt.length;
  const opensToOthers = opened.filter((effect) => !isBetween(effect, pairs));
  const harms = closed.filter((effect) => !isBetween(effect, pairs) || mayBeInUse(effect.ports, pairs));
  return opensToOthers.length + harms.length + inDoubt.length;
}

function isCorrection({ kind }: Edit): boolean {
  return kind.startsWith('correct-');
}

function isBetween({ from, to }: Effect, pairs: readonly PairAnswer[]): boolean {
  return pairs.some(({ source, destination }) => isEnd(from, source) && isEnd(to, destination));
}

function isEnd(end: ListEnd, asked: PairAnswer['source']): boolean {
  return end.kind === 'workload' && asked.kind === 'pod' && end.workload.podKeys.includes(asked.pod.key);
}

/** Whether a destination declares one of the ports, or does not say which it has. */
function mayBeInUse(ports: PortSet, pairs: readonly PairAnswer[]): boolean {
  return pairs.some(({ destination }) => {
    if (destination.kind !== 'pod' || destination.pod.ports.length === 0) return true;
    const declared = mapProtocols((protocol) =>
      normalisePorts(
        destination.pod.ports.filter((port) => port.protocol === protocol).map(({ port }): PortRange => [port, port]),
      ),
    );
    return !isNoPort(intersectSets(declared, ports));
  });
}

function portsOf({ effects: { opened, closed, inDoubt } }: Ranked): number {
  return [...opened, ...closed, ...inDoubt].reduce((sum, { ports }) => sum + countPorts(ports), 0);
}

/** How much is written, on a scale of its own: 1 for a value corrected. */
function sizeOf({ edits, changes }: Ranked): number {
  return edits.reduce((sum, edit) => sum + sizeOfEdit(edit, changes), 0);
}

function sizeOfEdit(edit: Edit, changes: readonly PolicyChange[]): number {
  switch (edit.kind) {
    case 'correct-label-in-peer':
    case 'correct-namespace-selector':
    case 'correct-port':
    case 'correct-protocol':
    case 'add-policy-type':
      return 1;
    case 'add-peers':
      return 1 + edit.peers.length;
    case 'add-ports':
      return 1 + edit.ports.length;
    case 'narrow-peers':
    case 'narrow-ports':
    case 'remove-rule':
      return 2;
    case 'add-rule':
      return hasRules(edit, changes) ? 3 : 5;
    case 'new-policy':
      return 4;
    case 'remove-policy-type':
      return 6;
    default:
      return assertNever(edit);
  }
}

// A policy that only denies is best left to deny.
function hasRules(edit: Extract<Edit, { kind: 'add-rule' }>, changes: readonly PolicyChange[]): boolean {
  const before = changes.find((change) => change.before?.ref === edit.policy)?.before;
  return before?.rules.some(({ ref }) => ref.direction === edit.direction) ?? false;
}
