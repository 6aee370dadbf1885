import { remember } from '../model/memo.ts';
import type { CompiledPolicy, EndpointSelector } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { perCircumstances } from './circumstances.ts';
import { policyListsOf } from './selection.ts';

/** What of a pod the policies of a snapshot mention, those that are not evaluated among them. */
export interface Mentions {
  /** Keys of pod labels that some selector asks for. */
  readonly labelKeys: ReadonlySet<string>;
  /** Names of ports in rules. */
  readonly portNames: ReadonlySet<string>;
  /** Selectors that ask for the label and may look into the namespace; every one that does is among them. */
  readonly selectors: (key: string, namespace: string) => readonly EndpointSelector[];
}

/** After an edit only the policies about the same namespace are read again; of the others is known what they mention. */
export const mentionsOf: (snapshot: Snapshot) => Mentions = perCircumstances((snapshot) => {
  const { byNamespace, clusterWide } = policyListsOf(snapshot);
  const foreign = snapshot.foreign.flatMap(({ selections }) => selections.flatMap(({ pods }) => pods ?? []));
  const lists = [...byNamespace.values(), clusterWide].map(mentionedIn);
  const byKey = new Map<string, Mentioned[]>();
  for (const one of [...lists, { keys: keysOf(foreign), portNames: [], local: [], others: foreign }]) {
    for (const key of one.keys) remember(byKey, key, () => [] as Mentioned[]).push(one);
  }
  const others = new Map<string, readonly EndpointSelector[]>();
  const othersAskingFor = (key: string): readonly EndpointSelector[] =>
    remember(others, key, () =>
      askingFor(
        key,
        (byKey.get(key) ?? []).flatMap((one) => one.others),
      ),
    );
  return {
    labelKeys: new Set(byKey.keys()),
    portNames: new Set(lists.flatMap(({ portNames }) => portNames)),
    selectors(key, namespace) {
      const own = byNamespace.get(namespace);
      return [...(own === undefined ? [] : askingFor(key, mentionedIn(own).local)), ...othersAskingFor(key)];
    },
  };
});

/** What policies mention whose subjects lie in one namespace, or in any. */
interface Mentioned {
  readonly keys: readonly string[];
  readonly portNames: readonly string[];
  /** Selectors that look into that namespace, and all others. */
  readonly local: readonly EndpointSelector[];
  readonly others: readonly EndpointSelector[];
}

const known = new WeakMap<readonly CompiledPolicy[], Mentioned>();

function mentionedIn(policies: readonly CompiledPolicy[]): Mentioned {
  return remember(known, policies, () => {
    const place = policies[0]?.subject.namespaces;
    const isLocal = ({ namespaces }: EndpointSelector): boolean =>
      namespaces.kind === 'named' && place?.kind === 'named' && namespaces.name === place.name;
    const { local = [], others = [] } = Object.groupBy(policies.flatMap(selectorsOf), (select) =>
      isLocal(select) ? 'local' : 'others',
    );
    return {
      keys: keysOf([...local, ...others]),
      portNames: [...new Set(policies.flatMap(portNamesOf))],
      local,
      others,
    };
  });
}

function askingFor(key: string, selectors: readonly EndpointSelector[]): readonly EndpointSelector[] {
  return selectors.filter(({ pods }) => pods.requirements.some((requirement) => requirement.key === key));
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
