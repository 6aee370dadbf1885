import type { NetworkPlugin, PluginTrait } from '../model/network-plugin.ts';
import { isObject } from './field-reader.ts';
import { printable } from './quoting.ts';

/** A network plugin's program on the nodes, as its DaemonSet shows it. */
export interface NetworkAgent {
  readonly plugin: string;
  readonly enforces: NetworkPlugin['enforces'];
  readonly traits: readonly PluginTrait[];
  /** What of it was decisive, for a person: `has the container weave-npc`. No control characters. */
  readonly says: string;
}

type Json = { readonly [key: string]: unknown };

interface Container {
  readonly name: string;
  readonly image: string;
  /** Command and arguments. */
  readonly words: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

interface Signature {
  /** Of the DaemonSet. */
  readonly names: RegExp;
  readonly recognise: (containers: readonly Container[]) => NetworkAgent | undefined;
}

const always =
  (plugin: string, enforces: NetworkPlugin['enforces'], traits: readonly PluginTrait[], says: string) =>
  (): NetworkAgent => ({ plugin, enforces, traits, says });

/** DaemonSets of plugins that are known (semantics §6). */
const SIGNATURES: readonly Signature[] = [
  {
    names: /^calico-node(-windows)?$/,
    recognise: always('calico', 'yes', ['blocks-match-pods'], 'is the agent of Calico'),
  },
  { names: /^(rke2-)?canal$/, recognise: always('canal', 'yes', ['blocks-match-pods'], 'is Calico on Flannel') },
  { names: /^cilium$/, recognise: always('cilium', 'yes', ['blocks-miss-pods'], 'is the agent of Cilium') },
  {
    names: /^anetd$/,
    recognise: always('gke-dataplane-v2', 'yes', ['blocks-miss-pods'], 'is the agent of GKE Dataplane V2'),
  },
  { names: /^antrea-agent$/, recognise: always('antrea', 'yes', ['blocks-match-pods'], 'is the agent of Antrea') },
  {
    names: /^ovnkube-node$/,
    recognise: always('ovn-kubernetes', 'yes', ['blocks-match-pods'], 'is the agent of OVN-Kubernetes'),
  },
  { names: /^kube-ovn-cni$/, recognise: always('kube-ovn', 'yes', [], 'is the agent of Kube-OVN') },
  { names: /^azure-npm$/, recognise: always('azure-npm', 'yes', ['first-port-only'], 'is the agent of Azure NPM') },
  {
    names: /^kube-network-policies$/,
    recognise: always('kube-network-policies', 'yes', ['blocks-match-pods'], 'is the agent of kube-network-policies'),
  },
  {
    names: /^romana-agent$/,
    recognise: always('romana', 'no', [], 'watches an API for policies that is no longer served'),
  },
  { names: /^aws-node$/, recognise: aws },
  { names: /^weave-net$/, recognise: weave },
  { names: /^kube-router$/, recognise: kubeRouter },
  { names: /^kindnet$/, recognise: kindnet },
  { names: /^kube-flannel(-ds.*)?$/, recognise: flannel },
  { names: /^sdn$/, recognise: openshiftSdn },
];

/** Whether a DaemonSet of this name may run an agent that is known. */
export function isAgentName(name: unknown): boolean {
  return typeof name === 'string' && SIGNATURES.some(({ names }) => names.test(name));
}

/** The agent that a DaemonSet of this name and pod template runs; undefined when it is none that is known. Never fails. */
export function networkAgentOf(daemonSet: string, podSpec: unknown): NetworkAgent | undefined {
  const signature = SIGNATURES.find(({ names }) => names.test(daemonSet));
  return signature?.recognise(containersOf(podSpec));
}

/** The plugins that can be named by hand, as they are by default. */
export function knownPlugins(): ReadonlyMap<string, Pick<NetworkPlugin, 'enforces' | 'traits'>> {
  return new Map<string, Pick<NetworkPlugin, 'enforces' | 'traits'>>([
    ['antrea', { enforces: 'yes', traits: ['blocks-match-pods'] }],
    ['aws-vpc-cni', { enforces: 'yes', traits: ['open-until-programmed', 'bare-pods-not-covered'] }],
    ['azure-npm', { enforces: 'yes', traits: ['first-port-only'] }],
    ['calico', { enforces: 'yes', traits: ['blocks-match-pods'] }],
    ['canal', { enforces: 'yes', traits: ['blocks-match-pods'] }],
    ['cilium', { enforces: 'yes', traits: ['blocks-miss-pods'] }],
    ['flannel', { enforces: 'no', traits: [] }],
    ['gke-dataplane-v2', { enforces: 'yes', traits: ['blocks-miss-pods'] }],
    ['kindnet', { enforces: 'yes', traits: ['blocks-match-pods'] }],
    ['kube-network-policies', { enforces: 'yes', traits: ['blocks-match-pods'] }],
    ['kube-ovn', { enforces: 'yes', traits: [] }],
    ['kube-router', { enforces: 'yes', traits: ['blocks-match-pods'] }],
    ['kubenet', { enforces: 'no', traits: [] }],
    ['openshift-ovn-kubernetes', { enforces: 'yes', traits: ['blocks-match-pods', 'host-network-by-label'] }],
    ['openshift-sdn', { enforces: 'yes', traits: [] }],
    ['ovn-kubernetes', { enforces: 'yes', traits: ['blocks-match-pods'] }],
    ['weave', { enforces: 'yes', traits: [] }],
  ]);
}

/** Enforcement is a program of its own in the agent's pod, off unless asked for. */
function aws(containers: readonly Container[]): NetworkAgent {
  const agent = containers.find(({ name }) => name === 'aws-eks-nodeagent' || name === 'aws-network-policy-agent');
  const plugin = 'aws-vpc-cni';
  if (agent === undefined) {
    return {
      plugin,
      enforces: 'no',
      traits: [],
      says: 'has no container aws-eks-nodeagent, which is what enforces policies',
    };
  }
  const flag = flagIn(agent, 'enable-network-policy');
  if (flag === 'false') {
    return { plugin, enforces: 'no', traits: [], says: 'runs aws-eks-nodeagent with --enable-network-policy=false' };
  }
  const strict = containers.some(({ env }) => env.get('NETWORK_POLICY_ENFORCING_MODE') === 'strict');
  const traits: readonly PluginTrait[] = [
    strict ? 'closed-until-programmed' : 'open-until-programmed',
    'bare-pods-not-covered',
  ];
  return flag === undefined
    ? { plugin, enforces: 'unknown', traits, says: 'runs aws-eks-nodeagent, and does not say --enable-network-policy' }
    : { plugin, enforces: 'yes', traits, says: 'runs aws-eks-nodeagent with --enable-network-policy=true' };
}

function weave(containers: readonly Container[]): NetworkAgent {
  return containers.some(({ name }) => name === 'weave-npc')
    ? { plugin: 'weave', enforces: 'yes', traits: [], says: 'has the container weave-npc' }
    : {
        plugin: 'weave',
        enforces: 'no',
        traits: [],
        says: 'has no container weave-npc, which is what enforces policies',
      };
}

function kubeRouter(containers: readonly Container[]): NetworkAgent {
  const off = containers.some((container) => flagIn(container, 'run-firewall') === 'false');
  return off
    ? { plugin: 'kube-router', enforces: 'no', traits: [], says: 'runs with --run-firewall=false' }
    : { plugin: 'kube-router', enforces: 'yes', traits: ['blocks-match-pods'], says: 'is the agent of kube-router' };
}

/** Dates of images: the first release with policies, and the last that surely has none. */
const KINDNET_SINCE = 20_240_813;
const KINDNET_BEFORE = 20_240_601;

function kindnet(containers: readonly Container[]): NetworkAgent {
  const image = containers[0]?.image ?? '';
  const date = Number(/:v(\d{8})-/.exec(image)?.[1]);
  const says = image === '' ? 'does not say which image it runs' : `runs ${printable(image)}`;
  if (date >= KINDNET_SINCE) return { plugin: 'kindnet', enforces: 'yes', traits: ['blocks-match-pods'], says };
  if (date < KINDNET_BEFORE)
    return { plugin: 'kindnet', enforces: 'no', traits: [], says: `${says}, from before it enforced policies` };
  return { plugin: 'kindnet', enforces: 'unknown', traits: [], says: `${says}; it enforces policies since v20240813` };
}

function flannel(containers: readonly Container[]): NetworkAgent {
  return containers.some(({ image, name }) => `${name} ${image}`.includes('kube-network-policies'))
    ? {
        plugin: 'flannel with kube-network-policies',
        enforces: 'yes',
        traits: ['blocks-match-pods'],
        says: 'has the container kube-network-policies',
      }
    : { plugin: 'flannel', enforces: 'no', traits: [], says: 'is Flannel, which leaves policies alone' };
}

function openshiftSdn(containers: readonly Container[]): NetworkAgent | undefined {
  return containers.some(({ image, name }) => name === 'sdn' || /sdn/.test(image))
    ? { plugin: 'openshift-sdn', enforces: 'yes', traits: [], says: 'is the agent of OpenShift SDN' }
    : undefined;
}

/** The value of `--flag=value`, of `--flag value` and of `--flag`. */
function flagIn({ words }: Container, flag: string): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word.startsWith(`--${flag}=`)) return word.slice(flag.length + 3).toLowerCase();
    if (word !== `--${flag}`) continue;
    const next = words[index + 1] ?? '';
    return next === '' || next.startsWith('-') ? 'true' : next.toLowerCase();
  }
  return undefined;
}

function containersOf(podSpec: unknown): readonly Container[] {
  const listed = isObject(podSpec) ? podSpec['containers'] : undefined;
  return objectsIn(listed).map((container) => ({
    name: textAt(container, 'name'),
    image: textAt(container, 'image'),
    words: [...textsIn(container['command']), ...textsIn(container['args'])],
    env: new Map(objectsIn(container['env']).map((entry) => [textAt(entry, 'name'), textAt(entry, 'value')])),
  }));
}

function objectsIn(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function textAt(from: Json, key: string): string {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return typeof value === 'string' ? value : '';
}
