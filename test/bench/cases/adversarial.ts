import { countAllPairs } from '../../../src/engine/reachability/all-pairs.ts';
import { compile } from '../../../src/engine/reachability/compiled.ts';
import type { Json } from '../../support/naive/objects.ts';
import { podAddress } from '../clusters/realistic.ts';
import { snapshotOf } from '../clusters/snapshot.ts';
import { type Figure, timed } from '../measure.ts';

const pod = (index: number, namespace: string): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `p${index}`, namespace, labels: { id: `p${index}` } },
  spec: { containers: [] },
  status: { phase: 'Running', podIP: podAddress(index) },
});

const policy = (name: string, namespace: string, spec: Json): Json => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

/** Every pod is told apart by a policy of its own, which lets in the one before it. */
function* singletons(pods: number, perNamespace: number): Generator<Json> {
  for (let index = 0; index < pods; index++) {
    const namespace = `n${Math.floor(index / perNamespace)}`;
    yield pod(index, namespace);
    yield policy(`p${index}`, namespace, {
      podSelector: { matchLabels: { id: `p${index}` } },
      ingress: [
        { from: [{ podSelector: { matchLabels: { id: `p${index - 1}` } } }], ports: [{ port: 1000 + (index % 5000) }] },
      ],
    });
  }
}

/** So many different blocks of addresses, none of which holds a pod, and pods that each may reach some of them. */
function* blocks(count: number): Generator<Json> {
  for (let index = 0; index < count; index++) {
    const namespace = `n${index % 50}`;
    if (index % 10 === 0) yield pod(index, namespace);
    const cidr = `${20 + (index >> 12)}.${(index >> 4) & 255}.${(index & 15) * 16}.0/${index % 3 === 0 ? 20 : 24}`;
    yield policy(`b${index}`, namespace, {
      podSelector: { matchLabels: { id: `p${index - (index % 10)}` } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr } }] }],
    });
  }
}

/** Clusters made to be hard. They must come to an end; how long it takes is said. */
export function adversarialCase(): readonly Figure[] {
  const clusters: readonly (readonly [string, Iterable<Json>])[] = [
    ['3,000 singletons in a namespace', singletons(3000, 3000)],
    ['24,000 pods, each a class of its own', singletons(24_000, 3000)],
    ['10,000 different blocks', blocks(10_000)],
  ];
  return clusters.flatMap(([name, objects]): Figure[] => {
    const snapshot = snapshotOf(objects);
    const compiling = timed(1, () => compile(snapshot));
    const counting = timed(1, () => countAllPairs(compiling.result));
    return [
      { name: `${name}: classes`, value: compiling.result.classes.length, unit: 'count' },
      { name: `${name}: compile`, value: compiling.times[0] ?? 0, unit: 'ms' },
      { name: `${name}: all pairs`, value: counting.times[0] ?? 0, unit: 'ms' },
      { name: `${name}: open pairs`, value: counting.result.total.open, unit: 'count' },
      { name: `${name}: heap`, value: process.memoryUsage().heapUsed / 1e6, unit: 'MB' },
    ];
  });
}
