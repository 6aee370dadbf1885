import type { Node, Service } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { NO_LABELS } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import { NETWORK_POLICY_TIER } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { SideVerdict, Verdict } from '../model/verdict.ts';
import { bothSides, checkFlow, type Flow, type FlowVerdict } from './flow.ts';

/** Whether this end is a client outside the cluster, for all that is known. */
export function isOutside(end: Endpoint): boolean {
  return end.kind === 'address' || end.kind === 'range';
}

/** Whether the Service is offered to the outside by itself. */
export function isExposed({ type, externalIPs }: Service): boolean {
  return type === 'NodePort' || type === 'LoadBalancer' || externalIPs.length > 0;
}

/**
 * The answer to a connection from outside, or by way of a NodePort, through a Service that may hide the client: with externalTrafficPolicy Cluster the node
 * that takes the connection passes it on, mostly under its own address (semantics §1.14). Where that would be decided otherwise
 * than under the client's, which of them policies see is not known.
 */
export function asNodesPassItOn(snapshot: Snapshot, flow: Flow, asClient: FlowVerdict, service: Service): FlowVerdict {
  if (!isExposed(service) || service.externalTraffic === 'Local') return asClient;
  if (asClient.decision === 'unknown' || hasNoRoute(asClient.verdict) || letsAnyoneIn(asClient.verdict.ingress))
    return asClient;
  for (const node of nodesBefore(snapshot, flow.destination)) {
    const asNode = checkFlow(snapshot, { ...flow, source: { kind: 'node', node } });
    if (asNode.decision === asClient.verdict.ingress.decision || hasNoRoute(asNode.verdict)) continue;
    return notKnown(asClient, { service: service.key, node: node.name, asNode: asNode.decision });
  }
  return asClient;
}

function letsAnyoneIn({ reason, trace }: SideVerdict): boolean {
  if (reason.kind === 'not-isolated') return true;
  if (reason.kind !== 'rule' || trace.some(({ tier }) => tier.order !== NETWORK_POLICY_TIER.order)) return false;
  const rules = trace.flatMap(({ policies }) => policies.flatMap((policy) => policy.rules));
  return rules.some(({ rule, match }) => match === 'yes' && rule.peers === 'any');
}

// No node makes an IPv4 connection an IPv6 one.
function hasNoRoute({ ingress }: Verdict): boolean {
  return ingress.reason.kind === 'no-common-family';
}

// The pod's own node first: it is where policies most often make a difference.
function nodesBefore(snapshot: Snapshot, destination: Endpoint): readonly Node[] {
  if (destination.kind !== 'pod') return [];
  const { nodeName, key } = destination.pod;
  const known = nodesOf(snapshot);
  const own = nodeName === undefined ? undefined : known.get(nodeName);
  const others = [...known.values()].filter((node) => node !== own);
  return [own ?? impliedNode(nodeName ?? 'unknown', `pod ${key}`), ...others];
}

const nodesBySnapshot = new WeakMap<Snapshot, ReadonlyMap<string, Node>>();

/** The nodes there are by name, those among them that are known only because pods run there. */
function nodesOf(snapshot: Snapshot): ReadonlyMap<string, Node> {
  return remember(nodesBySnapshot, snapshot, () => {
    const nodes = new Map(snapshot.nodes);
    for (const { nodeName, key } of snapshot.pods.values())
      if (nodeName !== undefined && !nodes.has(nodeName)) nodes.set(nodeName, impliedNode(nodeName, `pod ${key}`));
    return nodes;
  });
}

function impliedNode(name: string, by: string): Node {
  return { name, labels: NO_LABELS, addresses: [], origin: { kind: 'implied', by } };
}

function notKnown(
  { verdict }: FlowVerdict,
  {
    service,
    node,
    asNode,
  }: { readonly service: string; readonly node: string; readonly asNode: FlowVerdict['decision'] },
): FlowVerdict {
  const because = { kind: 'client-hidden', service, node, asNode, asClient: verdict.ingress.decision } as const;
  const ingress: SideVerdict = {
    ...verdict.ingress,
    decision: 'unknown',
    reason: { kind: 'unknown', because: [because] },
  };
  return withSides(verdict, verdict.egress, ingress);
}

function withSides(verdict: Verdict, egress: SideVerdict, ingress: SideVerdict): FlowVerdict {
  const decision = bothSides(egress.decision, ingress.decision);
  const open: Verdict = { ...verdict, decision, egress, ingress };
  return { decision, verdict: open, byFamily: [open] };
}

/** Where a NodePort was asked. */
interface NodePortDoor {
  readonly service: Service;
  /** Of the node. */
  readonly name: string;
  /** The NodePort; undefined where none was asked. */
  readonly port: number | undefined;
}

/**
 * A pod's own connection to a NodePort: whether its egress is asked about the node or the pod behind it differs (semantics §1.14), so that
 * the answer is only known where both come to the same.
 */
export function throughNodePortOf(
  snapshot: Snapshot,
  flow: Flow,
  asPod: FlowVerdict,
  { service, name, port = flow.port }: NodePortDoor,
): FlowVerdict {
  const { egress, ingress } = asPod.verdict;
  if (flow.source.kind !== 'pod' || egress.decision === 'unknown' || ingress.decision === 'denied') return asPod;
  const node = nodesOf(snapshot).get(name) ?? impliedNode(name, `Service ${service.key}`);
  const asNode = checkFlow(snapshot, { ...flow, destination: { kind: 'node', node }, port });
  if (asNode.decision === egress.decision) return asPod;
  const because = { kind: 'node-port', service: service.key, otherwise: egress.decision } as const;
  const side: SideVerdict = { ...egress, decision: 'unknown', reason: { kind: 'unknown', because: [because] } };
  return withSides(asPod.verdict, side, ingress);
}
