import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import { connectionsBetween } from '../../src/engine/connections.ts';
import type { Effect, Effects } from '../../src/engine/difference-rows.ts';
import { differencesBetween } from '../../src/engine/differences.ts';
import { snapshotAfter } from '../../src/engine/fix/edit.ts';
import { isRecipeProblem, type RecipeName, readRecipe } from '../../src/engine/fix/read-recipe.ts';
import { fromRecipe, type RecipeAnswer } from '../../src/engine/fix/recipes.ts';
import { removalInSteps } from '../../src/engine/fix/removal.ts';
import { finished } from '../../src/engine/in-steps.ts';
import type { ListEnd } from '../../src/engine/list.ts';
import type { Endpoint } from '../../src/model/endpoints.ts';
import { intersectSets, isNoPort, NO_PORTS, subtractSets } from '../../src/model/ports.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { effectText } from '../../src/present/fix-text.ts';
import { UNICODE } from '../../src/present/glyphs.ts';
import { policyObject } from '../../src/present/policy-yaml.ts';
import type { Json } from '../support/naive/objects.ts';
import { randomScenario } from '../support/random-cluster.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';

const CLUSTER = `
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: data } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: kube-system } }
---
${[
  ['shop', 'web', 'app: web', '10.0.0.1'],
  ['shop', 'cart', 'app: cart', '10.0.0.2'],
  ['data', 'db', 'app: db', '10.0.0.3'],
  ['kube-system', 'coredns', 'k8s-app: kube-dns', '10.0.0.4'],
]
  .map(
    ([namespace, name, label, ip]) =>
      `{ apiVersion: v1, kind: Pod, metadata: { name: ${name}, namespace: ${namespace}, labels: { ${label} } }, spec: { containers: [{ name: c, ports: [{ name: main, containerPort: 8053 }] }] }, status: { phase: Running, podIP: ${ip} } }`,
  )
  .join('\n---\n')}
---
{ apiVersion: v1, kind: Service, metadata: { name: kube-dns, namespace: kube-system }, spec: { clusterIP: 10.96.0.10, selector: { k8s-app: kube-dns }, ports: [{ name: dns, port: 53, protocol: UDP, targetPort: 8053 }] } }
`;

interface Asked {
  readonly of: string;
  readonly peer?: string;
  readonly ports?: readonly string[];
}

function made(name: RecipeName, { of, peer, ports = [] }: Asked, snapshot = snapshotFromYaml(CLUSTER)): RecipeAnswer {
  const read = readRecipe(snapshot, { name, of, peer, ports }, 'default');
  if (isRecipeProblem(read)) throw new Error(read.problem);
  const answer = fromRecipe(snapshot, read.selection, read.recipe);
  if (answer === undefined) throw new Error('not nameable');
  return answer;
}

function specOf(answer: RecipeAnswer): unknown {
  return JSON.parse(JSON.stringify(policyObject(answer.change.after)))['spec'];
}

describe('recipes', () => {
  test('deny by default, in one direction or both, for all pods of a namespace or those of a workload', () => {
    expect(specOf(made('default-deny', { of: 'shop' }))).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
    expect(specOf(made('default-deny-egress', { of: 'shop/web' }))).toEqual({
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Egress'],
    });
    expect(made('default-deny-ingress', { of: 'shop' }).effects.closed.length).toBeGreaterThan(0);
  });

  test('DNS is asked at the port of the pods, over both protocols, whatever the Service says', () => {
    const answer = made('allow-dns', { of: 'shop' });
    expect(specOf(answer)).toMatchObject({
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
          ports: [
            { protocol: 'UDP', port: 8053 },
            { protocol: 'TCP', port: 8053 },
          ],
        },
      ],
    });
    const after = snapshotAfter(snapshotFromYaml(CLUSTER), [answer.change]);
    expect(answerTo(after, { from: 'shop/web', to: 'kube-system/svc/kube-dns:53' }).decision).toBe('allowed');
    expect(answerTo(after, { from: 'shop/web', to: 'data/db:80' }).decision).toBe('denied');
  });

  test('peers: the same namespace, another one, a client, addresses', () => {
    expect(specOf(made('allow-same-namespace', { of: 'shop' }))).toMatchObject({
      ingress: [{ from: [{ podSelector: {} }] }],
    });
    expect(specOf(made('allow-namespace', { of: 'data', peer: 'shop', ports: ['main'] }))).toMatchObject({
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }],
          ports: [{ protocol: 'TCP', port: 'main' }],
        },
      ],
    });
    const client = made('allow-client', { of: 'data/db', peer: 'shop/cart', ports: ['8053', '9000-9010/UDP'] });
    const after = snapshotAfter(snapshotFromYaml(CLUSTER), [client.change]);
    expect(answerTo(after, { from: 'shop/cart', to: 'data/db:8053' }).decision).toBe('allowed');
    expect(answerTo(after, { from: 'shop/cart', to: 'data/db:9005/UDP' }).decision).toBe('allowed');
    expect(answerTo(after, { from: 'shop/web', to: 'data/db:8053' }).decision).toBe('denied');
    expect(specOf(made('allow-range', { of: 'shop/web', peer: '203.0.113.0/24,2001:db8::1' }))).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }, { ipBlock: { cidr: '2001:db8::1/128' } }] }],
    });
  });

  test('a name that is taken gets a number', () => {
    const first = made('default-deny-ingress', { of: 'shop' });
    const after = snapshotAfter(snapshotFromYaml(CLUSTER), [first.change]);
    expect(made('default-deny-ingress', { of: 'shop' }, after).change.after.ref.name).toBe('default-deny-ingress-2');
  });

  test.each([
    ['allow-client', { of: 'data/db' }, 'peer-missing'],
    ['allow-dns', { of: 'shop', peer: 'data' }, 'peer-unwanted'],
    ['allow-namespace', { of: 'shop', peer: 'nowhere' }, 'namespace'],
    ['allow-range', { of: 'shop', peer: '10.0.0.0/8,x' }, 'range'],
    ['allow-same-namespace', { of: 'shop', ports: ['99999'] }, 'port'],
    ['default-deny', { of: 'shop/nobody' }, 'endpoint'],
    ['default-deny', { of: 'external' }, 'no-pods'],
  ] as const)('%s of %j: %s', (name, asked: Asked, problem) => {
    const { of, peer, ports = [] } = asked;
    expect(readRecipe(snapshotFromYaml(CLUSTER), { name, of, peer, ports }, 'default')).toMatchObject({ problem });
  });
});

function snapshotOf(objects: readonly Json[]): Snapshot {
  const events = objects.map((value): ObjectEvent => {
    return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
  });
  return applyEvents(emptySnapshot(), events);
}

type States = readonly [before: Snapshot, after: Snapshot];

function texts({ opened, closed }: Effects): readonly (readonly string[])[] {
  return [opened, closed].map((effects) => effects.map((effect) => effectText(effect, UNICODE)).sort());
}

/**
 * What is in doubt. Of two clusters that is also what is unknown in both for different reasons; of a change to one cluster it is not,
 * for it stays as unknown as it was.
 */
function doubts(effects: Effects, states: States): readonly string[] {
  return effects.inDoubt
    .filter((effect) => !staysUnknown(effect, states))
    .map((effect) => effectText(effect, UNICODE))
    .sort();
}

function staysUnknown({ from, to, ports }: Effect, states: States): boolean {
  const pairs = endsOf(from, states[0]).flatMap((source) =>
    endsOf(to, states[0]).map((destination) => ({ source, destination })),
  );
  return pairs.every(({ source, destination }) => {
    if (source.kind === 'pod' && destination.kind === 'pod' && source.pod === destination.pod) return true;
    const [was, is] = states.map((state) => connectionsBetween(state, source, destination, 'replica').unknown);
    const concerned = subtractSets(ports, intersectSets(was ?? NO_PORTS, is ?? NO_PORTS));
    return isNoPort(concerned);
  });
}

function endsOf(end: ListEnd, { pods }: Snapshot): readonly Endpoint[] {
  if (end.kind === 'outside') return end.ranges.map((range) => ({ kind: 'range', range }));
  return end.workload.podKeys.flatMap((key) => {
    const pod = pods.get(key);
    return pod === undefined ? [] : [{ kind: 'pod' as const, pod }];
  });
}

const NAMES = ['default-deny', 'default-deny-ingress', 'allow-dns', 'allow-same-namespace', 'allow-range'] as const;

// Nothing keeps a node from the pods on it: it goes on reaching those, and no others.
test('what a recipe changes for pods on the network of their nodes hangs on where others run', () => {
  const pod = (name: string, owner: string, node: string, more: string) => `
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: ${owner}, name: ${name}, ownerReferences: [{ apiVersion: apps/v1, kind: DaemonSet, name: ${owner}, controller: true }] }, spec: { nodeName: ${node}, ${more} containers: [] }, status: { phase: Running, podIP: 10.0.0.${name.length} } }`;
  const snapshot = snapshotFromYaml(
    pod('a', 'agent', 'n1', 'hostNetwork: true,') +
      ['n1', 'n22'].map((node) => pod(`web-${node}`, 'web', node, '')).join(''),
  );
  const { effects, change } = made('default-deny-ingress', { of: 'web' }, snapshot);
  const fromAgents = effects.closed.filter(({ from }) => from.kind === 'workload' && from.workload.name === 'agent');
  expect(fromAgents.map(({ everyPod }) => everyPod)).toEqual([false]);
  expect(texts(effects)).toEqual(texts(differencesBetween(snapshot, snapshotAfter(snapshot, [change]))));
});

describe('in random clusters', () => {
  test('what a recipe, or a removal, is said to change is the difference of both states as a whole', () => {
    let effects = 0;
    const property = fc.property(randomScenario(1), fc.nat(), ({ objects }, pick) => {
      const snapshot = snapshotOf(objects);
      const namespaces = [...snapshot.namespaces.keys()];
      const of = namespaces[pick % namespaces.length];
      const name = NAMES[pick % NAMES.length];
      if (of === undefined || name === undefined) return;
      const answer = made(name, { of, ...(name === 'allow-range' ? { peer: '10.0.0.0/29' } : {}) }, snapshot);
      const after = snapshotAfter(snapshot, [answer.change]);
      const whole = differencesBetween(snapshot, after);
      expect(texts(answer.effects)).toEqual(texts(whole));
      expect(doubts(answer.effects, [snapshot, after])).toEqual(doubts(whole, [snapshot, after]));
      effects += answer.effects.opened.length + answer.effects.closed.length;
      const policy = snapshot.policies.find(({ ref }) => ref.kind === 'NetworkPolicy');
      if (policy === undefined) return;
      const without = { ...snapshot, policies: snapshot.policies.filter((other) => other !== policy) };
      const removal = finished(removalInSteps(snapshot, policy));
      const wholeWithout = differencesBetween(snapshot, without);
      expect(texts(removal)).toEqual(texts(wholeWithout));
      expect(doubts(removal, [snapshot, without])).toEqual(doubts(wholeWithout, [snapshot, without]));
    });
    fc.assert(property, { seed: 7, numRuns: 40 });
    expect(effects).toBeGreaterThan(40);
  });
});
