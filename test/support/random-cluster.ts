import * as fc from 'fast-check';
import type { Json } from './naive/objects.ts';
import type { NaiveEnd, NaiveQuery } from './naive/verdict.ts';
import { randomPolicies } from './random-policies.ts';
import { randomResidents } from './random-residents.ts';
import { addressText, DECLARED_PORTS } from './random-words.ts';

/** A cluster as raw objects that an API server would accept, and questions about it. */
export interface Scenario {
  readonly objects: readonly Json[];
  readonly queries: readonly NaiveQuery[];
}

// Both sides of every number that rules name.
const ASKED_PORTS = [1, 2, 52, 53, 54, 79, 80, 81, 82, 83, 84, 442, 443, 444, 65_534, 65_535] as const;
const OUTSIDE = [
  '10.0.0.15',
  '10.0.0.16',
  '198.51.100.1',
  '0.0.0.0',
  '255.255.255.255',
  'fd00::f',
  '2001:db8::1',
  '::',
] as const;

/** Four namespaces, three to eight pods, up to eight policies; small, and nasty. */
export const randomCluster: fc.Arbitrary<readonly Json[]> = fc
  .tuple(randomResidents, randomPolicies())
  .map(([residents, policies]) => [...residents, ...policies]);

/** A cluster and between one and so many questions about it. */
export function randomScenario(
  maxQueries: number,
  minQueries = 1,
  cluster: fc.Arbitrary<readonly Json[]> = randomCluster,
): fc.Arbitrary<Scenario> {
  const pick = fc.record({
    source: fc.nat({ max: 999 }),
    destination: fc.nat({ max: 999 }),
    protocol: fc.constantFrom('TCP', 'TCP', 'UDP', 'SCTP'),
    port: fc.oneof(fc.constantFrom(...DECLARED_PORTS), fc.constantFrom(...ASKED_PORTS)),
  });
  return fc
    .record({ objects: cluster, picks: fc.array(pick, { minLength: minQueries, maxLength: maxQueries }) })
    .map(({ objects, picks }) => {
      const ends = endsOf(objects);
      const end = (place: number) => ends[place % ends.length] ?? { address: '198.51.100.1' };
      const queries = picks.map(({ source, destination, protocol, port }) => {
        return { source: end(source), destination: end(destination), protocol, port };
      });
      return { objects, queries };
    });
}

/** Pods count twice, for that is where policies are. */
function endsOf(objects: readonly Json[]): readonly NaiveEnd[] {
  const metadata = (kind: string) =>
    objects.filter((object) => object['kind'] === kind).map((object) => object['metadata'] as Json);
  const pods = metadata('Pod').map(({ name, namespace }) => ({ pod: `${namespace ?? 'default'}/${name}` }));
  const nodes = metadata('Node').map(({ name }) => ({ node: String(name) }));
  const taken = [0, 1, 2, 12].flatMap((place) => [addressText(4, place), addressText(6, place)]);
  return [...pods, ...pods, ...nodes, ...[...taken, ...OUTSIDE].map((address) => ({ address }))];
}
