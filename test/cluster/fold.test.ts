import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvents, createFolder, emptySnapshot } from '../../src/cluster/fold.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { idOfPod, namespace, pod, policy, remove, set, watched, workload } from './objects.ts';

const SEED = 42;

function snapshotOf(...events: readonly ObjectEvent[]): Snapshot {
  return applyEvents(emptySnapshot(), events);
}

function codes(snapshot: Snapshot): readonly string[] {
  return snapshot.diagnostics.map(({ code }) => code);
}

describe('a snapshot', () => {
  it('is empty to begin with', () => {
    expect(emptySnapshot()).toMatchObject({
      namespaces: new Map(),
      pods: { size: 0 },
      nodes: new Map(),
      services: { size: 0 },
      workloads: { size: 0 },
      policies: [],
      refused: [],
      ignoredKinds: new Map(),
      diagnostics: [],
    });
  });

  it('stays as it is when events are applied to it', () => {
    const before = snapshotOf(set(namespace('shop')), set(pod({ name: 'a', namespace: 'shop' })));
    const after = applyEvents(before, [remove(idOfPod('shop/a')), set(pod({ name: 'b', namespace: 'shop' }))]);
    expect([...before.pods.keys()]).toEqual(['shop/a']);
    expect([...after.pods.keys()]).toEqual(['shop/b']);
    expect([...after.workloads.keys()]).toEqual(['shop/Pod/b']);
  });

  it('stays as it is when the folder that made it goes on', () => {
    const folder = createFolder();
    folder.apply([set(pod({ name: 'a' }))]);
    const first = folder.snapshot();
    folder.apply([set(pod({ name: 'b' })), remove(idOfPod('default/a'))]);
    folder.addDiagnostics([{ code: 'unreadable', severity: 'error', message: 'x' }]);
    expect([...first.pods.keys()]).toEqual(['default/a']);
    expect(codes(first)).toEqual(['implied-namespace']);
    expect([...applyEvents(first, []).pods.keys()]).toEqual(['default/a']);
    expect([...folder.snapshot().pods.keys()]).toEqual(['default/b']);
    expect(codes(folder.snapshot())).toEqual(['unreadable', 'implied-namespace']);
  });

  it('shares what did not change', () => {
    const owner = ['ReplicaSet', 'web-5d4'] as const;
    const labels = { 'pod-template-hash': '5d4' };
    const before = snapshotOf(set(pod({ name: 'a', labels, owner })), set(pod({ name: 'b', labels, owner })));
    const withPolicy = applyEvents(before, [set(policy({ name: 'p' }))]);
    expect(withPolicy.pods).toBe(before.pods);
    expect(withPolicy.workloads).toBe(before.workloads);
    const withPod = applyEvents(before, [set(pod({ name: 'c', labels, owner }))]);
    expect(withPod.pods.get('default/a')).toBe(before.pods.get('default/a'));
    expect(withPod.pods.get('default/a')?.labels).toBe(before.pods.get('default/b')?.labels);
  });

  it('is the same one after an event that says nothing new, and another after one that does', () => {
    const before = snapshotOf(watched(pod({ name: 'a' })), watched(workload('Deployment', { name: 'web' })));
    const again = [watched(pod({ name: 'a' })), watched(workload('Deployment', { name: 'web' }))];
    expect(applyEvents(before, again)).toBe(before);
    const pending = applyEvents(before, [watched(pod({ name: 'a' }, 'Pending'))]);
    expect(pending.pods.get('default/a')?.status).toBe('Pending');
    const labelled = applyEvents(before, [watched(workload('Deployment', { name: 'web', labels: { v: '2' } }))]);
    expect(labelled.pods.get('default/Deployment/web')?.labels.get('v')).toBe('2');
  });

  it('keeps the default namespace it was begun with', () => {
    const folder = createFolder({ defaultNamespace: 'mine' });
    folder.apply([set(pod({ name: 'a' }))]);
    const later = applyEvents(folder.snapshot(), [set(pod({ name: 'b' })), remove(idOfPod('/a'))]);
    expect([...later.pods.keys()]).toEqual(['mine/b']);
    expect([...applyEvents(emptySnapshot(), [set(pod({ name: 'a' }))], { defaultNamespace: 'x' }).pods.keys()]).toEqual(
      ['x/a'],
    );
  });

  it('can only be changed where it was made', () => {
    expect(() => applyEvents({ ...emptySnapshot() }, [])).toThrow('not made by a folder');
  });
});

describe('policies', () => {
  it('stand in order of evaluation, whatever the order they were read in', () => {
    const names = [
      ['b', 'z'],
      ['a', 'y'],
      ['b', 'a'],
    ] as const;
    const snapshot = snapshotOf(
      ...names.map(([namespace, name], line) => set(policy({ namespace, name }), 'a.yaml', line + 1)),
    );
    expect(snapshot.policies.map(({ ref }) => `${ref.namespace}/${ref.name}`)).toEqual(['a/y', 'b/a', 'b/z']);
  });

  it('that are refused are listed, until they are put right', () => {
    const bad = snapshotOf(
      set(namespace('default')),
      set(policy({ name: 'p' }, { policyTypes: ['ingress'] }), 'a.yaml', 2),
    );
    expect(bad.policies).toEqual([]);
    expect(bad.refused).toEqual([{ id: expect.objectContaining({ name: 'p' }), diagnostics: bad.diagnostics }]);
    const good = applyEvents(bad, [set(policy({ name: 'p' }, { policyTypes: ['Ingress'] }), 'a.yaml', 2)]);
    expect(good.policies).toHaveLength(1);
    expect([good.refused, good.diagnostics]).toEqual([[], []]);
  });

  it('with invalid selector values are kept when the cluster has them', () => {
    const spec = { podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b c'] }] } };
    const stored = snapshotOf(watched(policy({ name: 'p' }, spec)));
    expect(stored.policies).toHaveLength(1);
    expect(stored.diagnostics[0]).toMatchObject({ code: 'invalid-value', severity: 'warning' });
    expect(snapshotOf(set(policy({ name: 'p' }, spec))).policies).toEqual([]);
  });
});

describe('objects written more than once', () => {
  const older = policy({ name: 'p' }, { policyTypes: ['Ingress'] });
  const newer = policy({ name: 'p' }, { policyTypes: ['Egress'] });

  it('count as read last, and both places are named', () => {
    const snapshot = snapshotOf(set(namespace('default')), set(older, 'a.yaml', 3), set(newer, 'b.yaml', 7));
    expect(snapshot.policies.map(({ isolates }) => isolates)).toEqual([['egress']]);
    expect(snapshot.diagnostics).toEqual([
      expect.objectContaining({
        code: 'duplicate-object',
        severity: 'warning',
        message: expect.stringMatching(
          /NetworkPolicy default\/p .*a\.yaml:3 and b\.yaml:7; the last one read, b\.yaml:7, counts/,
        ),
        position: { file: 'b.yaml', line: 7, column: 1 },
      }),
    ]);
  });

  it('name every place, and are a mere note when all say the same', () => {
    const different = snapshotOf(set(older, 'a.yaml'), set(newer, 'b.yaml'), set(newer, 'c.yaml'));
    expect(different.diagnostics[0]).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('a.yaml:1, b.yaml:1 and c.yaml:1'),
    });
    expect(snapshotOf(set(older, 'a.yaml'), set(older, 'b.yaml')).diagnostics[0]).toMatchObject({ severity: 'info' });
    const pods = snapshotOf(set(pod({ name: 'a' }), 'a.yaml'), set(pod({ name: 'a' }), 'b.yaml'));
    expect(pods.diagnostics[0]).toMatchObject({ code: 'duplicate-object', severity: 'info' });
  });

  it('are no duplicates when read again from the same place, by a watch, or laid over a cluster', () => {
    expect(codes(snapshotOf(set(older, 'a.yaml', 3), set(newer, 'a.yaml', 3)))).toEqual(['implied-namespace']);
    expect(codes(snapshotOf(watched(older), watched(newer)))).toEqual(['implied-namespace']);
    expect(codes(snapshotOf(watched(older), set(newer)))).toEqual(['implied-namespace']);
  });

  it('are counted once among kinds that are not understood', () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };
    const snapshot = snapshotOf(set(secret, 'a.yaml'), set(secret, 'b.yaml'));
    expect([...snapshot.ignoredKinds]).toEqual([['v1 Secret', 1]]);
    const id = { apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'a' };
    expect(applyEvents(snapshot, [remove(id)]).ignoredKinds.size).toBe(0);
  });
});

describe('namespaces', () => {
  it('are implied by what stands in them, and say what that means', () => {
    const { namespaces, diagnostics } = snapshotOf(
      set(pod({ name: 'a', namespace: 'shop' }), 'a.yaml', 4),
      set(policy({ name: 'p', namespace: 'shop' })),
    );
    expect(namespaces.get('shop')).toEqual({
      name: 'shop',
      labels: new Map([['kubernetes.io/metadata.name', 'shop']]),
      declared: false,
      origin: { kind: 'implied', by: 'Pod shop/a' },
    });
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'implied-namespace',
        severity: 'info',
        position: { file: 'a.yaml', line: 4, column: 1 },
      }),
    ]);
    expect(diagnostics[0]?.message).toContain('namespaceSelector');
  });

  it.each([
    [policy({ name: 'p', namespace: 'shop' })],
    [workload('Deployment', { name: 'd', namespace: 'shop' })],
    [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'shop' } }],
  ])('are implied by policies, workloads and Services too', (value) => {
    expect([...snapshotOf(set(value)).namespaces.keys()]).toEqual(['shop']);
  });

  it('are not implied any more once they are declared, and again when that is taken back', () => {
    const implied = snapshotOf(set(pod({ name: 'a', namespace: 'shop' })));
    const declared = applyEvents(implied, [set(namespace('shop', { team: 'x' }), 'ns.yaml')]);
    expect(declared.namespaces.get('shop')).toMatchObject({ declared: true });
    expect(declared.diagnostics).toEqual([]);
    const again = applyEvents(declared, [remove({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'shop' })]);
    expect(again.namespaces.get('shop')?.declared).toBe(false);
  });

  it('are not implied by what no server accepts or nobody understands', () => {
    const bad = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop', labels: { a: 1 } } };
    const other = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'other' } };
    expect(snapshotOf(set(bad), set(other)).namespaces.size).toBe(0);
  });
});

describe('incremental and from scratch', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const where = fc.constantFrom('x', 'y');
  const value = fc.oneof(
    fc
      .tuple(name, where, fc.constantFrom('Running', 'Succeeded', 'Pending'), fc.constantFrom(undefined, 'a', 'b'))
      .map(([name, namespace, phase, owner]) =>
        pod(
          {
            name,
            namespace,
            labels: { 'pod-template-hash': '1' },
            ...(owner === undefined ? {} : { owner: ['ReplicaSet', `${owner}-1`] as const }),
          },
          phase,
        ),
      ),
    fc.tuple(name, where).map(([name, namespace]) => workload('Deployment', { name, namespace })),
    fc
      .tuple(name, where)
      .map(([name, namespace]) =>
        workload('ReplicaSet', { name: `${name}-1`, namespace, owner: ['Deployment', name] }),
      ),
    where.map((name) => namespace(name, { team: 'x' })),
    fc
      .tuple(name, where, fc.constantFrom('Ingress', 'Egress', 'bad'))
      .map(([name, namespace, type]) => policy({ name, namespace }, { policyTypes: [type] })),
    fc
      .tuple(name, where)
      .map(([name, namespace]) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } })),
    fc.tuple(name, where, fc.constantFrom('a', 'b')).map(([name, namespace, app]) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app } },
    })),
    fc.tuple(name, where, name).map(([name, namespace, service]) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace, labels: { 'kubernetes.io/service-name': service } },
      addressType: 'IPv4',
      endpoints: [],
    })),
    fc.tuple(name, fc.constantFrom('a', 'b')).map(([name, zone]) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { zone } },
    })),
    fc.tuple(name, fc.constantFrom(1, 2, 3)).map(([name, priority]) => ({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name },
      spec: { priority, subject: { namespaces: {} } },
    })),
    fc.tuple(name, where).map(([name, namespace]) => ({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name, namespace },
      spec: { endpointSelector: {} },
    })),
    fc
      .tuple(fc.constantFrom('calico-node', 'kube-proxy'), fc.constantFrom('x', 'kube-system'))
      .map(([name, namespace]) => workload('DaemonSet', { name, namespace })),
  );
  type Value = { readonly [key: string]: unknown };
  const idOf = (object: Value): Extract<ObjectEvent, { type: 'delete' }>['id'] => {
    const { name = '', namespace = '' } = object['metadata'] as { name?: string; namespace?: string };
    return { apiVersion: String(object['apiVersion']), kind: String(object['kind']), namespace, name };
  };
  const event = fc
    .tuple(value, fc.constantFrom('set', 'set', 'delete'))
    .map(([object, type]): ObjectEvent => (type === 'set' ? watched(object) : remove(idOf(object))));

  /** Every map as its entries, for their order counts too. */
  const inFull = (snapshot: Snapshot): object =>
    Object.fromEntries(
      Object.entries(snapshot).map(([field, value]) => [field, Symbol.iterator in value ? [...value] : value]),
    );

  /** Order of maps and diagnostics left out: it follows the order of events, which differs. */
  const comparable = (snapshot: Snapshot): object => ({
    ...snapshot,
    pods: new Map(snapshot.pods),
    workloads: new Map(snapshot.workloads),
    services: new Map(snapshot.services),
    slices: new Map([...snapshot.slices].map(([key, slices]) => [key, new Set(slices)])),
    refused: [...snapshot.refused].map(({ id }) => JSON.stringify(id)).sort(),
    diagnostics: snapshot.diagnostics
      .filter(({ code }) => code !== 'implied-namespace')
      .map(({ message }) => message)
      .sort(),
    namespaces: new Map([...snapshot.namespaces].map(([key, { origin, ...rest }]) => [key, rest])),
  });

  it('give the same snapshot, in one batch or many, with a folder or without', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.nat(30), (events, cut) => {
        const whole = applyEvents(emptySnapshot(), events);
        const steps = events.reduce((snapshot, one) => applyEvents(snapshot, [one]), emptySnapshot());
        const folder = createFolder();
        folder.apply(events.slice(0, cut));
        folder.snapshot();
        folder.apply(events.slice(cut));
        expect(inFull(steps)).toEqual(inFull(whole));
        expect(inFull(folder.snapshot())).toEqual(inFull(whole));
        const last = new Map(
          events.map((one) => [JSON.stringify(one.type === 'set' ? idOf(one.object.value) : one.id), one]),
        );
        expect(comparable(applyEvents(emptySnapshot(), [...last.values()]))).toEqual(comparable(whole));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('put a pod that went and came again last, and its workload', () => {
    const named = (name: string) => watched(pod({ name, namespace: 'x' }));
    const folder = createFolder();
    folder.apply([named('a'), named('b')]);
    folder.snapshot();
    folder.apply([remove(idOfPod('x/a')), named('a')]);
    const { pods, workloads } = folder.snapshot();
    expect([...pods.keys(), ...workloads.keys()]).toEqual(['x/b', 'x/a', 'x/Pod/b', 'x/Pod/a']);
  });

  it('about the pods of one namespace give the same, wherever one batch ends and the next begins', () => {
    const owner = fc.constantFrom<readonly [string, string] | undefined>(undefined, undefined, ['Job', 'a']);
    const change = fc
      .tuple(name, owner, fc.constantFrom('Running', 'Pending', 'Succeeded'), fc.constantFrom('set', 'set', 'delete'))
      .map(([name, owner, phase, type]): ObjectEvent => {
        const own = owner === undefined ? {} : { owner };
        const value = pod({ name, namespace: 'x', ...own }, phase);
        return type === 'set' ? watched(value) : remove(idOf(value));
      });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.array(fc.nat(20), { maxLength: 4 }), (changes, ends) => {
        const folder = createFolder();
        let from = 0;
        for (const end of [...ends].sort((a, b) => a - b)) {
          folder.apply(changes.slice(from, end));
          folder.snapshot();
          from = end;
        }
        folder.apply(changes.slice(from));
        expect(inFull(folder.snapshot())).toEqual(inFull(applyEvents(emptySnapshot(), changes)));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});
