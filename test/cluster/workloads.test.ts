import { describe, expect, it } from 'vitest';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import { pod, set, workload } from './objects.ts';

type Value = { readonly [key: string]: unknown };

/** Each workload with the pods that stand for it. */
function workloadsOf(...values: readonly Value[]): { readonly [key: string]: readonly string[] } {
  const snapshot = applyEvents(
    emptySnapshot(),
    values.map((value, index) => set(value, 'a.yaml', index + 1)),
  );
  for (const { key, podKeys } of snapshot.workloads.values()) {
    for (const podKey of podKeys) {
      const owner = snapshot.pods.get(podKey)?.workload;
      expect(`${owner?.namespace}/${owner?.kind}/${owner?.name}`).toBe(key);
    }
  }
  return Object.fromEntries([...snapshot.workloads].map(([key, { podKeys }]) => [key, podKeys]));
}

const deployment = workload('Deployment', { name: 'web', namespace: 'shop' });
const replicaSet = workload('ReplicaSet', { name: 'web-5d4', namespace: 'shop', owner: ['Deployment', 'web'] });
const replica = (name: string, labels: { [key: string]: string } = { 'pod-template-hash': '5d4' }): Value =>
  pod({ name, namespace: 'shop', labels, owner: ['ReplicaSet', 'web-5d4'] });
const cronJob = workload('CronJob', { name: 'backup', namespace: 'shop' });
const scheduled = workload('Job', { name: 'backup-29012345', namespace: 'shop', owner: ['CronJob', 'backup'] });
const jobPod = (phase: string): Value =>
  pod({ name: 'backup-29012345-x', namespace: 'shop', owner: ['Job', 'backup-29012345'] }, phase);

describe('the top-most owner of a pod', () => {
  it('is its Deployment, through the ReplicaSet', () => {
    expect(workloadsOf(deployment, replicaSet, replica('b'), replica('a'))).toEqual({
      'shop/Deployment/web': ['shop/a', 'shop/b'],
    });
  });

  it('is its Deployment even when that and the ReplicaSet were not read', () => {
    expect(workloadsOf(replica('a'))).toEqual({ 'shop/Deployment/web': ['shop/a'] });
    expect(workloadsOf(replicaSet, replica('a', {}))).toEqual({ 'shop/Deployment/web': ['shop/a'] });
  });

  it('is the ReplicaSet when nothing made that', () => {
    const bare = workload('ReplicaSet', { name: 'web-5d4', namespace: 'shop' });
    expect(workloadsOf(bare, replica('a'))).toEqual({ 'shop/ReplicaSet/web-5d4': ['shop/a'] });
    expect(workloadsOf(replica('a', {}))).toEqual({ 'shop/ReplicaSet/web-5d4': ['shop/a'] });
    expect(workloadsOf(replica('a', { 'pod-template-hash': 'other' }))).toEqual({
      'shop/ReplicaSet/web-5d4': ['shop/a'],
    });
  });

  it('is the CronJob, through the Job or by its name', () => {
    expect(workloadsOf(scheduled, jobPod('Running'))).toEqual({ 'shop/CronJob/backup': ['shop/backup-29012345-x'] });
    expect(workloadsOf(jobPod('Running'))).toEqual({ 'shop/CronJob/backup': ['shop/backup-29012345-x'] });
  });

  it('is the Job when its name is no schedule', () => {
    expect(workloadsOf(pod({ name: 'a', owner: ['Job', 'migrate-2'] }))).toEqual({
      'default/Job/migrate-2': ['default/a'],
    });
  });

  it('is another kind of controller as it stands, and never a node', () => {
    expect(workloadsOf(pod({ name: 'a', owner: ['Rollout', 'web'] }))).toEqual({
      'default/Rollout/web': ['default/a'],
    });
    expect(workloadsOf(pod({ name: 'a', owner: ['Node', 'w1'] }))).toEqual({ 'default/Pod/a': ['default/a'] });
    expect(workloadsOf(pod({ name: 'a' }))).toEqual({ 'default/Pod/a': ['default/a'] });
  });

  it('changes when the object between says otherwise', () => {
    const guessed = applyEvents(emptySnapshot(), [set(replica('a'))]);
    const own = workload('ReplicaSet', { name: 'web-5d4', namespace: 'shop', owner: ['Rollout', 'other'] });
    const told = applyEvents(guessed, [set(own, 'b.yaml')]);
    expect(guessed.pods.get('shop/a')?.workload).toMatchObject({ kind: 'Deployment', name: 'web' });
    expect(told.pods.get('shop/a')?.workload).toMatchObject({ kind: 'Rollout', name: 'other' });
    expect([...told.workloads.keys()]).toEqual(['shop/Rollout/other']);
  });

  it('comes to an end when owners go round in a circle', () => {
    const a = workload('Deployment', { name: 'a', owner: ['Deployment', 'b'] });
    const b = workload('Deployment', { name: 'b', owner: ['Deployment', 'a'] });
    expect(Object.keys(workloadsOf(a, b, pod({ name: 'p', owner: ['Deployment', 'a'] })))).toContain(
      'default/Deployment/a',
    );
  });
});

describe('templates', () => {
  it('stand for a workload without pods, once for a whole chain of owners', () => {
    expect(workloadsOf(deployment, replicaSet)).toEqual({ 'shop/Deployment/web': ['shop/Deployment/web'] });
    expect(workloadsOf(cronJob, scheduled)).toEqual({ 'shop/CronJob/backup': ['shop/CronJob/backup'] });
  });

  it('stand for an owner that was not read, from what it owns', () => {
    expect(workloadsOf(replicaSet)).toEqual({ 'shop/Deployment/web': ['shop/Deployment/web'] });
  });

  it('are those of the owner itself where it was read, in whatever order', () => {
    const old = workload('ReplicaSet', {
      name: 'web-1',
      namespace: 'shop',
      owner: ['Deployment', 'web'],
      labels: { v: 'old' },
    });
    const now = workload('Deployment', { name: 'web', namespace: 'shop', labels: { v: 'new' } });
    for (const values of [
      [old, now],
      [now, old],
    ]) {
      const { pods } = applyEvents(
        emptySnapshot(),
        values.map((value) => set(value)),
      );
      expect(pods.get('shop/Deployment/web')?.labels).toEqual(new Map([['v', 'new']]));
    }
  });

  it('disappear when pods come', () => {
    const empty = applyEvents(emptySnapshot(), [set(deployment)]);
    const full = applyEvents(empty, [set(replica('a'), 'b.yaml')]);
    expect([...empty.pods.keys()]).toEqual(['shop/Deployment/web']);
    expect([...full.pods.keys()]).toEqual(['shop/a']);
  });
});

describe('finished pods', () => {
  it('do not stand for a workload that has others', () => {
    const keys = workloadsOf(
      deployment,
      replicaSet,
      replica('a'),
      pod({ name: 'z', namespace: 'shop', owner: ['ReplicaSet', 'web-5d4'] }, 'Failed'),
    );
    expect(keys).toEqual({ 'shop/Deployment/web': ['shop/a'] });
  });

  it('stand for a Job that is over, and for an owner that was not read', () => {
    const job = workload('Job', { name: 'migrate', namespace: 'shop' });
    const done = pod({ name: 'm', namespace: 'shop', owner: ['Job', 'migrate'] }, 'Succeeded');
    expect(workloadsOf(job, done)).toEqual({ 'shop/Job/migrate': ['shop/m'] });
    expect(workloadsOf(jobPod('Succeeded'))).toEqual({ 'shop/CronJob/backup': ['shop/backup-29012345-x'] });
  });

  it('make room for a template where more pods will come', () => {
    expect(workloadsOf(cronJob, scheduled, jobPod('Succeeded'))).toEqual({
      'shop/CronJob/backup': ['shop/CronJob/backup'],
    });
  });
});
