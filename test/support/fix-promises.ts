import fc from 'fast-check';
import { stringify } from 'yaml';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import type { Effect } from '../../src/engine/difference-rows.ts';
import { isFixProblem, type Proposal, proposeFixes } from '../../src/engine/fix/propose.ts';
import type { ListEnd } from '../../src/engine/list.ts';
import { contains, type IpAddress, parseAddress } from '../../src/model/addresses.ts';
import type { Endpoint } from '../../src/model/endpoints.ts';
import { PROTOCOLS, type Protocol } from '../../src/model/ports.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { policyObject } from '../../src/present/policy-yaml.ts';
import type { Json } from './naive/objects.ts';
import { type NaiveEnd, type NaiveQuery, naiveCluster } from './naive/verdict.ts';
import { randomScenario } from './random-cluster.ts';

const QUERIES = 4;

export interface FixesAsked {
  /** What the seed chooses the clusters by. */
  readonly seed: number;
  readonly clusters: number;
}

/**
 * Asks for fixes in random clusters, writes each down and asks the naive evaluator whether it does what it says and nothing else. Answers how many
 * were looked at; throws with a smallest cluster where one does not.
 */
export function checkFixes({ seed, clusters }: FixesAsked): number {
  let proposals = 0;
  const property = fc.property(randomScenario(QUERIES), ({ objects, queries }) => {
    const snapshot = snapshotOf(objects);
    const askBefore = naiveCluster(objects);
    for (const query of queries) {
      for (const wanted of ['allowed', 'denied'] as const) {
        for (const proposal of proposalsFor(snapshot, query, wanted)) {
          proposals += 1;
          const problem = complaint({ objects, askBefore, query, proposal, wanted, snapshot });
          if (problem !== '') throw new Error(problem);
        }
      }
    }
  });
  fc.assert(property, { seed, numRuns: clusters });
  return proposals;
}

interface Case {
  readonly objects: readonly Json[];
  readonly askBefore: ReturnType<typeof naiveCluster>;
  readonly query: NaiveQuery;
  readonly proposal: Proposal;
  readonly wanted: 'allowed' | 'denied';
  readonly snapshot: Snapshot;
}

function snapshotOf(objects: readonly Json[]): Snapshot {
  const events = objects.map((value): ObjectEvent => {
    return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
  });
  return applyEvents(emptySnapshot(), events);
}

function proposalsFor(snapshot: Snapshot, query: NaiveQuery, wanted: 'allowed' | 'denied'): readonly Proposal[] {
  const { source, destination, port } = query;
  const asked = { from: endText(source), to: endText(destination), port, protocol: query.protocol as Protocol };
  const answer = proposeFixes(snapshot, { query: asked, namespace: 'default', wanted });
  return isFixProblem(answer) ? [] : answer.proposals;
}

function endText(end: NaiveEnd): string {
  if ('pod' in end) return end.pod;
  return 'node' in end ? `node/${end.node}` : end.address;
}

/** What is wrong with a proposal, by the naive evaluator on the raw objects; empty when nothing is. */
function complaint(given: Case): string {
  const { objects, askBefore, query, proposal, wanted, snapshot } = given;
  const after = withPolicies(objects, proposal);
  const askAfter = naiveCluster(after);
  const problems: string[] = [];
  if (askAfter(query) !== wanted) problems.push(`asked ${JSON.stringify(query)}: ${askAfter(query)}`);
  const refused = snapshotOf(after).refused.length - snapshot.refused.length;
  if (refused > 0) problems.push('an API server would refuse what is proposed');
  for (const probe of probesOf(given)) {
    if (isAsked(probe, proposal)) continue;
    const naive = changeOf(askBefore(probe.query), askAfter(probe.query));
    const listed = listedChange(probe, proposal);
    if (naive !== listed) problems.push(`${JSON.stringify(probe.query)}: listed ${listed}, is ${naive}`);
  }
  return problems.length === 0
    ? ''
    : [
        ...problems.slice(0, 5),
        JSON.stringify(proposal.edits, bigints),
        ...after.map((object) => stringify(object)),
      ].join('\n');
}

function bigints(key: string, value: unknown): unknown {
  return key === 'origin' ? undefined : typeof value === 'bigint' ? String(value) : value;
}

function withPolicies(objects: readonly Json[], { changes }: Proposal): readonly Json[] {
  const written = changes.map(({ after }) => JSON.parse(JSON.stringify(policyObject(after))) as Json);
  const kept = objects.filter((object) => !written.some((policy) => idOf(policy) === idOf(object)));
  return [...kept, ...written];
}

function idOf(object: Json): string {
  const { name, namespace } = object['metadata'] as Json;
  return `${object['kind']} ${namespace ?? 'default'}/${name}`;
}

type Change = 'same' | 'opened' | 'closed' | 'inDoubt';

function changeOf(before: string, after: string): Change {
  if (before === after) return 'same';
  if (after === 'allowed') return 'opened';
  return before === 'allowed' ? 'closed' : 'inDoubt';
}

interface Probe {
  readonly query: NaiveQuery;
  readonly protocol: Protocol;
}

const PLACES = Array.from({ length: 17 }, (_, place) => [`10.0.0.${place}`, `fd00::${place.toString(16)}`]).flat();
const OUTSIDE = [...PLACES, '198.51.100.1', '0.0.0.0', '255.255.255.255', '2001:db8::1', '::'];

function probesOf({ objects, proposal, snapshot, query }: Case): readonly Probe[] {
  const pods = objects
    .filter((object) => object['kind'] === 'Pod')
    .map((object): NaiveEnd => ({ pod: idOf(object).slice('Pod '.length) }));
  const outside = OUTSIDE.filter((text) => isNobodys(snapshot, text)).map((address): NaiveEnd => ({ address }));
  const ends = [
    ...pods.flatMap((source) => pods.map((destination) => ({ source, destination }))),
    ...pods.flatMap((pod) =>
      outside.flatMap((other) => [
        { source: pod, destination: other },
        { source: other, destination: pod },
      ]),
    ),
  ];
  const ports = portsToProbe(proposal, query.port);
  return ends
    .filter(({ source, destination }) => JSON.stringify(source) !== JSON.stringify(destination))
    .flatMap((pair) =>
      PROTOCOLS.flatMap((protocol) => ports.map((port) => ({ query: { ...pair, protocol, port }, protocol }))),
    );
}

function isNobodys(snapshot: Snapshot, text: string): boolean {
  const address = parseAddress(text)?.text;
  const owners = [...snapshot.pods.values(), ...snapshot.nodes.values()];
  return !owners.some(({ addresses }) => addresses.some((own) => own.text === address));
}

/** Both sides of every bound among what is listed, and some that policies of these clusters name. */
function portsToProbe({ effects }: Proposal, asked: number): readonly number[] {
  const ranges = [...effects.opened, ...effects.closed, ...effects.inDoubt].flatMap(({ ports }) =>
    PROTOCOLS.flatMap((protocol) => ports[protocol]),
  );
  const bounds = ranges.flatMap(([first, last]) => [first - 1, first, last, last + 1]);
  const all = new Set([1, 53, 80, 81, 443, 65_535, asked, asked - 1, asked + 1, ...bounds]);
  return [...all].filter((port) => port >= 1 && port <= 65_535);
}

function isAsked({ query, protocol }: Probe, { answer }: Proposal): boolean {
  return answer.pairs.some(
    (pair) =>
      pair.port === query.port &&
      pair.protocol === protocol &&
      isEnd(pair.source, query.source) &&
      isEnd(pair.destination, query.destination),
  );
}

function isEnd(end: Endpoint, naive: NaiveEnd): boolean {
  if (end.kind === 'pod') return 'pod' in naive && naive.pod === end.pod.key;
  return end.kind === 'address' && 'address' in naive && parseAddress(naive.address)?.text === end.address.text;
}

function listedChange(probe: Probe, { effects }: Proposal): Change {
  const of = (effects_: readonly Effect[]): boolean => effects_.some((effect) => holds(effect, probe));
  if (of(effects.opened)) return 'opened';
  if (of(effects.closed)) return 'closed';
  return of(effects.inDoubt) ? 'inDoubt' : 'same';
}

function holds({ from, to, ports }: Effect, { query, protocol }: Probe): boolean {
  if (!isListed(from, query.source) || !isListed(to, query.destination)) return false;
  return ports[protocol].some(([first, last]) => first <= query.port && query.port <= last);
}

function isListed(end: ListEnd, naive: NaiveEnd): boolean {
  if (end.kind === 'workload') return 'pod' in naive && end.workload.podKeys.includes(naive.pod);
  const address = 'address' in naive ? probed(naive.address) : undefined;
  return address !== undefined && end.ranges.some((range) => contains(range, address));
}

const PROBED = new Map(OUTSIDE.map((text) => [text, parseAddress(text)]));

function probed(text: string): IpAddress | undefined {
  return PROBED.get(text) ?? parseAddress(text);
}
