import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createInterner } from '../../src/kinds/interner.ts';
import { partsRead } from '../../src/kinds/parts-read.ts';
import { reduceObject } from '../../src/kinds/reduce-object.ts';
import { kindOf } from '../../src/kinds/registry.ts';
import type { Origin } from '../../src/model/raw-object.ts';
import { createSkimmer, skimJson } from '../../src/sources/skim-json.ts';

const ORIGIN: Origin = { kind: 'cluster', context: 'test' };

type Json = { readonly [key: string]: unknown };

/** A value as the schema has it, or now and then anything else. */
function or<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  const other = fc.constantFrom<unknown>(null, 'text', 7, true, [], {}, [null], ['x'], { x: 1 });
  return fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: other });
}

function object(fields: { readonly [key: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<unknown> {
  const entries = Object.entries(fields).map(([key, value]) => [key, or(value)] as const);
  return or(fc.record(Object.fromEntries(entries), { requiredKeys: [] }));
}

const list = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => or(fc.array(item, { maxLength: 3 }));
const text = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const TIME = text('2026-11-26T01:02:03Z', 'yesterday');

const META = object({
  name: text('web-0', 'web-1', 'Web', 'a/b', '', 'é'),
  generateName: text('web-'),
  namespace: text('shop', 'kube-system', 'Shop'),
  labels: object({ app: text('web'), 'pod-template-hash': text('abc', 'é') }),
  annotations: object({ 'netpol-tui.dev/ignore': text('x'), note: text('y') }),
  ownerReferences: list(
    object({
      apiVersion: text('apps/v1'),
      kind: text('ReplicaSet', 'DaemonSet', 'Job', 'Node'),
      name: text('web-abc', 'cilium', 'aws-node', 'kindnet'),
      controller: fc.boolean(),
      uid: text('u'),
    }),
  ),
  creationTimestamp: TIME,
  deletionTimestamp: TIME,
  generation: fc.constantFrom(1, 2.5),
  managedFields: list(
    object({
      manager: text('kubelet', 'argocd'),
      operation: text('Apply', 'Update'),
      time: TIME,
      subresource: text('', 'status'),
      fieldsV1: object({ 'f:metadata': object({ 'k:{"a":1}': fc.constant({}) }) }),
    }),
  ),
});

const CONTAINER = object({
  name: text('main', 'aws-eks-nodeagent'),
  image: text('image'),
  args: fc.constantFrom(['--enable-network-policy=false'], ['x']),
  env: list(object({ name: text('NETWORK_POLICY_ENFORCING_MODE'), value: text('strict') })),
  ports: list(
    object({ name: text('http', ''), containerPort: fc.constantFrom(80, 0, 8080), protocol: text('TCP', 'UDP', 'X') }),
  ),
  restartPolicy: text('Always'),
});

const SPEC = object({
  hostNetwork: fc.boolean(),
  nodeName: text('node-1', ''),
  containers: list(CONTAINER),
  initContainers: list(CONTAINER),
  volumes: list(object({ name: text('v') })),
});

const STATUS = object({
  phase: text('Running', 'Pending', 'Succeeded', ''),
  podIP: text('10.0.0.1', '::1', 'x'),
  podIPs: list(object({ ip: text('10.0.0.1', 'fd00::1', '010.0.0.1') })),
  conditions: list(object({ type: text('Ready', 'PodScheduled'), status: text('True', 'False'), reason: text('r') })),
  desiredNumberScheduled: fc.constant(3),
  numberReady: fc.constant(1),
});

const named = (apiVersion: string, kind: string) => ({ apiVersion: fc.constant(apiVersion), kind: fc.constant(kind) });
const WORKLOAD = {
  metadata: META,
  spec: object({ replicas: fc.constant(1), template: object({ metadata: META, spec: SPEC }) }),
  status: STATUS,
};

const OBJECT = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ...named('v1', 'Pod'), metadata: META, spec: SPEC, status: STATUS }) },
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) =>
    fc.record({ ...named('apps/v1', kind), ...WORKLOAD }),
  ),
  fc.record({ ...named('batch/v1', 'Job'), ...WORKLOAD }),
  fc.record({
    ...named('discovery.k8s.io/v1', 'EndpointSlice'),
    metadata: META,
    addressType: text('IPv4', 'FQDN'),
    endpoints: list(
      object({
        addresses: list(text('10.0.0.1')),
        conditions: object({ ready: fc.boolean() }),
        targetRef: object({ kind: text('Pod'), namespace: text('shop'), name: text('web-0'), uid: text('u') }),
        nodeName: text('node-1'),
        zone: text('a'),
      }),
    ),
    ports: list(object({ name: text('http'), port: fc.constant(80), protocol: text('TCP') })),
  }),
);

function decoded(value: Json): unknown {
  const kind = kindOf({ apiVersion: String(value['apiVersion']), kind: String(value['kind']) });
  const id = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-0' };
  return kind?.decode(
    { value, origin: ORIGIN, duplicateKeys: [] },
    { id, key: 'shop/web-0', interner: createInterner() },
  );
}

describe('the parts that are read of an object', () => {
  test('say what the whole says', () => {
    const skimmer = createSkimmer(partsRead);
    let skimmed = 0;
    fc.assert(
      fc.property(OBJECT, (value) => {
        const bytes = Buffer.from(JSON.stringify(value));
        const parts = skimJson(skimmer, bytes, 0, undefined);
        if (parts === undefined) return;
        skimmed += 1;
        expect(decoded(parts)).toEqual(decoded(value));
        // Snapshot files are made of the parts.
        expect(decoded(reduceObject(parts) ?? {})).toEqual(decoded(reduceObject(value) ?? {}));
      }),
      { seed: 20261126, numRuns: 2_000 },
    );
    expect(skimmed).toBeGreaterThan(1_500);
  });

  test('are few', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web',
        annotations: { note: 'x' },
        managedFields: [{ manager: 'a', fieldsV1: { 'f:spec': {} } }],
      },
      spec: { containers: [{ image: 'image', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: 'b' }] }] },
      status: { phase: 'Running', hostIP: '10.0.0.1' },
    };
    const bytes = Buffer.from(JSON.stringify(pod));
    expect(skimJson(createSkimmer(partsRead), bytes, 0, undefined)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', annotations: {}, managedFields: [{ manager: 'a' }] },
      spec: { containers: [{ ports: [{ containerPort: 80 }] }] },
      status: { phase: 'Running' },
    });
  });
});
