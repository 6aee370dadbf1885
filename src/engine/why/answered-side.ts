import type { Family } from '../../model/addresses.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import type { CompiledPolicy } from '../../model/policies.ts';
import type { SideVerdict } from '../../model/verdict.ts';
import type { PairAnswer } from '../check.ts';
import { type Flow, sideOf } from '../flow.ts';
import { policiesSelecting } from '../selection.ts';

/** One side of one answered connection: what everything that explains it starts from. */
export interface AnsweredSide {
  readonly side: SideVerdict;
  /** The end whose policies were asked: the source for egress, the destination for ingress. */
  readonly subject: Endpoint;
  readonly pair: PairAnswer;
  /** Those the verdict is about; none where policies were not asked. */
  readonly families: readonly Family[];
}

/** Both sides of the verdict that decides a connection; of a question without a port, of the first stretch decided so. */
export function answeredSidesOf(pair: PairAnswer): readonly AnsweredSide[] {
  const deciding = pair.flow ?? pair.connections?.pieces.find(({ flow }) => flow.decision === pair.decision)?.flow;
  if (deciding === undefined) return [];
  const { egress, ingress, families } = deciding.verdict;
  return [egress, ingress].map((side) => answeredSide(pair, side, families));
}

/** One side of an answered connection, over these families. */
export function answeredSide(pair: PairAnswer, side: SideVerdict, families: readonly Family[]): AnsweredSide {
  return { side, subject: side.direction === 'egress' ? pair.source : pair.destination, pair, families };
}

/** The end that the rules of the side were compared with. */
export function peerOf({ side, pair }: AnsweredSide): Endpoint {
  return side.direction === 'egress' ? pair.destination : pair.source;
}

/** Whether a port was asked; where none was, only peers can be wrong. */
export function isPortAsked({ pair }: Pick<AnsweredSide, 'pair'>): boolean {
  return pair.port !== undefined;
}

/** The connection the side is about; of a question without a port, the first of the stretch of ports that it decides. */
export function flowOf({ side, pair }: AnsweredSide): Flow {
  const { source, destination, protocol, port, asked } = pair;
  const piece = pair.connections?.pieces.find(({ flow }) =>
    flow.byFamily.some((verdict) => verdict[side.direction] === side),
  );
  return {
    source,
    destination,
    protocol: protocol ?? piece?.protocol ?? 'TCP',
    port: port ?? piece?.first ?? 1,
    whenSame: asked.whenSame,
  };
}

/** The policies that select the subject, in order of evaluation. */
export function policiesOfSubject({ subject, pair }: AnsweredSide): readonly CompiledPolicy[] {
  return subject.kind === 'pod' ? policiesSelecting(pair.asked.snapshot, subject.pod) : [];
}

/** What the side would say if exactly these policies, in order of evaluation, selected the subject. */
export function sideUnder(answered: AnsweredSide, policies: readonly CompiledPolicy[]): SideVerdict {
  const { side, pair, families } = answered;
  const { snapshot } = pair.asked;
  const [family = 'IPv4'] = families;
  return sideOf(side.direction, { snapshot, flow: flowOf(answered), family }, inOrder(policies));
}

function inOrder(policies: readonly CompiledPolicy[]): readonly CompiledPolicy[] {
  return [...policies].sort((a, b) => a.tier.order - b.tier.order || a.precedence - b.precedence);
}
