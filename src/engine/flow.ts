import type { Family } from '../model/addresses.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { gapIn } from '../model/gaps.ts';
import type { CompiledPolicy, Direction } from '../model/policies.ts';
import type { Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Decision, FlowVerdict, SideVerdict, Unknown, Verdict } from '../model/verdict.ts';
import { caveatsOf } from './caveats.ts';
import { FAMILIES, familiesOf } from './end-addresses.ts';
import { withoutEnforcement } from './enforcement.ts';
import { withForeignPolicies } from './foreign.ts';
import { decideSide, type Isolation, settled } from './side.ts';

/** One new connection. `port` is the destination's, as seen at the destination pod. */
export interface Flow {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly protocol: Protocol;
  readonly port: number;
  /** What it means when both ends are the same pod object; `self` when not said. */
  readonly whenSame?: WhenSame;
}

/**
 * `self`: a pod to its own address, which policies cannot block. `hairpin`: through a Service back to itself, where plugins
 * differ. `replica`: the object stands for several pods, and another of them is meant.
 */
export type WhenSame = 'self' | 'hairpin' | 'replica';

/** One flow over one family, asked of a snapshot. */
export interface SideQuestion {
  readonly snapshot: Snapshot;
  readonly flow: Flow;
  readonly family: Family;
}

export type { FlowVerdict } from '../model/verdict.ts';

/** May this connection open? Where policies are not enforced, it may (semantics §2, §6). */
export function checkFlow(snapshot: Snapshot, flow: Flow): FlowVerdict {
  const asWritten = policiesOn(snapshot, flow);
  const { enforces, name } = snapshot.plugin;
  return enforces === 'no' ? withoutEnforcement(asWritten, name) : asWritten;
}

/**
 * What the policies say. Allowed when neither the source's egress nor the destination's ingress denies it (semantics §2).
 * Where the ends share both families and these differ, the answer is that of the family that fails, for a client may pick either.
 */
function policiesOn(snapshot: Snapshot, flow: Flow): FlowVerdict {
  const settledBefore =
    finishedEnd(flow) ?? onHostsNotRead(snapshot, flow) ?? toItself(flow) ?? strangers(snapshot, flow);
  if (settledBefore !== undefined) return only(settledBefore);
  const { families, certain } = sharedFamilies(snapshot, flow);
  const [first, ...others] = families.map((family) => verdictOver(snapshot, flow, family));
  if (first === undefined) return only(withoutPolicies('denied', { kind: 'no-common-family' }));
  const unreadNode = nodeOfUnknownFamily(snapshot, flow);
  if (unreadNode !== undefined && first.decision === 'allowed') return only(undecided(first, unreadNode));
  const differing = others.filter((verdict) => verdict.decision !== first.decision);
  if (differing.length === 0) return only({ ...first, families });
  const byFamily = [first, ...differing];
  // A family that the ends only may have leaves the answer open; one they do have and that fails makes it fail.
  const order: readonly Decision[] = certain ? ['denied', 'unknown', 'allowed'] : ['unknown', 'denied', 'allowed'];
  const deciding = order.flatMap((decision) => byFamily.filter((verdict) => verdict.decision === decision));
  const verdict = deciding[0] ?? first;
  return { decision: certain ? verdict.decision : 'unknown', verdict, byFamily };
}

/** The families both ends may use; `certain` when both ends' addresses are known. */
function sharedFamilies(
  snapshot: Snapshot,
  flow: Flow,
): { readonly families: readonly Family[]; readonly certain: boolean } {
  const source = familiesOf(flow.source, snapshot);
  const destination = familiesOf(flow.destination, snapshot);
  const families = (source ?? FAMILIES).filter((family) => (destination ?? FAMILIES).includes(family));
  return { families, certain: source !== undefined && destination !== undefined };
}

/** A node that was not read, where the other end has addresses of one family only: it may have none of that family. */
function nodeOfUnknownFamily(snapshot: Snapshot, { source, destination }: Flow): Unknown | undefined {
  const gap = gapIn(snapshot, 'Node');
  if (gap === undefined) return undefined;
  const [unread, known] = familiesOf(source, snapshot) === undefined ? [source, destination] : [destination, source];
  const onNode = nodeBehind(unread);
  if (onNode === undefined || familiesOf(unread, snapshot) !== undefined) return undefined;
  const families = familiesOf(known, snapshot);
  if (families === undefined ? nodeBehind(known) === undefined : families.length !== 1) return undefined;
  return { kind: 'not-readable', missing: { what: 'node-addresses', node: onNode.label }, gap, otherwise: 'allowed' };
}

function undecided(verdict: Verdict, because: Unknown): Verdict {
  const open = (side: SideVerdict): SideVerdict => {
    return { ...side, decision: 'unknown', reason: { kind: 'unknown', because: [because] } };
  };
  return { ...verdict, decision: 'unknown', egress: open(verdict.egress), ingress: open(verdict.ingress) };
}

// A finished pod has no network, and its address may belong to another pod by now: no policy is asked (semantics §1.13).
function finishedEnd({ source, destination }: Flow): Verdict | undefined {
  const because = [source, destination].flatMap((end): Unknown[] =>
    end.kind === 'pod' && end.pod.state === 'finished'
      ? [{ kind: 'finished-pod', podKey: end.pod.key, status: end.pod.status }]
      : [],
  );
  if (because.length === 0) return undefined;
  return unknownBefore(because);
}

// Two addresses of one hostNetwork pod, one of them perhaps rather its node's: whether that is one end or two hangs on the node.
function onHostsNotRead(snapshot: Snapshot, { source, destination }: Flow): Verdict | undefined {
  const gap = gapIn(snapshot, 'Node');
  if (gap === undefined || source.kind !== 'pod' || destination.kind !== 'pod') return undefined;
  if (source.by === undefined || destination.by === undefined || source.by.family === destination.by.family)
    return undefined;
  if (!source.pod.hostNetwork || source.pod.key !== destination.pod.key) return undefined;
  const missing = { what: 'node-at', address: destination.by.text } as const;
  return unknownBefore([{ kind: 'not-readable', missing, gap, otherwise: undefined }]);
}

// Where pods were not read, both addresses may be those of one pod, which nothing keeps from itself.
function strangers(snapshot: Snapshot, { source, destination }: Flow): Verdict | undefined {
  const gap = gapIn(snapshot, 'Pod');
  if (gap === undefined || source.kind !== 'address' || destination.kind !== 'address') return undefined;
  return unknownBefore(
    [source, destination].map(({ address }): Unknown => {
      return { kind: 'not-readable', missing: { what: 'pod-at', address: address.text }, gap, otherwise: undefined };
    }),
  );
}

/** Unknown before any policy was asked. */
function unknownBefore(because: readonly Unknown[]): Verdict {
  const side = (direction: Direction): SideVerdict => {
    return { direction, decision: 'unknown', reason: { kind: 'unknown', because }, trace: [] };
  };
  return { decision: 'unknown', families: [], egress: side('egress'), ingress: side('ingress'), caveats: [] };
}

// A pod to its own address never leaves the pod, and policies cannot block it (semantics §1.11).
function toItself(flow: Flow): Verdict | undefined {
  if (!isSamePod(flow) || (flow.whenSame ?? 'self') !== 'self') return undefined;
  return withoutPolicies('allowed', { kind: 'exempt', exemption: 'self' });
}

function withoutPolicies(decision: Decision, reason: Parameters<typeof settled>[1]): Verdict {
  return {
    decision,
    families: [],
    egress: settled('egress', reason),
    ingress: settled('ingress', reason),
    caveats: [],
  };
}

function only(verdict: Verdict): FlowVerdict {
  return { decision: verdict.decision, verdict, byFamily: [verdict] };
}

function verdictOver(snapshot: Snapshot, flow: Flow, family: Family): Verdict {
  const egress = sideOf('egress', { snapshot, flow, family });
  const ingress = sideOf('ingress', { snapshot, flow, family });
  const decision = bothSides(egress.decision, ingress.decision);
  return {
    decision,
    families: [family],
    egress,
    ingress,
    caveats: caveatsOf({ snapshot, flow, decision, egress, ingress }),
  };
}

/** What both sides come to. */
export function bothSides(egress: Decision, ingress: Decision): Decision {
  if (egress === 'denied' || ingress === 'denied') return 'denied';
  return egress === 'unknown' || ingress === 'unknown' ? 'unknown' : 'allowed';
}

/**
 * What one side says of a flow over one family. With `policies`, in order of evaluation, as if these and no others selected its
 * subject: a what-if that needs no other snapshot.
 */
export function sideOf(
  direction: Direction,
  { snapshot, flow, family }: SideQuestion,
  policies?: readonly CompiledPolicy[],
): SideVerdict {
  const { source, destination, protocol, port } = flow;
  const [subject, peer] = direction === 'egress' ? [source, destination] : [destination, source];
  const question = { snapshot, peer, destination, family, protocol, port };
  // Sources disagree on egress to the own node; it is allowed, and the answer says so (semantics §1.11, §9.3).
  const isolation = isolationOf(snapshot, flow, subject, peer);
  const side = decideSide(direction, subject, question, { isolation, ...(policies === undefined ? {} : { policies }) });
  // What comes from the pod's own node no engine blocks.
  if (direction === 'ingress' && isolation.kind === 'exempt') return side;
  return withForeignPolicies(side, { snapshot, subject, peer });
}

// Two replicas of one template are two pods.
function isSamePod({ source, destination }: Flow): boolean {
  if (source.kind !== 'pod' || destination.kind !== 'pod') return false;
  return source.pod.key === destination.pod.key && source.pod.state !== 'template';
}

function isHairpin(flow: Flow): boolean {
  return flow.whenSame === 'hairpin' && isSamePod(flow);
}

// What isolation means for this pod and this other end. What a rule denies by name it does not touch: a deny rule of a tier holds for
// a pod that comes back to itself through a Service, and one that names nodes means them (semantics §1.11, §4.5).
function isolationOf(snapshot: Snapshot, flow: Flow, subject: Endpoint, other: Endpoint): Isolation {
  if (subject.kind !== 'pod') return { kind: 'denies' };
  const podKey = subject.pod.key;
  if (isHairpin(flow)) return { kind: 'unknown', because: { kind: 'hairpin', podKey } };
  // Traffic between a pod and its own node is outside the reach of isolation, and with it that of hostNetwork pods there.
  const onNode = nodeBehind(other);
  const nodes = other.kind === 'address' ? gapIn(snapshot, 'Node') : undefined;
  if (other.kind === 'address' && nodes !== undefined) {
    const missing = { what: 'node-at', address: other.address.text } as const;
    return { kind: 'unknown', because: { kind: 'not-readable', missing, gap: nodes, otherwise: undefined } };
  }
  if (onNode === undefined) return { kind: 'denies' };
  const own = subject.pod.nodeName;
  if (own !== undefined && own === onNode.name) return { kind: 'exempt', exemption: 'own-node' };
  if (own !== undefined && onNode.name !== undefined) return { kind: 'denies' };
  return { kind: 'unknown', because: { kind: 'same-node-not-known', podKey, hostNetworkPodKey: onNode.label } };
}

function nodeBehind(end: Endpoint): { readonly name: string | undefined; readonly label: string } | undefined {
  if (end.kind === 'node') return { name: end.node.name, label: `node/${end.node.name}` };
  if (end.kind === 'pod' && end.pod.hostNetwork) return { name: end.pod.nodeName, label: end.pod.key };
  return undefined;
}
