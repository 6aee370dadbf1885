import * as fc from 'fast-check';
import type { Json } from './naive/objects.ts';
import {
  addressText,
  listOf,
  NAMESPACE_KEYS,
  NAMESPACES,
  namespaceField,
  orAbsent,
  POD_KEYS,
  PORT_NAMES,
  PROTOCOLS,
  VALUES,
  written,
} from './random-words.ts';

const RULE_PORTS = [1, 53, 80, 81, 83, 443, 65_535] as const;
const NOTHING: fc.Arbitrary<undefined> = fc.constant(undefined);

function expression(keys: readonly string[], values: readonly string[]): fc.Arbitrary<Json> {
  const key = fc.constantFrom(...keys);
  const listed = fc.record({
    key,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  });
  const bare = fc.record({
    key,
    operator: fc.constantFrom('Exists', 'DoesNotExist'),
    values: fc.constantFrom(undefined, null, []),
  });
  return fc.oneof<fc.Arbitrary<Json>[]>(listed, bare).map(written);
}

function selector(keys: readonly string[], values: readonly string[]): fc.Arbitrary<Json> {
  const matchLabels = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom<string | null>(...values, null), {
    maxKeys: 2,
    noNullPrototype: true,
  });
  return fc
    .record({
      matchLabels: fc.oneof({ arbitrary: orAbsent(matchLabels), weight: 1 }, { arbitrary: NOTHING, weight: 2 }),
      matchExpressions: fc.oneof(
        { arbitrary: listOf(expression(keys, values), 2), weight: 1 },
        { arbitrary: NOTHING, weight: 1 },
      ),
    })
    .map(written);
}

const podSelector = selector(POD_KEYS, VALUES);
const namespaceSelector = fc.oneof(
  selector(NAMESPACE_KEYS, VALUES),
  selector(['kubernetes.io/metadata.name'], NAMESPACES),
);

interface Prefixes {
  readonly family: 4 | 6;
  readonly bits: number;
  readonly lengths: readonly number[];
}

const FAMILIES: readonly Prefixes[] = [
  { family: 4, bits: 32, lengths: [0, 8, 28, 29, 30, 31, 32] },
  { family: 6, bits: 128, lengths: [0, 64, 124, 125, 126, 127, 128] },
];

const ipBlock: fc.Arbitrary<Json> = fc.constantFrom(...FAMILIES).chain(({ family, bits, lengths }) => {
  return fc
    .record({
      place: fc.nat({ max: 15 }),
      length: fc.constantFrom(...lengths),
      holes: listOf(fc.record({ offset: fc.nat({ max: 15 }), longer: fc.integer({ min: 1, max: 5 }) }), 2),
    })
    .map(({ place, length, holes }) => {
      // An except must be a strict part of its block: inside its sixteen places or fewer, and with a longer prefix.
      const places = 2 ** Math.min(4, bits - length);
      const except = holes?.map(({ offset, longer }) => {
        const inside = place - (place % places) + (offset % places);
        return `${addressText(family, inside)}/${Math.min(bits, Math.max(length + longer, bits - 5 + longer))}`;
      });
      const cidr = `${addressText(family, place)}/${length}`;
      return written({ cidr, except: length === bits ? undefined : (except ?? holes) });
    });
});

const peer: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ podSelector, namespaceSelector: fc.constantFrom(undefined, null) }).map(written),
  fc.record({ namespaceSelector, podSelector: fc.constantFrom(undefined, null) }).map(written),
  fc.record({ namespaceSelector, podSelector }),
  fc.record({ ipBlock, podSelector: fc.constantFrom(undefined, null) }).map(written),
);

const protocolField = fc.constantFrom(undefined, null, ...PROTOCOLS);

const namedPort = fc.record({ protocol: protocolField, port: fc.constantFrom(...PORT_NAMES) }).map(written);
const onePort = fc
  .record({ protocol: protocolField, port: fc.constantFrom(...RULE_PORTS), endPort: fc.constantFrom(undefined, null) })
  .map(written);
const portRange = fc
  .record({ protocol: protocolField, port: fc.constantFrom(...RULE_PORTS), more: fc.constantFrom(0, 1, 3, 65_535) })
  .map(({ protocol, port, more }) => written({ protocol, port, endPort: Math.min(65_535, port + more) }));
const everyPort = fc.record({ protocol: protocolField, port: fc.constantFrom(undefined, null) }).map(written);

const rulePort: fc.Arbitrary<Json | null> = fc.oneof(
  { arbitrary: namedPort, weight: 4 },
  { arbitrary: onePort, weight: 2 },
  { arbitrary: portRange, weight: 2 },
  { arbitrary: fc.oneof(everyPort, fc.constant(null)), weight: 1 },
);

function rules(peers: 'from' | 'to'): fc.Arbitrary<readonly (Json | null)[] | null | undefined> {
  const rule = fc
    .record({ peers: listOf(peer, 2), ports: listOf(rulePort, 2) })
    .map((fields) => written({ [peers]: fields.peers, ports: fields.ports }));
  return listOf(fc.oneof({ arbitrary: rule, weight: 12 }, { arbitrary: fc.constantFrom(null, {}), weight: 1 }), 3);
}

const policyTypes = fc.constantFrom<readonly string[] | null | undefined>(
  undefined,
  null,
  [],
  ['Ingress'],
  ['Egress'],
  ['Ingress', 'Egress'],
  ['Egress', 'Ingress'],
  ['Ingress', 'Ingress'],
  ['Egress', 'Egress'],
);

const policySpec: fc.Arbitrary<Json | null | undefined> = fc.oneof(
  {
    arbitrary: fc
      .record({ podSelector: orAbsent(podSelector), policyTypes, ingress: rules('from'), egress: rules('to') })
      .map(written),
    weight: 20,
  },
  { arbitrary: fc.constantFrom(undefined, null, {}), weight: 1 },
);

/** Up to eight policies that an API server accepts. */
export function randomPolicies(): fc.Arbitrary<readonly Json[]> {
  const one = fc.record({ namespace: namespaceField, spec: policySpec });
  return fc.array(one, { maxLength: 8 }).map((list) =>
    list.map(({ namespace, spec }, index) =>
      written({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: written({ name: `policy${index}`, namespace }),
        spec,
      }),
    ),
  );
}
