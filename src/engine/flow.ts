import type { Family } from '../model/addresses.ts';
import type { Endpoint } from '../model/endpoints.ts';
import type { Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Decision, SideVerdict, Unknown, Verdict } from '../model/verdict.ts';
import { caveatsOf } from './caveats.ts';
import { decideSide, settled } from './side.ts';

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

/** The answer to one flow over every address family its ends may use. */
export interface FlowVerdict {
  readonly decision: Decision;
  /** The verdict that decides. */
  readonly verdict: Verdict;
  /** More than one only when the families differ. */
  readonly byFamily: readonly Verdict[];
}

/**
 * May this connection open? Allowed when neither the source's egress nor the destination's ingress denies it (semantics §2).
 * Where the ends share both families and these differ, the answer is that of the family that fails, for a client may pick either.
 */
export function checkFlow(snapshot: Snapshot, flow: Flow): FlowVerdict {
  const { families, certain } = familiesOf(flow);
  const [first, ...others] = families.map((family) => verdictOver(snapshot, flow, family));
  if (first === undefined) {
    const verdict = noCommonFamily();
    return { decision: verdict.decision, verdict, byFamily: [verdict] };
  }
  const differing = others.filter((verdict) => verdict.decision !== first.decision);
  if (differing.length === 0) {
    const verdict = { ...first, families };
    return { decision: first.decision, verdict, byFamily: [verdict] };
  }
  const byFamily = [first, ...differing];
  // A family that the ends only may have leaves the answer open; one they do have and that fails makes it fail.
  const order: readonly Decision[] = certain ? ['denied', 'unknown', 'allowed'] : ['unknown', 'denied', 'allowed'];
  const deciding = order.flatMap((decision) => byFamily.filter((verdict) => verdict.decision === decision));
  const verdict = deciding[0] ?? first;
  return { decision: certain ? verdict.decision : 'unknown', verdict, byFamily };
}

const BOTH: readonly Family[] = ['IPv4', 'IPv6'];

/** The families both ends may use; `certain` when both ends' addresses are known. */
function familiesOf(flow: Flow): { readonly families: readonly Family[]; readonly certain: boolean } {
  const source = familiesAt(flow.source);
  const destination = familiesAt(flow.destination);
  const families = (source ?? BOTH).filter((family) => (destination ?? BOTH).includes(family));
  return { families, certain: source !== undefined && destination !== undefined };
}

function familiesAt(end: Endpoint): readonly Family[] | undefined {
  switch (end.kind) {
    case 'address':
      return [end.address.family];
    case 'range':
      return [end.range.family];
    case 'node':
    case 'pod': {
      const { addresses } = end.kind === 'pod' ? end.pod : end.node;
      return addresses.length === 0
        ? undefined
        : BOTH.filter((family) => addresses.some((address) => address.family === family));
    }
  }
}

function noCommonFamily(): Verdict {
  const side = (direction: 'egress' | 'ingress'): SideVerdict => settled(direction, { kind: 'no-common-family' });
  return { decision: 'denied', families: [], egress: side('egress'), ingress: side('ingress'), caveats: [] };
}

function verdictOver(snapshot: Snapshot, flow: Flow, family: Family): Verdict {
  const egress = egressSide(snapshot, flow, family);
  const ingress = ingressSide(snapshot, flow, family);
  const decision = bothSides(egress.decision, ingress.decision);
  return {
    decision,
    families: [family],
    egress,
    ingress,
    caveats: caveatsOf({ snapshot, flow, decision, egress, ingress }),
  };
}

function bothSides(egress: Decision, ingress: Decision): Decision {
  if (egress === 'denied' || ingress === 'denied') return 'denied';
  return egress === 'unknown' || ingress === 'unknown' ? 'unknown' : 'allowed';
}

function egressSide(snapshot: Snapshot, flow: Flow, family: Family): SideVerdict {
  const { source, destination, protocol, port } = flow;
  const finished = finishedPod('egress', source);
  if (finished !== undefined) return finished;
  if (isSelf(flow) && flow.whenSame !== 'hairpin') return settled('egress', { kind: 'exempt', exemption: 'self' });
  const side = decideSide('egress', source, { snapshot, peer: destination, destination, family, protocol, port });
  if (isSelf(flow)) return hairpin(side, source);
  // Sources disagree on egress to the own node; it is allowed, and the answer says so (semantics §1.11, §9.3).
  return ownNodeExemption(side, source, destination);
}

function ingressSide(snapshot: Snapshot, flow: Flow, family: Family): SideVerdict {
  const { source, destination, protocol, port } = flow;
  const finished = finishedPod('ingress', destination);
  if (finished !== undefined) return finished;
  if (isSelf(flow) && flow.whenSame !== 'hairpin') return settled('ingress', { kind: 'exempt', exemption: 'self' });
  const side = decideSide('ingress', destination, { snapshot, peer: source, destination, family, protocol, port });
  if (isSelf(flow)) return hairpin(side, destination);
  return ownNodeExemption(side, destination, source);
}

/** A pod to itself cannot be blocked; two replicas of one template are two pods (semantics §1.11). */
function isSelf({ source, destination, whenSame }: Flow): boolean {
  if (source.kind !== 'pod' || destination.kind !== 'pod' || whenSame === 'replica') return false;
  return source.pod.key === destination.pod.key && source.pod.state !== 'template';
}

function hairpin(side: SideVerdict, self: Endpoint): SideVerdict {
  if (side.decision === 'allowed' || self.kind !== 'pod') return side;
  const because: Unknown = { kind: 'hairpin', podKey: self.pod.key };
  return { ...side, decision: 'unknown', reason: { kind: 'unknown', because: [because] } };
}

function finishedPod(direction: 'egress' | 'ingress', end: Endpoint): SideVerdict | undefined {
  if (end.kind !== 'pod' || end.pod.state !== 'finished') return undefined;
  const because: Unknown = { kind: 'finished-pod', podKey: end.pod.key, status: end.pod.status };
  return { direction, decision: 'unknown', reason: { kind: 'unknown', because: [because] }, trace: [] };
}

// Traffic between a pod and its own node is outside the reach of policies, and with it that of hostNetwork pods there (semantics §1.11).
function ownNodeExemption(side: SideVerdict, subject: Endpoint, other: Endpoint): SideVerdict {
  if (side.decision === 'allowed' || subject.kind !== 'pod' || subject.pod.hostNetwork) return side;
  // A tier that names nodes in a deny rule means them.
  if (side.reason.kind === 'rule') return side;
  const onNode = nodeBehind(other);
  if (onNode === undefined) return side;
  const own = subject.pod.nodeName;
  if (own !== undefined && own === onNode.name) {
    return { ...side, decision: 'allowed', reason: { kind: 'exempt', exemption: 'own-node' } };
  }
  if (own !== undefined && onNode.name !== undefined) return side;
  const because: Unknown = { kind: 'same-node-not-known', podKey: subject.pod.key, hostNetworkPodKey: onNode.label };
  return { ...side, decision: 'unknown', reason: { kind: 'unknown', because: [because] } };
}

function nodeBehind(end: Endpoint): { readonly name: string | undefined; readonly label: string } | undefined {
  if (end.kind === 'node') return { name: end.node.name, label: `node/${end.node.name}` };
  if (end.kind === 'pod' && end.pod.hostNetwork) return { name: end.pod.nodeName, label: end.pod.key };
  return undefined;
}
