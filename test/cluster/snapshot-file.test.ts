import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../../src/cluster/fold.ts';
import { createRedactor } from '../../src/cluster/redact.ts';
import { createCapture, type SnapshotContents, snapshotText } from '../../src/cluster/snapshot-file.ts';
import { check, isProblem } from '../../src/engine/check.ts';
import type { Gap } from '../../src/model/gaps.ts';
import { type NetworkPlugin, NO_PLUGIN_SEEN } from '../../src/model/network-plugin.ts';
import type { Protocol } from '../../src/model/ports.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import type { Json } from '../support/naive/objects.ts';
import type { NaiveEnd, NaiveQuery } from '../support/naive/verdict.ts';
import { randomCluster, randomScenario } from '../support/random-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

const FACTS = { program: '1.2.3', taken: '2031-02-03T04:05:06Z', source: 'context prod' };

/** The same coin for the same text, as redaction needs it. */
function chanceOf(seed: number) {
  const hash = (text: string): number => {
    let value = seed | 1;
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16_777_619) >>> 0;
    value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0;
    return (value ^ (value >>> 12)) >>> 0;
  };
  let calls = 0;
  return { below: (limit: number) => hash(`${calls++}`) % limit, coin: (text: string) => hash(text) % 2 === 1 };
}

function eventsOf(objects: readonly Json[]): readonly ObjectEvent[] {
  return objects.map((value): ObjectEvent => {
    return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
  });
}

function snapshotOf(events: readonly ObjectEvent[]): Snapshot {
  const folder = createFolder();
  folder.apply(events);
  return folder.snapshot();
}

function written(objects: readonly Json[], more: Partial<SnapshotContents> = {}): string {
  const capture = createCapture();
  capture.add(eventsOf(objects));
  return snapshotText({ facts: FACTS, objects: capture.objects(), gaps: [], plugin: NO_PLUGIN_SEEN, ...more });
}

function opened(text: string): Snapshot {
  const { events, diagnostics } = readManifestText(text, 'snapshot.json');
  expect(diagnostics).toEqual([]);
  return snapshotOf(events);
}

/** Everything known, without where it stands. */
function meaning(snapshot: Snapshot): unknown {
  const { namespaces, pods, nodes, services, workloads, policies, refused, foreign, gaps } = snapshot;
  const all = {
    namespaces,
    pods,
    nodes,
    services,
    workloads,
    policies,
    refused: refused.map(({ id }) => id),
    foreign,
    gaps,
  };
  return JSON.parse(
    JSON.stringify(all, (key, value: unknown) => {
      if (key === 'origin') return undefined;
      if (value instanceof Map) return [...value];
      return typeof value === 'bigint' ? String(value) : value;
    }),
  );
}

function endText(end: NaiveEnd, name = (text: string) => text, address = name): string {
  if ('pod' in end) return end.pod.split('/').map(name).join('/');
  return 'node' in end ? `node/${name(end.node)}` : address(end.address);
}

function verdict(snapshot: Snapshot, { protocol, port }: NaiveQuery, from: string, to: string): string {
  const answer = check(snapshot, { from, to, port, protocol: protocol as Protocol }, 'default');
  return isProblem(answer) ? answer.problem : answer.decision;
}

describe('a snapshot file', () => {
  test.each([
    ['NetworkPolicies', randomCluster],
    ['tiers', randomTieredCluster],
  ])('is read again as what it was written from, object for object: %s', (_, cluster) => {
    const property = fc.property(cluster, (objects) => {
      expect(meaning(opened(written(objects)))).toEqual(meaning(snapshotOf(eventsOf(objects))));
    });
    fc.assert(property, { seed: 7, numRuns: 15 });
  });

  test.each([
    ['NetworkPolicies', randomCluster],
    ['tiers', randomTieredCluster],
  ])('redacted gives every question the same verdict: %s', (_, cluster) => {
    const verdicts = new Set<string>();
    const property = fc.property(randomScenario(25, 10, cluster), fc.nat(), ({ objects, queries }, seed) => {
      const capture = createCapture();
      capture.add(eventsOf(objects));
      const [plain, hidden] = [snapshotOf(eventsOf(objects)), opened(written(objects, { redact: chanceOf(seed) }))];
      // Names are given in the order they are met.
      const own = createRedactor(capture.objects(), chanceOf(seed));
      capture.objects().forEach(own.object);
      for (const query of queries) {
        const { source, destination } = query;
        const was = verdict(plain, query, endText(source), endText(destination));
        const is = verdict(
          hidden,
          query,
          endText(source, own.name, own.address),
          endText(destination, own.name, own.address),
        );
        verdicts.add(was);
        expect(`${JSON.stringify(query)} ${is}`).toBe(`${JSON.stringify(query)} ${was}`);
      }
    });
    fc.assert(property, { seed: 8, numRuns: 15 });
    expect([...verdicts]).toEqual(expect.arrayContaining(['allowed', 'denied']));
  });

  const SECRET = 'swordfish';
  const POD = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-5d9c-x',
      namespace: 'acme-prod',
      labels: { app: 'acme-shop', 'pod-template-hash': '5d9c' },
      annotations: { token: SECRET },
      managedFields: [{ manager: 'alice', operation: 'Update', time: '2031-01-01T00:00:00Z', fieldsV1: { x: SECRET } }],
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d9c', controller: true, uid: SECRET }],
    },
    spec: {
      nodeName: 'ip-10-0-0-1.acme.internal',
      containers: [
        {
          name: 'c',
          image: SECRET,
          env: [{ name: 'A', value: SECRET }],
          ports: [{ name: 'acme-api', containerPort: 80 }],
        },
      ],
      volumes: [{ name: SECRET }],
    },
    status: { phase: 'Running', podIPs: [{ ip: '10.1.2.3' }], message: SECRET },
  };
  const POLICY = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: 'acme-policy',
      namespace: 'acme-prod',
      annotations: { 'netpol-tui.dev/ignore': 'open-to-internet: acme says so' },
    },
    spec: {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['acme-shop'] }] },
      ingress: [
        {
          from: [
            { ipBlock: { cidr: '10.1.0.0/16', except: ['10.1.2.0/24'] } },
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'acme-prod' } } },
          ],
          ports: [{ port: 'acme-api' }],
        },
      ],
    },
  };
  const DNS = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: 'kube-system' },
    spec: {
      clusterIP: '10.96.0.10',
      selector: { 'k8s-app': 'kube-dns' },
      ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
    },
  };
  const CONFIG = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: SECRET } };

  test('holds nothing but what is read', () => {
    const text = written([POD, POLICY, DNS, CONFIG]);
    expect(text).not.toContain(SECRET);
    expect(text).toContain('"acme-shop"');
    expect(text).toContain('"manager":"alice"');
  });

  test('redacted holds no name, label value or address of its own, and still what DNS is known by', () => {
    const text = written([POD, POLICY, DNS], { redact: chanceOf(3) });
    expect(text).not.toMatch(/acme|alice|web|5d9c|10\.1\.2|ip-10|says so/);
    for (const word of ['kube-dns', 'kube-system', 'open-to-internet']) expect(text).toContain(word);
    const snapshot = opened(text);
    const [pod] = snapshot.pods.values();
    const [policy] = snapshot.policies;
    // The owner's owner is told by the ending of its name, which stays one.
    expect(pod?.workload.kind).toBe('Deployment');
    expect(policy?.subject.pods.requirements).toMatchObject([{ key: 'app', values: [pod?.labels.get('app')] }]);
    expect(policy?.rules[0]?.ports).toMatchObject([{ kind: 'named', name: pod?.ports[0]?.name }]);
  });

  test('carries what was not read', () => {
    const gap: Gap = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      resource: 'networkpolicies.networking.k8s.io',
      exceptIn: 'acme-prod',
      why: 'refused',
    };
    const snapshot = opened(written([POD, POLICY], { gaps: [gap] }));
    expect(snapshot.gaps).toEqual([gap]);
    expect(snapshot.foreign.map(({ unread }) => unread?.gap)).toEqual([gap]);
    expect(snapshot.diagnostics.map(({ code }) => code)).toContain('not-readable');
    const hidden = opened(written([POD, POLICY], { gaps: [gap], redact: chanceOf(1) }));
    expect(hidden.gaps[0]?.exceptIn).toBe([...hidden.pods.values()][0]?.namespace);
  });

  test('carries whether policies are enforced', () => {
    const plugin: NetworkPlugin = {
      name: 'flannel',
      enforces: 'no',
      traits: ['first-port-only'],
      evidence: ['DaemonSet acme/flannel'],
    };
    expect(opened(written([POD], { plugin })).plugin).toEqual(plugin);
    const hidden = written([POD], { plugin, redact: chanceOf(1) });
    expect(hidden).not.toContain('acme');
    expect(opened(hidden).plugin).toMatchObject({ name: 'flannel', enforces: 'no' });
  });

  test('of another version is an error that says so', () => {
    const text = written([POD]).replace('"apiVersion":"netpol-tui.dev/v1"', '"apiVersion":"netpol-tui.dev/v7"');
    const { events } = readManifestText(text, 'snapshot.json');
    expect(snapshotOf(events).diagnostics).toMatchObject([
      { code: 'unsupported-version', severity: 'error', position: { file: 'snapshot.json', line: 2 } },
      { code: 'implied-namespace' },
    ]);
  });
});
