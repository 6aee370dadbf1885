import { stringify } from 'yaml';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import { type CheckAnswer, check, isProblem } from '../../src/engine/check.ts';
import { type PortSet, PROTOCOLS, type Protocol } from '../../src/model/ports.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Json } from './naive/objects.ts';
import { type NaiveEnd, type NaiveQuery, naiveCluster } from './naive/verdict.ts';
import type { Scenario } from './random-cluster.ts';

/** One question on which the engine and the naive evaluator disagree. */
export interface Difference {
  readonly query: NaiveQuery;
  /** What was asked of the engine: one port, or which ports; or what it says of one address family. */
  readonly asked: 'port' | 'ports' | 'family';
  readonly engine: string;
  readonly naive: string;
}

/** Who judges the engine: asked once for a cluster, then for each question. */
export type Oracle = (objects: readonly Json[]) => (query: NaiveQuery) => string;

/** Asks both about every query of a scenario; empty when they agree. `onVerdict` hears each of the engine's verdicts. */
export function differences(
  scenario: Scenario,
  onVerdict?: (verdict: string) => void,
  oracle: Oracle = naiveCluster,
): readonly Difference[] {
  const snapshot = snapshotOf(scenario.objects);
  const ask = oracle(scenario.objects);
  return scenario.queries.flatMap((query): readonly Difference[] => {
    const answer = answerOf(snapshot, query);
    const engine = typeof answer === 'string' ? answer : answer.decision;
    const naive = ask(query);
    onVerdict?.(engine);
    return engine === naive ? familyDifferences(answer, query, ask) : [{ query, asked: 'port', engine, naive }];
  });
}

/** What the engine says of each family that it tells apart, or joins. */
function familyDifferences(
  answer: CheckAnswer | string,
  query: NaiveQuery,
  ask: (query: NaiveQuery) => string,
): readonly Difference[] {
  const verdicts = typeof answer === 'string' ? [] : answer.pairs.flatMap((pair) => pair.flow?.byFamily ?? []);
  return verdicts.flatMap(({ families, decision }) =>
    families.flatMap((family): Difference[] => {
      const narrowed = { ...query, family };
      const naive = ask(narrowed);
      return naive === decision ? [] : [{ query: narrowed, asked: 'family', engine: decision, naive }];
    }),
  );
}

/** The same, with the engine asked for the set of ports between the two ends: the query's port must be in the right one. */
export function setDifferences(scenario: Scenario, oracle: Oracle = naiveCluster): readonly Difference[] {
  const snapshot = snapshotOf(scenario.objects);
  const ask = oracle(scenario.objects);
  return scenario.queries.flatMap((query): Difference[] => {
    const engine = placeInSets(answerOf(snapshot, { ...query, port: undefined }), query);
    const naive = ask(query);
    return engine === naive ? [] : [{ query, asked: 'ports', engine, naive }];
  });
}

/** What a person needs to see and repeat a difference. */
export function describeDifference({ objects }: Scenario, { query, asked, engine, naive }: Difference): string {
  const question = `${endText(query.source)} -> ${endText(query.destination)} ${query.protocol}/${query.port} ${query.family ?? ''}`;
  const cluster = objects.map((object) => stringify(object)).join('---\n');
  return `${question} (asked for the ${asked}): engine ${engine}, naive ${naive}\n${cluster}`;
}

/** The snapshot of plain objects, without a parser between. */
function snapshotOf(objects: readonly Json[]): Snapshot {
  const events = objects.map((value): ObjectEvent => {
    return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
  });
  const snapshot = applyEvents(emptySnapshot(), events);
  const refused = snapshot.refused.flatMap(({ diagnostics }) =>
    diagnostics.map(({ path, message }) => `${path}: ${message}`),
  );
  if (refused.length > 0) throw new Error(`the generator made what a server refuses: ${refused.join('; ')}`);
  return snapshot;
}

type Question = Omit<NaiveQuery, 'port'> & { readonly port: number | undefined };

/** The answer, or what kept it from being asked. */
function answerOf(snapshot: Snapshot, { source, destination, protocol, port }: Question): CheckAnswer | string {
  const asked = { from: endText(source), to: endText(destination) };
  const query = port === undefined ? asked : { ...asked, port, protocol: protocol as Protocol };
  const answer = check(snapshot, query, 'default');
  return isProblem(answer) ? JSON.stringify(answer) : answer;
}

/** Which of the sets holds the port; it must be exactly one, and the three must hold all ports. */
function placeInSets(answer: CheckAnswer | string, { protocol, port }: NaiveQuery): string {
  if (typeof answer === 'string') return answer;
  const connections = answer.pairs[0]?.connections;
  if (answer.pairs.length !== 1 || connections === undefined) return `${answer.pairs.length} answers`;
  const sets = (['allowed', 'denied', 'unknown'] as const).map((verdict) => ({ verdict, ports: connections[verdict] }));
  const all = sets.reduce((sum, { ports }) => sum + sizeOf(ports), 0);
  if (all !== 3 * 65_535) return `${all} ports in all`;
  return sets
    .filter(({ ports }) => holds(ports, protocol as Protocol, port))
    .map(({ verdict }) => verdict)
    .join(' and ');
}

function holds(ports: PortSet, protocol: Protocol, port: number): boolean {
  return ports[protocol].some(([first, last]) => first <= port && port <= last);
}

function sizeOf(ports: PortSet): number {
  const ranges = PROTOCOLS.flatMap((protocol) => ports[protocol]);
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function endText(end: NaiveEnd): string {
  if ('pod' in end) return end.pod;
  return 'node' in end ? `node/${end.node}` : end.address;
}
