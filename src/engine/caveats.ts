import type { Endpoint } from '../model/endpoints.ts';
import { isEnforcementPending } from '../model/gaps.ts';
import { NAMESPACE_NAME_LABEL } from '../model/labels.ts';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import { formatPolicy, NETWORK_POLICY_TIER, type Peer } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Caveat, Decision, RuleTrace, SideVerdict } from '../model/verdict.ts';
import { policiesSelecting } from './selection.ts';

/** One answered connection, before its caveats are known. */
interface Answered {
  readonly snapshot: Snapshot;
  readonly flow: { readonly source: Endpoint; readonly destination: Endpoint; readonly port?: number };
  readonly decision: Decision;
  readonly egress: SideVerdict;
  readonly ingress: SideVerdict;
}

/** What may make the real cluster answer otherwise; only what can change this answer. */
export function caveatsOf(answered: Answered): readonly Caveat[] {
  const { snapshot, flow, egress, ingress } = answered;
  return [
    ...sideCaveats(answered, egress, flow.destination),
    ...sideCaveats(answered, ingress, flow.source),
    ...ownNodeCaveat(answered),
    ...hostNetworkCaveats(answered),
    ...baselineCaveats(snapshot, egress, flow.source),
    ...baselineCaveats(snapshot, ingress, flow.destination),
    ...openConnections(answered, egress, flow.source),
    ...openConnections(answered, ingress, flow.destination),
    ...refusedCaveats(answered),
    ...pendingCaveat(answered),
  ];
}

// What policies deny is allowed where nothing enforces them, and that is not known before the agents on the nodes are.
function pendingCaveat({ snapshot, decision }: Answered): readonly Caveat[] {
  return decision !== 'allowed' && isEnforcementPending(snapshot) ? [{ kind: 'enforcement-not-known-yet' }] : [];
}

// The API says both that NetworkPolicy decides for every pod it selects, and that it does so for each direction by itself; plugins
// that take the first to the letter do not ask Baseline about the other direction (semantics §4.5, §9 no. 14).
function baselineCaveats(snapshot: Snapshot, side: SideVerdict, subject: Endpoint): readonly Caveat[] {
  const { reason, direction } = side;
  const decidedBy = side.trace.at(-1)?.tier.order ?? 0;
  if (reason.kind !== 'rule' || reason.action !== 'deny' || subject.kind !== 'pod') return [];
  if (decidedBy <= NETWORK_POLICY_TIER.order) return [];
  const selecting = policiesSelecting(snapshot, subject.pod)
    .filter(({ tier }) => tier.order === NETWORK_POLICY_TIER.order)
    .map(({ ref }) => ref);
  if (selecting.length === 0) return [];
  return [{ kind: 'baseline-other-direction', direction, podKey: subject.pod.key, policies: selecting }];
}

function sideCaveats({ snapshot, flow }: Answered, side: SideVerdict, peer: Endpoint): readonly Caveat[] {
  const rules = side.trace.flatMap((tier) => tier.policies.flatMap((policy) => policy.rules));
  const { reason } = side;
  const decisive = reason.kind === 'rule' ? rules.filter((trace) => reason.rules.includes(trace.rule.ref)) : [];
  return [
    ...blockCaveats(decisive, peer, snapshot.plugin),
    ...rangeCaveats(decisive, flow, snapshot.plugin),
    ...agentCaveats(side, side.direction === 'ingress' ? flow.destination : flow.source, snapshot.plugin),
    ...namedPortCaveats(decisive, flow.destination),
    ...namespaceCaveats(
      side.decision === 'denied' ? rules.filter((trace) => trace.portMatch !== 'no') : decisive,
      snapshot,
      peer,
    ),
  ];
}

// Only when the block is all that matches in every deciding rule would a plugin that does not match pods by address differ.
function blockCaveats(decisive: readonly RuleTrace[], peer: Endpoint, plugin: NetworkPlugin): readonly Caveat[] {
  if (decisive.length === 0 || plugin.traits.includes('blocks-match-pods')) return [];
  const misses = plugin.traits.includes('blocks-miss-pods');
  if (peer.kind !== 'pod' && !(misses && peer.kind === 'node')) return [];
  const podKey = peer.kind === 'pod' ? peer.pod.key : `node/${peer.node.name}`;
  const onlyBlocks = decisive.every((trace) => {
    const matching = trace.peers.filter((entry) => entry.match === 'yes');
    return matching.length > 0 && matching.every((entry) => entry.peer.kind === 'addresses');
  });
  const rule = decisive[0]?.rule.ref;
  if (!onlyBlocks || rule === undefined) return [];
  const named = misses && plugin.name !== undefined ? { plugin: plugin.name } : {};
  return [{ kind: 'ip-block-matches-pod', rule, podKey, ...named }];
}

// Only when a range is all that matches in every deciding rule, and the port asked for is not its first (semantics §6).
function rangeCaveats(
  decisive: readonly RuleTrace[],
  { port }: Answered['flow'],
  plugin: NetworkPlugin,
): readonly Caveat[] {
  if (!plugin.traits.includes('first-port-only') || plugin.name === undefined || port === undefined) return [];
  const beyond = decisive.map(({ ports, rule }) => {
    const matching = ports.filter(({ match }) => match === 'yes');
    const ranges = matching.flatMap(({ matcher }) =>
      matcher.kind === 'range' && matcher.first !== port ? [matcher] : [],
    );
    return ranges.length > 0 && ranges.length === matching.length
      ? { rule: rule.ref, first: ranges[0]?.first ?? 0 }
      : undefined;
  });
  const [first] = beyond;
  if (first === undefined || beyond.includes(undefined)) return [];
  return [{ kind: 'first-port-only', plugin: plugin.name, ...first }];
}

// What the agent on the node does not do, or not yet, for a pod whose policies decide (semantics §6).
function agentCaveats(side: SideVerdict, subject: Endpoint, { traits, name }: NetworkPlugin): readonly Caveat[] {
  if (subject.kind !== 'pod' || name === undefined || traits.length === 0) return [];
  const { reason } = side;
  if (reason.kind !== 'isolated' && reason.kind !== 'rule') return [];
  const podKey = subject.pod.key;
  const denies = side.decision === 'denied';
  const until = denies ? 'open' : 'closed';
  const isBare = subject.pod.workload.kind === 'Pod';
  return [
    ...(denies && isBare && traits.includes('bare-pods-not-covered')
      ? [{ kind: 'bare-pod', plugin: name, podKey } as const]
      : []),
    ...(traits.includes(`${until}-until-programmed`)
      ? [{ kind: 'start-window', plugin: name, podKey, until } as const]
      : []),
  ];
}

function namedPortCaveats(decisive: readonly RuleTrace[], destination: Endpoint): readonly Caveat[] {
  if (destination.kind !== 'pod') return [];
  const names = new Set<string>();
  for (const trace of decisive) {
    const matching = trace.ports.filter((entry) => entry.match === 'yes');
    for (const { matcher } of matching) if (matcher.kind === 'named') names.add(matcher.name);
    if (trace.ports.length === 0 || matching.some(({ matcher }) => matcher.kind !== 'named')) return [];
  }
  return [...names]
    .filter((name) => isAmbiguous(name, destination))
    .map((name): Caveat => ({ kind: 'duplicate-named-port', name, podKey: destination.pod.key }));
}

function isAmbiguous(name: string, destination: Extract<Endpoint, { kind: 'pod' }>): boolean {
  const numbers = destination.pod.ports
    .filter((port) => port.name === name)
    .map((port) => `${port.protocol} ${port.port}`);
  const byProtocol = numbers.map((entry) => entry.split(' ')[0]);
  return new Set(numbers).size > new Set(byProtocol).size;
}

function namespaceCaveats(traces: readonly RuleTrace[], snapshot: Snapshot, peer: Endpoint): readonly Caveat[] {
  if (peer.kind !== 'pod') return [];
  const namespace = snapshot.namespaces.get(peer.pod.namespace);
  if (namespace?.declared !== false) return [];
  const caveats = new Map<string, Caveat>();
  for (const { rule, peers } of traces) {
    for (const key of peers.flatMap((entry) => unseenKeys(entry.peer))) {
      caveats.set(key, { kind: 'implied-namespace', namespace: namespace.name, key, rule: rule.ref });
    }
  }
  return [...caveats.values()];
}

function unseenKeys(peer: Peer): readonly string[] {
  if (peer.kind !== 'endpoints' || peer.select.namespaces.kind !== 'matching') return [];
  const { requirements } = peer.select.namespaces.selector;
  return requirements.map((requirement) => requirement.key).filter((key) => key !== NAMESPACE_NAME_LABEL);
}

function ownNodeCaveat({ flow, egress }: Answered): readonly Caveat[] {
  if (egress.reason.kind !== 'exempt' || egress.reason.exemption !== 'own-node' || flow.source.kind !== 'pod')
    return [];
  return [{ kind: 'own-node-egress', node: flow.source.pod.nodeName ?? '' }];
}

// A plugin that tells hostNetwork traffic apart would apply policies where this answer took the pod for its node (semantics §1.12).
function hostNetworkCaveats({ snapshot, flow, egress, ingress }: Answered): readonly Caveat[] {
  const asked = egress.trace.length > 0 || ingress.trace.length > 0;
  return [flow.source, flow.destination].flatMap((end): Caveat[] => {
    if (end.kind !== 'pod' || !end.pod.hostNetwork) return [];
    const podKey = end.pod.key;
    const policed = snapshot.policies.some(({ subject: { namespaces } }) => {
      return namespaces.kind !== 'named' || namespaces.name === end.pod.namespace;
    });
    return asked || policed ? [{ kind: 'host-network', podKey }] : [];
  });
}

// What was let through before is the plugin's affair; only where both ends are older than a policy that denies can there be any.
function openConnections({ flow, decision }: Answered, side: SideVerdict, subject: Endpoint): readonly Caveat[] {
  const { reason } = side;
  if (decision !== 'denied' || side.decision !== 'denied' || subject.kind !== 'pod') return [];
  const byRule = reason.kind === 'rule' ? reason.rules.map(({ policy }) => policy) : [];
  const denying = reason.kind === 'isolated' ? reason.policies : byRule;
  const starts = [flow.source, flow.destination].map((end) => (end.kind === 'pod' ? end.pod.history?.created : 0));
  const found = denying.flatMap((policy): readonly Caveat[] => {
    const { history } = policy;
    const changed = history?.edit?.at ?? history?.created ?? 0;
    const isNewer = starts.every((start) => start !== undefined && start < changed);
    return isNewer && history !== undefined ? [{ kind: 'open-connections', policy, history }] : [];
  });
  return found.slice(0, 1);
}

function refusedCaveats({ snapshot, flow }: Answered): readonly Caveat[] {
  const namespaces = new Set(
    [flow.source, flow.destination].flatMap((end) => (end.kind === 'pod' ? [end.pod.namespace] : [])),
  );
  return snapshot.refused
    .filter(({ id }) => id.namespace === '' || namespaces.has(id.namespace))
    .map(({ id, diagnostics }): Caveat => {
      const policy = formatPolicy({
        kind: id.kind,
        namespace: id.namespace === '' ? undefined : id.namespace,
        name: id.name,
      });
      return { kind: 'refused-policy', policy, path: diagnostics[0]?.path };
    });
}
