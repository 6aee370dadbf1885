import { describe, expect, it } from 'vitest';
import { effectiveOf, effectiveOfWorkload, membersOf } from '../../src/engine/effective.ts';
import { namespaceIsolation } from '../../src/engine/isolation.ts';
import { nameInKey, type Pod } from '../../src/model/cluster-objects.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const POD = (name: string, labels: string, more = '') => `
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: ${name}, labels: ${labels}, ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: db, controller: true }] }, spec: { containers: [] ${more} }, status: { phase: Running, podIP: 10.0.0.${name.at(-1)} } }`;

const POLICY = (name: string, spec: string) => `
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: ${name} }, spec: ${spec} }`;

function pod(snapshot: Snapshot, name: string): Pod {
  const found = snapshot.pods.get(`shop/${name}`);
  if (found === undefined) throw new Error(`no pod ${name}`);
  return found;
}

describe('the union of rules in force', () => {
  const snapshot = snapshotFromYaml(
    POD('db-0', '{ app: db }') +
      POD('db-1', '{ app: db, canary: "1" }') +
      POD('db-2', '{ app: db }', ', hostNetwork: true') +
      POLICY('sealed', '{ podSelector: { matchLabels: { canary: "1" } }, policyTypes: [Egress] }') +
      POLICY(
        'one',
        '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }, { ipBlock: { cidr: 10.0.0.0/31 } }], ports: [{ port: 80 }] }] }',
      ) +
      POLICY('two', '{ podSelector: { matchLabels: { app: db } }, ingress: [{}] }'),
  );

  it('has a row for each peer, and names policy and rule', () => {
    const { ingress, egress } = effectiveOf(snapshot, pod(snapshot, 'db-0'));
    expect(egress).toMatchObject({ state: 'open', isolated: false, rules: [] });
    expect(ingress).toMatchObject({ state: 'rules', ruleCount: 2, isolatedBy: [{ name: 'one' }, { name: 'two' }] });
    expect(
      ingress.rules.map((row) => [row.policy.ref.name, row.rule.ref.index, row.peer === 'any' ? 'any' : row.peer.kind]),
    ).toEqual([
      ['one', 0, 'endpoints'],
      ['one', 0, 'addresses'],
      ['two', 0, 'any'],
    ]);
  });

  it('is sealed where a policy isolates and no rule allows', () => {
    expect(effectiveOf(snapshot, pod(snapshot, 'db-1')).egress).toMatchObject({ state: 'sealed', isolated: true });
  });

  it('does not apply to a hostNetwork pod', () => {
    expect(effectiveOf(snapshot, pod(snapshot, 'db-2'))).toMatchObject({ subject: false, ingress: { state: 'open' } });
  });

  it('splits a workload whose replicas policies see differently', () => {
    const workload = snapshot.workloads.get('shop/StatefulSet/db');
    if (workload === undefined) throw new Error('no workload');
    const groups = effectiveOfWorkload(snapshot, workload);
    expect(groups.map((group) => group.pods.map((member) => nameInKey(member.key)))).toEqual([
      ['db-0'],
      ['db-1'],
      ['db-2'],
    ]);
  });

  it('expands a peer to what it means now', () => {
    const [pods, block, any] = effectiveOf(snapshot, pod(snapshot, 'db-0')).ingress.rules.map((row) => {
      const members = membersOf(snapshot, row.peer);
      return { pods: members.pods.map((member) => nameInKey(member.key)), outside: members.outside };
    });
    expect(pods).toEqual({ pods: ['db-0', 'db-1'], outside: 'none' });
    expect(block).toEqual({ pods: ['db-0', 'db-1'], outside: { cidr: '10.0.0.0/31', except: [] } });
    expect(any?.outside).toBe('any');
  });

  it('is counted for each namespace', () => {
    expect(namespaceIsolation(snapshot)).toEqual([
      {
        namespace: 'shop',
        pods: 3,
        subjects: 2,
        isolatedIngress: 2,
        isolatedEgress: 1,
        unknownIngress: 0,
        unknownEgress: 0,
        policies: 3,
      },
    ]);
  });
});
