import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CheckQuery, check, isProblem } from '../../src/engine/check.ts';
import { listConnections } from '../../src/engine/list.ts';
import { isNoPort, type Protocol } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { unknownText } from '../../src/present/reason-text.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import type { Json } from '../support/naive/objects.ts';
import type { NaiveEnd } from '../support/naive/verdict.ts';
import { KINDS, type Reading, randomReading, seen } from '../support/partial-cluster.ts';
import { randomScenario, type Scenario } from '../support/random-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

// A cluster of which not everything may be read: an answer is that of the whole cluster, or unknown.

function textOf(end: NaiveEnd): string {
  if ('pod' in end) return end.pod;
  return 'node' in end ? `node/${end.node}` : end.address;
}

/** Answers that contradict those of the whole cluster. */
function contradictions(
  { objects, queries }: Scenario,
  read: readonly Reading[],
  onAnswer: (text: string) => void,
): readonly string[] {
  const whole = seen(objects, []);
  const part = seen(objects, read);
  return queries.flatMap(({ source, destination, protocol, port }) => {
    const ends = { from: textOf(source), to: textOf(destination) };
    const asked: readonly CheckQuery[] = [ends, { ...ends, port, protocol: protocol as Protocol }];
    return asked.flatMap((query) => {
      const answer = decisionOf(part, query);
      if (answer === undefined) return [];
      onAnswer(answer);
      const truth = decisionOf(whole, query);
      return answer === 'unknown' || answer === truth
        ? []
        : [`${JSON.stringify(query)}: ${answer}, and it is ${truth}`];
    });
  });
}

function decisionOf(snapshot: Snapshot, query: CheckQuery): string | undefined {
  const answer = check(snapshot, query, 'default');
  return isProblem(answer) ? undefined : answer.decision;
}

describe('what is not read leaves answers open, and turns none round', () => {
  test.each([5, 4711, 20_261_121])('on random clusters, seed %i', (seed) => {
    const counts = new Map<string, number>();
    const property = fc.property(randomScenario(12, 4, randomTieredCluster), randomReading, (scenario, read) => {
      const wrong = contradictions(scenario, read, (text) => counts.set(text, (counts.get(text) ?? 0) + 1));
      expect(wrong, JSON.stringify(read)).toEqual([]);
    });
    void fc.assert(property, { seed, numRuns: 400 });
    // Saying "unknown" always would pass, and be of no use.
    for (const decision of ['allowed', 'denied', 'unknown'])
      expect(counts.get(decision) ?? 0, decision).toBeGreaterThan(100);
  });
});

const SHOP = `
{apiVersion: v1, kind: Namespace, metadata: {name: n1, labels: {team: a}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: n2, labels: {team: b}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: n1, labels: {app: web}}, status: {phase: Running, podIP: 10.0.0.1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: job, namespace: n2, labels: {app: job}}, status: {phase: Running, podIP: 10.0.0.2}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: from-b, namespace: n1}
spec:
  podSelector: {}
  ingress:
    - from: [{namespaceSelector: {matchLabels: {team: b}}}]
      ports: [{port: 80}]
    - from: [{podSelector: {}}]
      ports: [{port: 81}]
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: n2}}}]
      ports: [{port: 82}]
`;

const OBJECTS = readManifestText(SHOP, 'shop.yaml').events.flatMap((event) =>
  event.type === 'set' ? [event.object.value as Json] : [],
);

function answerTo(
  read: Partial<Record<(typeof KINDS)[number]['kind'], Reading>>,
  from: string,
  to: string,
  port: number,
) {
  const snapshot = seen(
    OBJECTS,
    KINDS.map(({ kind }) => read[kind] ?? 'all'),
  );
  const answer = check(snapshot, { from, to, port }, 'n1');
  if (isProblem(answer)) throw new Error(answer.problem);
  const { egress, ingress } = answer.pairs[0]?.flow?.verdict ?? {};
  const because = [egress, ingress].flatMap((side) => (side?.reason.kind === 'unknown' ? side.reason.because : []));
  return { decision: answer.decision, because: because.map(unknownText) };
}

describe('what is not readable is named, where it matters', () => {
  test('policies', () => {
    expect(answerTo({ NetworkPolicy: 'none' }, 'web', 'n2/job', 80)).toEqual({
      decision: 'unknown',
      because: [
        'networkpolicies.networking.k8s.io may not be listed; some may select the source (without them: allowed)',
        'networkpolicies.networking.k8s.io may not be listed; some may select the destination (without them: allowed)',
      ],
    });
    expect(answerTo({ NetworkPolicy: 'n1' }, 'n2/job', 'web', 80).because).toEqual([
      'networkpolicies.networking.k8s.io may not be listed outside namespace n1; some may select the source (without them: allowed)',
    ]);
    // What the destination denies, no policy of another namespace can allow.
    expect(answerTo({ NetworkPolicy: 'n1' }, 'n2/job', 'web', 90).decision).toBe('denied');
  });

  test('labels of namespaces; the name label is known without', () => {
    expect(answerTo({ Namespace: 'none' }, 'n2/job', 'web', 80)).toEqual({
      decision: 'unknown',
      because: ['namespaces may not be listed; policies ask for labels of namespace n2'],
    });
    expect(answerTo({ Namespace: 'none' }, 'n2/job', 'web', 81).decision).toBe('denied');
    expect(answerTo({ Namespace: 'none' }, 'n2/job', 'web', 82).decision).toBe('allowed');
    expect(answerTo({ Namespace: 'n1' }, 'web', 'n2/job', 1).decision).toBe('allowed');
  });

  test('pods behind addresses', () => {
    expect(answerTo({ Pod: 'n1' }, '10.0.0.2', 'web', 80)).toMatchObject({ decision: 'unknown' });
    expect(answerTo({ Pod: 'n1' }, '10.0.0.2', 'web', 80).because).toContain(
      'pods may not be listed outside namespace n1; 10.0.0.2 may be the address of a pod',
    );
    expect(answerTo({ Pod: 'n1' }, '10.0.0.2', 'web', 90).decision).toBe('denied');
  });

  test('and findings say what is missing', () => {
    const { diagnostics } = seen(OBJECTS, ['none', 'all', 'n1']);
    expect(
      diagnostics.filter(({ code }) => code === 'not-readable').map(({ message, remedy }) => `${message}; ${remedy}`),
    ).toEqual([
      'namespaces may not be listed: what they could change is unknown; grant get, list and watch on namespaces (docs/rbac.yaml)',
      'pods may not be listed outside namespace n1: what they could change is unknown; grant get, list and watch on pods (docs/rbac.yaml)',
    ]);
  });

  test('a listing of connections does not call allowed what may not be', () => {
    const rows = listConnections(seen(OBJECTS, ['all', 'all', 'all', 'none']), {});
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ allowed, partial }) => !isNoPort(allowed) || !isNoPort(partial))).toEqual([]);
  });
});
