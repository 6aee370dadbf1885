import type { NetworkAgent } from '../kinds/network-agents.ts';
import { knownPlugins } from '../kinds/network-agents.ts';
import { printable } from '../kinds/quoting.ts';
import type { ConnectionState } from '../model/live-state.ts';
import { differences } from '../model/namespaced-map.ts';
import { type NetworkPlugin, NO_PLUGIN_SEEN, type PluginTrait } from '../model/network-plugin.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isBare, type Kept, type ObjectRecord, type Records } from './object-records.ts';

/** What the network plugin is looked for in. */
export interface PluginTraces {
  readonly records: Records;
  /** How far a cluster was read; undefined for files. */
  readonly coverage: ConnectionState | undefined;
}

const DAEMON_SETS = 'apps/v1 DaemonSet';
const PODS = 'v1 Pod';
const NODES = 'v1 Node';
const DEFINITIONS = 'apiextensions.k8s.io/v1 CustomResourceDefinition';

interface FoundAgent extends NetworkAgent {
  /** `DaemonSet kube-system/cilium`. */
  readonly object: string;
  readonly namespace: string;
}

/**
 * Whether policies are enforced, told from the agents on the nodes, then from the nodes, then from API groups (semantics §6). "No"
 * needs to have seen everything that could enforce them.
 */
export function detectPlugin(traces: PluginTraces): NetworkPlugin {
  const agents = agentsIn(traces.records);
  const evidence = [...agents.map(({ object, says }) => `${object} ${says}`), ...notCovered(traces.records)];
  const enforcing = agents.filter(({ enforces }) => enforces === 'yes');
  if (enforcing.length > 0) return { ...described(enforcing, traces), enforces: 'yes', evidence };
  const unsure = agents.filter(({ enforces }) => enforces === 'unknown');
  if (unsure.length > 0) return { ...described(unsure, traces), enforces: 'unknown', evidence };
  if (agents.length === 0) return withoutAgents(traces);
  const unseen = whatWasNotSeen(traces);
  return {
    ...described(agents, traces),
    enforces: unseen === undefined ? 'no' : 'unknown',
    evidence: unseen === undefined ? evidence : [...evidence, unseen],
  };
}

/** Whether everything that the plugin is told from is as it was. */
export function hasSameTraces(now: PluginTraces, before: PluginTraces): boolean {
  const { records, coverage } = now;
  const isSame = [DAEMON_SETS, NODES, DEFINITIONS].every((kind) => records.get(kind) === before.records.get(kind));
  if (!isSame || !isSameCoverage(coverage, before.coverage)) return false;
  const [pods, old] = [records.get(PODS)?.all, before.records.get(PODS)?.all];
  if (pods === old) return true;
  if (pods === undefined || old === undefined) return false;
  for (const change of differences(old, pods)) if (isTrace(change.before) || isTrace(change.after)) return false;
  return true;
}

function isTrace(kept: Kept | undefined): boolean {
  if (kept === undefined || isBare(kept)) return false;
  return kept.decoded.kind === 'pod' && (kept.decoded.agent !== undefined || isFromServer(kept));
}

function isSameCoverage(now: ConnectionState | undefined, before: ConnectionState | undefined): boolean {
  if (now === before) return true;
  if (now === undefined || before === undefined) return false;
  const groups = ({ apiGroups = [] }: ConnectionState): string => apiGroups.join(' ');
  return groups(now) === groups(before) && missingText(now) === missingText(before);
}

function described(agents: readonly FoundAgent[], traces: PluginTraces): Pick<NetworkPlugin, 'name' | 'traits'> {
  const names = [...new Set(agents.map((agent) => nameOf(agent, traces)))];
  const traits = new Set(agents.flatMap((agent) => agent.traits));
  if (traits.has('blocks-miss-pods')) traits.delete('blocks-match-pods');
  const shift: readonly PluginTrait[] = names.includes(OPENSHIFT) ? ['host-network-by-label'] : [];
  return { name: names.join(' and '), traits: [...traits, ...shift] };
}

const OPENSHIFT = 'openshift-ovn-kubernetes';

function nameOf({ plugin, namespace }: FoundAgent, { coverage }: PluginTraces): string {
  const isOpenshift = namespace.startsWith('openshift-') || (coverage?.apiGroups ?? []).includes('config.openshift.io');
  return plugin === 'ovn-kubernetes' && isOpenshift ? OPENSHIFT : plugin;
}

/** The agents of DaemonSets; where none was read, those of their pods. */
function agentsIn(records: Records): readonly FoundAgent[] {
  const found = new Map<string, FoundAgent>();
  for (const { decoded, id } of recordsOf(records, DAEMON_SETS)) {
    if (decoded.kind !== 'workload' || decoded.agent === undefined) continue;
    const object = printable(`DaemonSet ${id.namespace}/${id.name}`);
    found.set(object, { ...decoded.agent, object, namespace: id.namespace });
  }
  if (records.has(DAEMON_SETS)) return [...found.values()];
  for (const { decoded } of recordsOf(records, PODS)) {
    if (decoded.kind !== 'pod' || decoded.agent === undefined) continue;
    const { namespace, name } = decoded.pod.workload;
    const object = printable(`DaemonSet ${namespace}/${name} (by its pods)`);
    if (!found.has(object)) found.set(object, { ...decoded.agent, object, namespace });
  }
  return [...found.values()];
}

function notCovered(records: Records): readonly string[] {
  const fargate = platformsIn(records).filter(({ distribution }) => distribution === 'eks-fargate');
  const [first] = fargate;
  return first === undefined ? [] : [othersToo(`${first.object} ${first.says}`, fargate.length)];
}

function othersToo(text: string, number: number): string {
  return number === 1 ? text : `${text} (so ${number === 2 ? 'is one other' : `are ${number - 1} others`})`;
}

function platformsIn(records: Records) {
  const found = [];
  for (const { decoded, id } of recordsOf(records, NODES)) {
    if (decoded.kind === 'node' && decoded.platform !== undefined)
      found.push({ ...decoded.platform, object: printable(`Node ${id.name}`) });
  }
  return found;
}

/** Without an agent: distributions that have it inside or nowhere, and what API groups suggest. */
function withoutAgents(traces: PluginTraces): NetworkPlugin {
  const { records, coverage } = traces;
  const platforms = platformsIn(records);
  const [platform] = [...platforms].sort((a, b) => RANK[a.enforces] - RANK[b.enforces]);
  const evidence = platform === undefined ? [] : [othersToo(`${platform.object} ${platform.says}`, platforms.length)];
  const missing = missingText(coverage);
  if (platform?.distribution === 'k3s') return k3sPlugin(platform, { evidence, missing });
  const isWhole = coverage !== undefined && missing === undefined;
  if (platform?.distribution === 'gke' && isWhole) {
    return { name: 'gke', enforces: 'no', traits: [], evidence: [...evidence, noAgentAmong(records)] };
  }
  const suggested = [...groupsIn(traces)].flatMap((group) => SUGGESTED.get(group) ?? []);
  const [name] = suggested;
  if (missing !== undefined) {
    const groups = name === undefined ? [] : [`the server has the API of ${[...new Set(suggested)].join(' and ')}`];
    return { name, enforces: 'unknown', traits: [], evidence: [missing, ...groups, ...evidence] };
  }
  if (platform === undefined && isWhole && isOnlyKubeProxy(records)) {
    const says =
      'nothing runs on the network of the nodes beside kube-proxy: a plugin such as kubenet, which leaves policies alone';
    return { name: undefined, enforces: 'no', traits: [], evidence: [says] };
  }
  if (coverage === undefined && !records.has(DAEMON_SETS) && platform === undefined) return NO_PLUGIN_SEEN;
  return { name: undefined, enforces: 'unknown', traits: [], evidence: [noAgentAmong(records), ...evidence] };
}

function k3sPlugin(
  { enforces }: Pick<NetworkPlugin, 'enforces'>,
  { evidence, missing }: { readonly evidence: readonly string[]; readonly missing: string | undefined },
): NetworkPlugin {
  const k3s = { name: 'k3s', traits: ['blocks-match-pods'] } as const;
  // Without its own, an agent may enforce policies that was not read.
  if (enforces === 'no' && missing !== undefined)
    return { ...k3s, enforces: 'unknown', evidence: [missing, ...evidence] };
  return { ...k3s, enforces, evidence };
}

const RANK = { no: 0, yes: 1, unknown: 2 } as const;

/** API groups that plugins bring along. They stay when the plugin goes, so that they prove nothing. */
const SUGGESTED: ReadonlyMap<string, string> = new Map([
  ['cilium.io', 'cilium'],
  ['crd.projectcalico.org', 'calico'],
  ['projectcalico.org', 'calico'],
  ['crd.antrea.io', 'antrea'],
  ['k8s.ovn.org', 'ovn-kubernetes'],
  ['kubeovn.io', 'kube-ovn'],
  ['networking.k8s.aws', 'aws-vpc-cni'],
]);

function groupsIn({ records, coverage }: PluginTraces): ReadonlySet<string> {
  const defined = recordsOf(records, DEFINITIONS).map(({ id }) => id.name.replace(/^[^.]*\./, ''));
  return new Set([...(coverage?.apiGroups ?? []), ...defined]);
}

/** Why there may be DaemonSets in the cluster that were not read; undefined when there are none, and for files. */
function missingText(coverage: ConnectionState | undefined): string | undefined {
  if (coverage === undefined) return undefined;
  const kind = coverage.kinds.find(({ served }) => served.kind === 'DaemonSet');
  if (kind === undefined) return 'the server has not said that it knows DaemonSets';
  const { phase, listed, onlyIn } = kind;
  if (listed)
    return onlyIn === undefined ? undefined : `DaemonSets may not be listed outside namespace ${printable(onlyIn)}`;
  if (phase === 'refused') return 'DaemonSets may not be listed';
  return phase === 'stale' ? 'DaemonSets could not be read' : 'DaemonSets are still being read';
}

/** Why an agent that enforces policies may be there all the same; undefined when none can be. */
function whatWasNotSeen({ records, coverage }: PluginTraces): string | undefined {
  if (coverage !== undefined) return missingText(coverage);
  const inSystem = [...recordsOf(records, DAEMON_SETS), ...recordsOf(records, PODS)].filter(
    ({ decoded, id }) => (decoded.kind === 'workload' || decoded.kind === 'pod') && id.namespace === 'kube-system',
  );
  return inSystem.some(isFromServer) ? undefined : 'what else runs in kube-system is not in the input';
}

function isFromServer({ decoded }: ObjectRecord): boolean {
  return (decoded.kind === 'workload' || decoded.kind === 'pod') && decoded.isFromServer === true;
}

/** Network plugins run on the network of the nodes. Without kube-proxy this may be a virtual cluster, whose plugin is elsewhere. */
function isOnlyKubeProxy(records: Records): boolean {
  const onHosts = recordsOf(records, DAEMON_SETS).filter(
    ({ decoded }) => decoded.kind === 'workload' && decoded.workload.template.hostNetwork,
  );
  return onHosts.length > 0 && onHosts.every(({ id }) => id.name === 'kube-proxy');
}

const MOST_NAMED = 3;

function noAgentAmong(records: Records): string {
  const names = recordsOf(records, DAEMON_SETS).map(({ id }) => printable(`${id.namespace}/${id.name}`));
  if (names.length === 0) return 'there is no DaemonSet, which is what network plugins run as';
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `no DaemonSet is known as an agent of a network plugin (${names.slice(0, MOST_NAMED).join(', ')}${more})`;
}

/** Without pods that have no record of their own: they tell nothing of the plugin. */
function recordsOf(records: Records, kind: string): readonly ObjectRecord[] {
  return [...(records.get(kind)?.all.values() ?? [])].flatMap((kept) => (isBare(kept) ? [] : kept));
}

/** What can be said by hand: the plugins by name, `enforcing`, and `none`. */
export function pluginNames(): readonly string[] {
  return [...knownPlugins().keys(), 'enforcing', 'none'];
}

/** A plugin that somebody names; undefined when there is none of that name. */
export function pluginNamed(name: string): NetworkPlugin | undefined {
  const evidence = [`--plugin ${printable(name)}`];
  if (name === 'enforcing') return { name: undefined, enforces: 'yes', traits: [], evidence };
  if (name === 'none') return { name: undefined, enforces: 'no', traits: [], evidence };
  const known = knownPlugins().get(name);
  return known === undefined ? undefined : { name, ...known, evidence };
}

/** The snapshot as of a cluster with this plugin; undefined: as it was detected. */
export function withStatedPlugin(snapshot: Snapshot, plugin: NetworkPlugin | undefined): Snapshot {
  return plugin === undefined ? snapshot : { ...snapshot, plugin };
}
