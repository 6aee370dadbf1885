import { remember } from '../model/memo.ts';
import type { CompiledPolicy, EndpointSelector } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { perCircumstances } from './circumstances.ts';

/** What of a pod the policies of a snapshot mention, those that are not evaluated among them. */
export interface Mentions {
  /** Keys of pod labels that some selector asks for. */
  readonly labelKeys: ReadonlySet<string>;
  /** Names of ports in rules. */
  readonly portNames: ReadonlySet<string>;
  /** Selectors that ask for the label and may look into the namespace; every one that does is among them. */
  readonly selectors: (key: string, namespace: string) => readonly EndpointSelector[];
}

/**
 * After an edit of one policy only that one is read again; of the others is known what they mention, and their selectors are gathered
 * for the labels that are asked about.
 */
export const mentionsOf: (snapshot: Snapshot) => Mentions = perCircumstances(({ policies, foreign }) => {
  const unknown = foreign.flatMap(({ selections }) => selections.flatMap(({ pods }) => pods ?? []));
  const byKey = new Map<string, CompiledPolicy[]>();
  for (const key of keysOf(unknown)) byKey.set(key, []);
  const portNames = new Set<string>();
  const alike = new Map<string, Mentioned>();
  for (const policy of policies) {
    const { keys, ports } = remember(mentioned, policy, () => mentionedBy(policy, alike));
    for (const key of keys) remember(byKey, key, () => [] as CompiledPolicy[]).push(policy);
    for (const name of ports) portNames.add(name);
  }
  const scoped = new Map<string, ByScope>();
  const scopedBy = (key: string): ByScope =>
    remember(scoped, key, () => byScope(key, [...(byKey.get(key) ?? []).flatMap(selectorsOf), ...unknown]));
  return {
    labelKeys: new Set(byKey.keys()),
    portNames,
    selectors(key, namespace) {
      if (!byKey.has(key)) return [];
      const { named, matching } = scopedBy(key);
      return [...(named.get(namespace) ?? []), ...matching];
    },
  };
});

/** What one policy mentions, each once. */
interface Mentioned {
  readonly keys: readonly string[];
  readonly ports: readonly string[];
}

const mentioned = new WeakMap<CompiledPolicy, Mentioned>();

/** Most policies mention what others do: they share the lists. */
function mentionedBy(policy: CompiledPolicy, alike: Map<string, Mentioned>): Mentioned {
  const made = { keys: keysOf(selectorsOf(policy)), ports: portNamesOf(policy) };
  return remember(alike, JSON.stringify(made), () => made);
}

function keysOf(selectors: readonly EndpointSelector[]): readonly string[] {
  return [...new Set(selectors.flatMap(({ pods }) => pods.requirements.map(({ key }) => key)))];
}

/** Selectors of pods that a policy uses, for subjects and for peers. */
export function selectorsOf({ subject, rules }: CompiledPolicy): readonly EndpointSelector[] {
  const peers = rules.flatMap((rule) => (rule.peers === 'any' ? [] : rule.peers));
  return [subject, ...peers.flatMap((peer) => (peer.kind === 'endpoints' ? [peer.select] : []))];
}

/** Names of ports that the rules of a policy mention, each once. */
export function portNamesOf({ rules }: CompiledPolicy): readonly string[] {
  const names = new Set<string>();
  for (const { ports } of rules) {
    if (ports === 'any') continue;
    for (const port of ports) if (port.kind === 'named') names.add(port.name);
  }
  return [...names];
}

/** Selectors that ask for one label: those that look into a namespace by its name, and all others. */
interface ByScope {
  readonly named: ReadonlyMap<string, readonly EndpointSelector[]>;
  readonly matching: readonly EndpointSelector[];
}

function byScope(key: string, selectors: readonly EndpointSelector[]): ByScope {
  const named = new Map<string, EndpointSelector[]>();
  const matching: EndpointSelector[] = [];
  for (const select of selectors) {
    if (!select.pods.requirements.some((requirement) => requirement.key === key)) continue;
    const { namespaces } = select;
    if (namespaces.kind === 'named') remember(named, namespaces.name, () => [] as EndpointSelector[]).push(select);
    else matching.push(select);
  }
  return { named, matching };
}
