import * as fc from 'fast-check';
import type { Json } from './naive/objects.ts';
import { randomPolicies } from './random-policies.ts';
import { randomResidents } from './random-residents.ts';
import {
  addressText,
  labels,
  NAMESPACE_KEYS,
  NAMESPACES,
  POD_KEYS,
  PORT_NAMES,
  PROTOCOLS,
  VALUES,
  written,
} from './random-words.ts';

const NODE_KEYS = ['k', 'zone'] as const;
const RULE_PORTS = [1, 53, 80, 81, 83, 443] as const;
/** So few that policies collide, in their own tier and with another kind. */
const PRIORITIES = [0, 0, 7, 1000] as const;

function selector(keys: readonly string[], values: readonly string[]): fc.Arbitrary<Json> {
  const key = fc.constantFrom(...keys);
  const listed = fc.record({
    key,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  });
  const bare = fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') });
  const equal = fc.dictionary(key, fc.constantFrom(...values), { minKeys: 1, maxKeys: 1, noNullPrototype: true });
  return fc.oneof(
    { arbitrary: fc.constant({}), weight: 2 },
    { arbitrary: equal.map((matchLabels): Json => ({ matchLabels })), weight: 3 },
    {
      arbitrary: fc.oneof<fc.Arbitrary<Json>[]>(listed, bare).map((one): Json => ({ matchExpressions: [one] })),
      weight: 2,
    },
  );
}

const podSelector = selector(POD_KEYS, VALUES);
const namespaceSelector = fc.oneof(
  selector(NAMESPACE_KEYS, VALUES),
  selector(['kubernetes.io/metadata.name'], NAMESPACES),
);

const pods: fc.Arbitrary<Json> = fc.oneof(
  namespaceSelector.map((namespaces): Json => ({ namespaces })),
  fc.record({ pods: fc.record({ namespaceSelector, podSelector }) }),
);

const network = fc.oneof(
  fc
    .record({ place: fc.nat({ max: 15 }), length: fc.constantFrom(0, 8, 28, 29, 30, 31, 32) })
    .map(({ place, length }) => `${addressText(4, place)}/${length}`),
  fc
    .record({ place: fc.nat({ max: 15 }), length: fc.constantFrom(0, 64, 124, 125, 126, 127, 128) })
    .map(({ place, length }) => `${addressText(6, place)}/${length}`),
);

const beyondPods: fc.Arbitrary<Json> = fc.oneof(
  fc.uniqueArray(network, { minLength: 1, maxLength: 2 }).map((networks): Json => ({ networks })),
  selector(NODE_KEYS, VALUES).map((nodes): Json => ({ nodes })),
);

const names: fc.Arbitrary<Json> = fc.constant({ domainNames: ['*.example.com'] });

/** How one version writes a number, a range and a name. */
interface PortWords {
  readonly field: 'ports' | 'protocols';
  readonly entry: (protocol: string, first: number, last: number) => Json;
  readonly named: (name: string) => Json;
}

const ALPHA1: PortWords = {
  field: 'ports',
  entry: (protocol, first, last) =>
    first === last
      ? { portNumber: written({ protocol: protocol === 'TCP' && first % 2 === 0 ? undefined : protocol, port: first }) }
      : { portRange: { protocol, start: first, end: last } },
  named: (namedPort) => ({ namedPort }),
};

const ALPHA2: PortWords = {
  field: 'protocols',
  entry: (protocol, first, last) => ({
    [protocol.toLowerCase()]: {
      destinationPort: first === last ? { number: first } : { range: { start: first, end: last } },
    },
  }),
  named: (destinationNamedPort) => ({ destinationNamedPort }),
};

function ports(words: PortWords, mayName: boolean): fc.Arbitrary<readonly Json[] | undefined> {
  const numbered = fc
    .record({
      protocol: fc.constantFrom(...PROTOCOLS),
      first: fc.constantFrom(...RULE_PORTS),
      more: fc.constantFrom(0, 0, 1, 3, 65_535),
    })
    .map(({ protocol, first, more }) => words.entry(protocol, first, Math.min(65_535, first + more)));
  const named = fc.constantFrom(...PORT_NAMES).map(words.named);
  const entry = mayName ? fc.oneof({ arbitrary: numbered, weight: 3 }, { arbitrary: named, weight: 1 }) : numbered;
  return fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 3 },
    { arbitrary: fc.array(entry, { minLength: 1, maxLength: 2 }), weight: 2 },
  );
}

interface RuleWords extends PortWords {
  readonly accept: 'Allow' | 'Accept';
  readonly actions: readonly string[];
  readonly domainNames: boolean;
}

function rules(words: RuleWords, direction: 'ingress' | 'egress'): fc.Arbitrary<readonly Json[] | undefined> {
  const field = direction === 'ingress' ? 'from' : 'to';
  const rule = (action: string, peer: fc.Arbitrary<Json>, mayName: boolean): fc.Arbitrary<Json> =>
    fc
      .record({ peers: fc.array(peer, { minLength: 1, maxLength: 2 }), list: ports(words, mayName) })
      .map(({ peers, list }) => written({ action, [field]: peers, [words.field]: list }));
  const one = fc.constantFrom(...words.actions).chain((action) => {
    if (direction === 'ingress') return rule(action, pods, true);
    const named =
      words.domainNames && action === words.accept ? [{ arbitrary: rule(action, names, false), weight: 1 }] : [];
    const toPods = { arbitrary: rule(action, pods, true), weight: 5 };
    return fc.oneof(toPods, { arbitrary: rule(action, fc.oneof(pods, beyondPods), false), weight: 6 }, ...named);
  });
  const some = fc.array(one, { minLength: 1, maxLength: 3 });
  return fc.oneof({ arbitrary: some, weight: 5 }, { arbitrary: fc.constant(undefined), weight: 1 });
}

function spec(words: RuleWords, fields: { readonly [key: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<Json> {
  return fc
    .record({ ...fields, subject: pods, ingress: rules(words, 'ingress'), egress: rules(words, 'egress') })
    .map((all) => written(all));
}

const priority = fc.constantFrom(...PRIORITIES);
const adminSpec = spec(
  { ...ALPHA1, accept: 'Allow', actions: ['Allow', 'Deny', 'Pass'], domainNames: true },
  { priority },
);
const baselineSpec = spec({ ...ALPHA1, accept: 'Allow', actions: ['Allow', 'Deny'], domainNames: false }, {});
const clusterSpec = spec(
  { ...ALPHA2, accept: 'Accept', actions: ['Accept', 'Deny', 'Pass'], domainNames: true },
  { priority, tier: fc.constantFrom('Admin', 'Baseline') },
);

function object(version: string, kind: string, name: string, of: Json): Json {
  return { apiVersion: `policy.networking.k8s.io/${version}`, kind, metadata: { name }, spec: of };
}

/** Up to seven policies of the tiers, of every kind. */
const randomTierPolicies: fc.Arbitrary<readonly Json[]> = fc
  .record({
    admin: fc.array(adminSpec, { maxLength: 3 }),
    baseline: fc.array(baselineSpec, { maxLength: 1 }),
    cluster: fc.array(clusterSpec, { maxLength: 3 }),
  })
  .map(({ admin, baseline, cluster }) => [
    ...admin.map((of, index) => object('v1alpha1', 'AdminNetworkPolicy', `admin${index}`, of)),
    ...baseline.map((of) => object('v1alpha1', 'BaselineAdminNetworkPolicy', 'default', of)),
    ...cluster.map((of, index) => object('v1alpha2', 'ClusterNetworkPolicy', `cluster${index}`, of)),
  ]);

/** Nodes with labels, policies of every tier and NetworkPolicies. */
export const randomTieredCluster: fc.Arbitrary<readonly Json[]> = fc
  .tuple(
    randomResidents,
    randomPolicies(),
    randomTierPolicies,
    fc.array(labels(NODE_KEYS), { minLength: 2, maxLength: 2 }),
  )
  .map(([residents, policies, tiers, nodeLabels]) => [...labelled(residents, nodeLabels), ...policies, ...tiers]);

function labelled(residents: readonly Json[], nodeLabels: readonly (Json | null | undefined)[]): readonly Json[] {
  const nodes = residents.filter((resident) => resident['kind'] === 'Node');
  return residents.map((resident) => {
    const place = nodes.indexOf(resident);
    if (place === -1) return resident;
    return { ...resident, metadata: written({ ...(resident['metadata'] as Json), labels: nodeLabels[place] }) };
  });
}
