import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Protocol } from '../../src/model/ports.ts';
import { type Json, map } from '../support/naive/objects.ts';
import { naiveTiers } from '../support/naive-tiers/verdict.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';
import { netpol } from './command-line.ts';

// Whole commands, from a file to what they print, against one another and against the naive evaluator: what `check` says of pods is what `list`
// and `matrix` say of their workloads, and what it says before and after is what `diff` and files over a cluster say.

const CLUSTERS = 6;

type Port = readonly [number, Protocol];
type Ports = { readonly [protocol in Protocol]?: readonly (readonly [number, number])[] };
type Row = { readonly [key: string]: unknown };

const PORTS: readonly Port[] = [
  [1, 'TCP'],
  [80, 'TCP'],
  [82, 'TCP'],
  [443, 'TCP'],
  [53, 'UDP'],
  [81, 'SCTP'],
];

/** Pods of random clusters in workloads of one or several, and which policies were not there before. */
const scenario = fc.record({
  cluster: randomTieredCluster,
  owners: fc.array(fc.constantFrom(undefined, 'one', 'other'), { minLength: 8, maxLength: 8 }),
  isNew: fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
});

test.each([7, 2_026])('commands say the same of random clusters, seed %d', async (seed) => {
  for (const { cluster, owners, isNew } of fc.sample(scenario, { seed, numRuns: CLUSTERS })) {
    const objects = withOwners(cluster, owners);
    const policies = objects.filter(isPolicy);
    const news = new Set(policies.filter((_, place) => isNew[place] === true));
    const files = {
      'now.yaml': written(objects),
      'before.yaml': written(objects.filter((object) => !news.has(object))),
      'new.yaml': written([...news]),
    };
    const say = (line: string) => rowsOf(line, files);
    const pods = objects.filter((object) => object['kind'] === 'Pod' && !isFinished(object)).map(keyOf);
    const ask = naiveTiers(objects);
    const now = await podAnswers('now.yaml', files, pods);
    const before = await podAnswers('before.yaml', files, pods);
    for (const { from, to, port, verdict } of now) {
      const naive = ask({ source: { pod: from }, destination: { pod: to }, port: port[0], protocol: port[1] });
      expect([from, to, port, verdict], files['now.yaml']).toEqual([from, to, port, naive]);
    }
    const workloads = new Map(
      objects.filter((object) => object['kind'] === 'Pod').map((pod) => [keyOf(pod), workloadOf(pod)]),
    );
    const between = (answers: readonly Answer[]) =>
      Map.groupBy(answers, ({ from, to, port }) => endsKey(workloads.get(from), workloads.get(to), port));
    const [verdictsNow, verdictsBefore] = [between(now), between(before)];
    const listed = indexed(await say('list -f now.yaml -o jsonl'));
    const matrices = await Promise.all(
      PORTS.map(async ([number, protocol]) =>
        indexed(await say(`matrix --by workload --port ${number}/${protocol} -f now.yaml -o jsonl`)),
      ),
    );
    const differing = indexed(differenceRows(await say('diff before.yaml now.yaml -o json')));
    const laidOver = indexed(
      (await rowsOf('list --context prod -f new.yaml -o jsonl', files, files['before.yaml'])).filter(
        (row) => !('connections' in row),
      ),
    );
    for (const [key, answers] of verdictsNow) {
      const [ends = '', ...rest] = key.split(' on ');
      const port = JSON.parse(rest.join()) as Port;
      const all = answers.map(({ verdict }) => verdict);
      const was = verdictsBefore.get(key)?.map(({ verdict }) => verdict) ?? [];
      const said = listed.get(ends);
      const counts = matrices[PORTS.findIndex((candidate) => String(candidate) === String(port))]?.get(ends);
      const [diff, whatIf] = [differing.get(ends), laidOver.get(ends)];
      const holds = (what: string, row: Row | undefined): boolean => isIn(row?.[what] as Ports | undefined, port);
      const opened = all.some((verdict, place) => verdict === 'allowed' && was[place] !== 'allowed');
      const closed = all.some((verdict, place) => verdict !== 'allowed' && was[place] === 'allowed');
      expect(
        {
          key,
          allowed: holds('connections', said),
          some: holds('connections', said) || holds('partial', said),
          unknown: holds('unknown', said),
          counts: [counts?.['pairs'], counts?.['open'], counts?.['unknown']],
          opened: [holds('added', diff), holds('added', whatIf)],
          closed: [holds('removed', diff), holds('removed', whatIf)],
        },
        `${files['before.yaml']}\n=====\n${files['new.yaml']}`,
      ).toEqual({
        key,
        allowed: all.every((verdict) => verdict === 'allowed'),
        some: all.includes('allowed'),
        unknown: all.includes('unknown'),
        counts: [all.length, count(all, 'allowed'), count(all, 'unknown')],
        opened: [opened, opened],
        closed: [closed, closed],
      });
    }
  }
});

interface Answer {
  readonly from: string;
  readonly to: string;
  readonly port: Port;
  readonly verdict: string;
}

/** What `check` says of every pair of pods, on every port. */
async function podAnswers(
  file: string,
  files: Readonly<Record<string, string>>,
  pods: readonly string[],
): Promise<readonly Answer[]> {
  const queries = pods.flatMap((from) =>
    pods.filter((to) => to !== from).flatMap((to) => PORTS.map((port) => ({ from, to, port }))),
  );
  const lines = queries.map(({ from, to, port: [port, protocol] }) => JSON.stringify({ from, to, port, protocol }));
  const answers = await rowsOf(`check --batch queries -o jsonl -f ${file}`, { ...files, queries: lines.join('\n') });
  return queries.map((query, place) => ({ ...query, verdict: String(answers[place]?.['verdict']) }));
}

async function rowsOf(
  line: string,
  files: Readonly<Record<string, string>>,
  cluster?: string,
): Promise<readonly Row[]> {
  const { out } = await netpol(line, { files, ...(cluster === undefined ? {} : { cluster }) });
  const texts = line.endsWith(' -o json') ? [out] : out.split('\n').filter((text) => text !== '');
  return texts.map((text) => JSON.parse(text) as Row);
}

/** What `diff -o json` says, as rows of what was added and removed. */
function differenceRows([answer = {}]: readonly Row[]): readonly Row[] {
  const rows = (field: string): readonly Row[] => (answer[field] ?? []) as readonly Row[];
  return [
    ...rows('added').map((row) => ({ ...row, added: row['connections'] })),
    ...rows('removed').map((row) => ({ ...row, removed: row['connections'] })),
    ...rows('changed'),
  ];
}

function indexed(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [`${row['from']} to ${row['to']}`, row]));
}

function endsKey(from: string | undefined, to: string | undefined, port: Port): string {
  return `${from} to ${to} on ${JSON.stringify(port)}`;
}

function isIn(ports: Ports | undefined, [port, protocol]: Port): boolean {
  return (ports?.[protocol] ?? []).some(([first, last]) => first <= port && port <= last);
}

function count(verdicts: readonly string[], wanted: string): number {
  return verdicts.filter((verdict) => verdict === wanted).length;
}

function withOwners(objects: readonly Json[], owners: readonly (string | undefined)[]): readonly Json[] {
  let place = 0;
  return objects.map((object) => {
    const name = object['kind'] === 'Pod' ? owners[place++] : undefined;
    if (name === undefined) return object;
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name, uid: name, controller: true };
    return { ...object, metadata: { ...map(object['metadata']), ownerReferences: [owner] } };
  });
}

function workloadOf(pod: Json): string {
  const { namespace = 'default', ownerReferences } = map(pod['metadata']);
  const [owner] = (ownerReferences ?? []) as readonly Json[];
  return owner === undefined ? keyOf(pod) : `${namespace}/sts/${owner['name']}`;
}

function keyOf(object: Json): string {
  const { namespace = 'default', name } = map(object['metadata']);
  return `${namespace}/${name}`;
}

function isFinished(pod: Json): boolean {
  const { phase } = map(pod['status']);
  return phase === 'Succeeded' || phase === 'Failed';
}

function isPolicy(object: Json): boolean {
  return String(object['kind']).endsWith('Policy');
}

function written(objects: readonly Json[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}
