import type { AddressRange } from '../model/addresses.ts';
import type { Endpoint } from '../model/endpoints.ts';
import type { CompiledRule, Direction } from '../model/policies.ts';
import {
  MAX_PORT,
  MIN_PORT,
  mapProtocols,
  normalisePorts,
  type PortMatcher,
  type PortRange,
  type PortSet,
  PROTOCOLS,
  type Protocol,
} from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Decision, Reason, Verdict } from '../model/verdict.ts';
import { checkFlow, type FlowVerdict, type WhenSame } from './flow.ts';
import { blocksOf } from './identities.ts';
import { policiesSelecting } from './selection.ts';

/** Neighbouring ports of one protocol that are decided alike and for the same reason. */
export interface PortPiece {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
  readonly flow: FlowVerdict;
}

/** Which ports: every port of every protocol is in exactly one of the three sets. */
export interface ConnectionSet {
  readonly allowed: PortSet;
  readonly denied: PortSet;
  readonly unknown: PortSet;
  /** Sorted; each with the verdict that decides it. */
  readonly pieces: readonly PortPiece[];
}

/**
 * Which ports may be reached. The port axis is cut where some rule in force begins or ends, and the point evaluator is asked once
 * per piece, so that a set and its explanation cannot disagree.
 */
export function connectionsBetween(
  snapshot: Snapshot,
  source: Endpoint,
  destination: Endpoint,
  whenSame: WhenSame = 'self',
): ConnectionSet {
  const rules = [...rulesInForce(snapshot, 'egress', source), ...rulesInForce(snapshot, 'ingress', destination)];
  const pieces = PROTOCOLS.flatMap((protocol) => {
    const starts = portStarts(rules, protocol, destination);
    const asked = starts.map((first, i): PortPiece => {
      const last = (starts[i + 1] ?? MAX_PORT + 1) - 1;
      return {
        protocol,
        first,
        last,
        flow: checkFlow(snapshot, { source, destination, protocol, port: first, whenSame }),
      };
    });
    return joinAlike(asked);
  });
  const setOf = (decision: Decision): PortSet =>
    mapProtocols((protocol) => {
      const chosen = pieces.filter((piece) => piece.protocol === protocol && piece.flow.decision === decision);
      return normalisePorts(chosen.map((piece): PortRange => [piece.first, piece.last]));
    });
  return { allowed: setOf('allowed'), denied: setOf('denied'), unknown: setOf('unknown'), pieces };
}

/** Rules of every policy that selects this end, in this direction. */
function rulesInForce(snapshot: Snapshot, direction: Direction, subject: Endpoint): readonly CompiledRule[] {
  if (subject.kind !== 'pod') return [];
  return policiesSelecting(snapshot, subject.pod).flatMap((policy) =>
    policy.rules.filter((rule) => rule.ref.direction === direction),
  );
}

function portStarts(rules: readonly CompiledRule[], protocol: Protocol, destination: Endpoint): readonly number[] {
  const starts = new Set<number>([MIN_PORT]);
  for (const rule of rules) {
    if (rule.ports === 'any') continue;
    for (const matcher of rule.ports) {
      for (const [first, last] of rangesOf(matcher, protocol, destination)) {
        starts.add(first);
        if (last < MAX_PORT) starts.add(last + 1);
      }
    }
  }
  return [...starts].sort((a, b) => a - b);
}

/** The ports a matcher stands for at this destination, in one protocol. */
function rangesOf(matcher: PortMatcher, protocol: Protocol, destination: Endpoint): readonly PortRange[] {
  if (matcher.protocol !== 'any' && matcher.protocol !== protocol) return [];
  if (matcher.kind === 'protocol') return [[MIN_PORT, MAX_PORT]];
  if (matcher.kind === 'range') return [[matcher.first, matcher.last]];
  if (destination.kind !== 'pod') return [];
  return destination.pod.ports
    .filter((port) => port.name === matcher.name && port.protocol === protocol)
    .map((port): PortRange => [port.port, port.port]);
}

function joinAlike(pieces: readonly PortPiece[]): readonly PortPiece[] {
  const joined: PortPiece[] = [];
  for (const piece of pieces) {
    const previous = joined.at(-1);
    if (previous !== undefined && sameAnswer(previous.flow, piece.flow))
      joined[joined.length - 1] = { ...previous, last: piece.last };
    else joined.push(piece);
  }
  return joined;
}

function sameAnswer(a: FlowVerdict, b: FlowVerdict): boolean {
  return a.decision === b.decision && sameReasons(a.verdict, b.verdict);
}

function sameReasons(a: Verdict, b: Verdict): boolean {
  return sameReason(a.egress.reason, b.egress.reason) && sameReason(a.ingress.reason, b.ingress.reason);
}

function sameReason(a: Reason, b: Reason): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'rule' && b.kind === 'rule') {
    return a.rules.length === b.rules.length && a.rules.every((rule, i) => rule === b.rules[i]);
  }
  return true;
}

/**
 * Cuts a range of addresses where some block in force on the pod begins or ends, so that every piece is treated alike. `direction`
 * is the pod's: egress when it is the source.
 */
export function addressPieces(
  snapshot: Snapshot,
  pod: Endpoint,
  direction: Direction,
  range: AddressRange,
): readonly AddressRange[] {
  const starts = new Set<bigint>([range.first]);
  const cut = (block: AddressRange): void => {
    if (block.family !== range.family) return;
    for (const start of [block.first, block.last + 1n])
      if (range.first < start && start <= range.last) starts.add(start);
  };
  for (const rule of rulesInForce(snapshot, direction, pod)) {
    for (const block of blocksOf(rule)) cut(block);
  }
  const sorted = [...starts].sort((a, b) => (a < b ? -1 : 1));
  return sorted.map((first, i) => ({ family: range.family, first, last: (sorted[i + 1] ?? range.last + 1n) - 1n }));
}
