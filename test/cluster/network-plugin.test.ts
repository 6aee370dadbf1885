import { expect, test } from 'vitest';
import { createFolder } from '../../src/cluster/fold.ts';
import { pluginNamed, pluginNames } from '../../src/cluster/network-plugin.ts';
import { check, isProblem } from '../../src/engine/check.ts';
import type { ConnectionState } from '../../src/model/live-state.ts';
import { pluginLabel } from '../../src/present/plugin-text.ts';
import { plainText } from '../../src/present/spans.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const FROM_SERVER = 'creationTimestamp: "2024-05-01T10:00:00Z"';

function daemonSet(name: string, containers: string, { namespace = 'kube-system', rest = '' } = {}): string {
  return [
    'apiVersion: apps/v1',
    'kind: DaemonSet',
    `metadata: { name: ${name}, namespace: ${namespace}, ${FROM_SERVER} }`,
    `spec: { template: { spec: { hostNetwork: true, containers: [${containers}] } } }`,
    rest,
  ].join('\n');
}

function node(version: string, metadata = ''): string {
  return `apiVersion: v1\nkind: Node\nmetadata: { name: n1, ${metadata} }\nstatus: { nodeInfo: { kubeletVersion: ${version} } }`;
}

const AGENT = (flag: string) => `{ name: aws-node, image: i }, { name: aws-eks-nodeagent, image: i, args: [${flag}] }`;
const STRICT = '{ name: aws-node, env: [{ name: NETWORK_POLICY_ENFORCING_MODE, value: strict }] }';

test.each<[string, string[], string | undefined, string, string]>([
  ['calico', [daemonSet('calico-node', '{ name: calico-node }')], 'calico', 'yes', 'is the agent of Calico'],
  ['calico beside the plugin of AWS', [daemonSet('calico-node', ''), daemonSet('aws-node', '')], 'calico', 'yes', ''],
  ['canal', [daemonSet('canal', '{ name: calico-node }, { name: kube-flannel }')], 'canal', 'yes', ''],
  ['cilium', [daemonSet('cilium', '{ name: cilium-agent }')], 'cilium', 'yes', ''],
  ['GKE with Dataplane V2', [daemonSet('anetd', ''), node('v1.30.1-gke.100')], 'gke-dataplane-v2', 'yes', ''],
  ['antrea', [daemonSet('antrea-agent', '')], 'antrea', 'yes', ''],
  ['OVN-Kubernetes', [daemonSet('ovnkube-node', '', { namespace: 'ovn-kubernetes' })], 'ovn-kubernetes', 'yes', ''],
  [
    'OpenShift',
    [daemonSet('ovnkube-node', '', { namespace: 'openshift-ovn-kubernetes' })],
    'openshift-ovn-kubernetes',
    'yes',
    '',
  ],
  ['OpenShift SDN', [daemonSet('sdn', '{ name: sdn }', { namespace: 'openshift-sdn' })], 'openshift-sdn', 'yes', ''],
  ['AWS with the agent on', [daemonSet('aws-node', AGENT('--enable-network-policy=true'))], 'aws-vpc-cni', 'yes', ''],
  ['AWS with the agent off', [daemonSet('aws-node', AGENT('--enable-network-policy=false'))], 'aws-vpc-cni', 'no', ''],
  ['AWS, not saying', [daemonSet('aws-node', AGENT('--enable-ipv6=false'))], 'aws-vpc-cni', 'unknown', 'does not say'],
  ['AWS without the agent', [daemonSet('aws-node', '{ name: aws-node }')], 'aws-vpc-cni', 'no', 'aws-eks-nodeagent'],
  ['azure', [daemonSet('azure-npm', '')], 'azure-npm', 'yes', ''],
  ['weave', [daemonSet('weave-net', '{ name: weave }, { name: weave-npc }')], 'weave', 'yes', 'weave-npc'],
  [
    'weave without its controller',
    [daemonSet('weave-net', '{ name: weave }')],
    'weave',
    'no',
    'no container weave-npc',
  ],
  ['kube-router', [daemonSet('kube-router', '{ args: [--run-router=true] }')], 'kube-router', 'yes', ''],
  [
    'kube-router as a router',
    [daemonSet('kube-router', '{ args: [--run-firewall, "false"] }')],
    'kube-router',
    'no',
    '',
  ],
  [
    'kindnet of today',
    [daemonSet('kindnet', '{ image: "kindest/kindnetd:v20250214-acbabc1a" }')],
    'kindnet',
    'yes',
    '',
  ],
  ['kindnet of old', [daemonSet('kindnet', '{ image: "kindest/kindnetd:v20230511-dc714da8" }')], 'kindnet', 'no', ''],
  ['kindnet by digest', [daemonSet('kindnet', '{ image: "kindnetd@sha256:12" }')], 'kindnet', 'unknown', ''],
  ['flannel', [daemonSet('kube-flannel-ds', '{ image: flannel }')], 'flannel', 'no', 'leaves policies alone'],
  [
    'flannel with a controller',
    [daemonSet('kube-flannel', '{ name: kube-flannel }, { name: kube-network-policies }')],
    'flannel with kube-network-policies',
    'yes',
    '',
  ],
  [
    'flannel of a namespace, without what is in kube-system',
    [daemonSet('kube-flannel-ds', '', { namespace: 'kube-flannel' })],
    'flannel',
    'unknown',
    'what else runs in kube-system is not in the input',
  ],
  [
    'k3s',
    [node('v1.30.1+k3s1', `annotations: { k3s.io/node-args: '["server"]' }`)],
    'k3s',
    'yes',
    'kube-router inside',
  ],
  [
    'k3s without policies',
    [node('v1.30.1+k3s1', `annotations: { k3s.io/node-args: '["server","--disable-network-policy"]' }`)],
    'k3s',
    'no',
    '--disable-network-policy',
  ],
  ['k3s that does not say', [node('v1.30.1+k3s1')], 'k3s', 'unknown', 'unless it was started with'],
  ['a program nobody knows', [daemonSet('secret-cni', '')], undefined, 'unknown', 'kube-system/secret-cni'],
  [
    'an agent that is not ready everywhere',
    [daemonSet('cilium', '', { rest: 'status: { desiredNumberScheduled: 3, numberReady: 2 }' })],
    'cilium',
    'yes',
    'ready on 2 of 3 nodes',
  ],
])('%s', (_, objects, name, enforces, says) => {
  const { plugin } = snapshotFromYaml(objects.join('\n---\n'));
  expect({ name: plugin.name, enforces: plugin.enforces }).toEqual({ name, enforces });
  expect(plugin.evidence.join('\n')).toContain(says);
});

test('of a dump of pods the agent is told by its pods', () => {
  const pod = `apiVersion: v1
kind: Pod
metadata:
  name: cilium-x7k2p
  namespace: kube-system
  ownerReferences: [{ apiVersion: apps/v1, kind: DaemonSet, name: cilium, uid: u, controller: true }]
spec: { containers: [{ name: cilium-agent, image: i }] }`;
  expect(snapshotFromYaml(pod).plugin).toMatchObject({
    name: 'cilium',
    enforces: 'yes',
    evidence: ['DaemonSet kube-system/cilium (by its pods) is the agent of Cilium'],
  });
});

test('a few manifests say nothing about a cluster', () => {
  expect(snapshotFromYaml('apiVersion: v1\nkind: Namespace\nmetadata: { name: x }').plugin.evidence).toEqual([]);
});

test('AWS in strict mode is closed until programmed, else open', () => {
  const traits = (containers: string) => snapshotFromYaml(daemonSet('aws-node', containers)).plugin.traits;
  const agent = '{ name: aws-eks-nodeagent, args: [--enable-network-policy=true] }';
  expect(traits(`${STRICT}, ${agent}`)).toContain('closed-until-programmed');
  expect(traits(agent)).toContain('open-until-programmed');
});

const DAEMON_SETS = { apiVersion: 'apps/v1', kind: 'DaemonSet', plural: 'daemonsets', namespaced: true };
const NODES = { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };

/** A cluster in which these objects were read and DaemonSets are as far as `phase` says. */
function clusterWith(objects: readonly object[], phase: 'live' | 'refused' | 'listing', apiGroups: readonly string[]) {
  const folder = createFolder();
  folder.apply(
    objects.map((value) => ({
      type: 'set',
      object: { value: { ...value }, origin: { kind: 'cluster', context: 'lab' }, duplicateKeys: [] },
    })),
  );
  const kind = { objects: 0, onlyIn: undefined, problem: undefined, since: undefined };
  const state: ConnectionState = {
    context: 'lab',
    server: '',
    kinds: [
      { ...kind, served: DAEMON_SETS, phase, listed: phase === 'live' },
      { ...kind, served: NODES, phase: 'live', listed: true },
    ],
    unavailable: [],
    apiGroups,
    problem: undefined,
  };
  folder.setCoverage(state);
  return folder.snapshot();
}

const pluginWith = (...args: Parameters<typeof clusterWith>) => clusterWith(...args).plugin;

const plainNode = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
const proxy = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'kube-proxy', namespace: 'kube-system' },
  spec: { template: { spec: { hostNetwork: true, containers: [] } } },
};
const flannel = { ...proxy, metadata: { name: 'kube-flannel-ds', namespace: 'kube-flannel' } };

test('a cluster in which nothing but kube-proxy runs on the nodes enforces nothing', () => {
  expect(pluginWith([plainNode, proxy], 'live', [])).toMatchObject({ name: undefined, enforces: 'no' });
  expect(pluginWith([plainNode, flannel], 'live', [])).toMatchObject({ name: 'flannel', enforces: 'no' });
  expect(pluginWith([plainNode], 'live', [])).toMatchObject({ enforces: 'unknown' });
});

test('while DaemonSets are not read, or may not be, nothing is concluded from their absence', () => {
  expect(pluginWith([plainNode, flannel], 'listing', []).enforces).toBe('unknown');
  expect(pluginWith([plainNode], 'listing', []).evidence).toEqual(['DaemonSets are still being read']);
  const refused = pluginWith([plainNode], 'refused', ['apps', 'cilium.io']);
  expect(refused).toEqual({
    name: 'cilium',
    enforces: 'unknown',
    traits: [],
    evidence: ['DaemonSets may not be listed', 'the server has the API of cilium'],
  });
});

const pod = (name: string, ip: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  status: { phase: 'Running', podIPs: [{ ip }] },
});
const denyAll = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'shop' },
  spec: { podSelector: {} },
};

test.each([
  ['listing', 'denied', ['enforcement-not-known-yet']],
  ['refused', 'denied', []],
  ['live', 'allowed', []],
] as const)(
  'while DaemonSets are %s, a denial says whether it may turn out that nothing enforces it',
  (phase, decision, caveats) => {
    const snapshot = clusterWith([plainNode, flannel, pod('a', '10.0.0.1'), pod('b', '10.0.0.2'), denyAll], phase, []);
    const answer = check(snapshot, { from: 'shop/a', to: 'shop/b:80' }, '');
    if (isProblem(answer)) throw new Error('no answer');
    expect(answer.decision).toBe(decision);
    expect(answer.pairs[0]?.flow?.verdict.caveats.map(({ kind }) => kind)).toEqual(caveats);
    expect(plainText(pluginLabel(snapshot) ?? [])).toContain(phase === 'listing' ? 'not known yet' : 'flannel');
  },
);

test('k3s without its own enforcement says no only where no agent can be beside it', () => {
  const k3s = {
    ...plainNode,
    metadata: { name: 'n1', annotations: { 'k3s.io/node-args': '["server","--disable-network-policy"]' } },
    status: { nodeInfo: { kubeletVersion: 'v1.30.1+k3s1' } },
  };
  expect(pluginWith([k3s], 'listing', [])).toMatchObject({ name: 'k3s', enforces: 'unknown' });
  expect(pluginWith([k3s], 'live', [])).toMatchObject({ name: 'k3s', enforces: 'no' });
});

test('GKE without an agent enforces nothing', () => {
  const gke = { ...plainNode, status: { nodeInfo: { kubeletVersion: 'v1.30.1-gke.100' } } };
  expect(
    pluginWith([gke, proxy, { ...proxy, metadata: { name: 'pdcsi', namespace: 'kube-system' } }], 'live', []),
  ).toMatchObject({
    name: 'gke',
    enforces: 'no',
  });
});

test('every plugin that can be named is known', () => {
  expect(pluginNames().filter((name) => pluginNamed(name) === undefined)).toEqual([]);
  expect(pluginNamed('nonsense')).toBeUndefined();
});
