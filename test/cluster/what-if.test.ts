import { describe, expect, test } from 'vitest';
import { whatIf } from '../../src/cluster/what-if.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
`;
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec: { template: { metadata: { labels: { app: api } }, spec: { containers: [] } } }
`;

const changes = (entries: Readonly<Record<string, string | undefined>>) => new Map(Object.entries(entries));

describe('a snapshot as it would be', () => {
  const before = snapshotFromYaml([POD, DEPLOYMENT].join('---\n'));

  test('has the labels that were put on, and not those that were taken off; the one it was made from stays', () => {
    const of = [{ kind: 'Pod', namespace: 'shop', name: 'web' }];
    const after = whatIf(before, [{ kind: 'labels', of, changes: changes({ app: undefined, tier: 'front' }) }]);
    expect([...(after.pods.get('shop/web')?.labels ?? [])]).toEqual([['tier', 'front']]);
    expect([...(before.pods.get('shop/web')?.labels ?? [])]).toEqual([['app', 'web']]);
  });

  test('gives a namespace labels that nobody has written down, but never another name', () => {
    const of = [{ kind: 'Namespace', namespace: '', name: 'shop' }];
    const labels = changes({ team: 'a', 'kubernetes.io/metadata.name': 'other' });
    const after = whatIf(before, [{ kind: 'labels', of, changes: labels }]);
    expect(Object.fromEntries(after.namespaces.get('shop')?.labels ?? [])).toEqual({
      team: 'a',
      'kubernetes.io/metadata.name': 'shop',
    });
  });

  test('relabels what a workload would make', () => {
    const of = [{ kind: 'Deployment', namespace: 'shop', name: 'api' }];
    const after = whatIf(before, [{ kind: 'labels', of, changes: changes({ app: 'other' }) }]);
    expect(after.pods.get('shop/Deployment/api')?.labels.get('app')).toBe('other');
  });

  test('an object laid over another takes its place, and is not one that was written twice', () => {
    const { events } = readManifestText(POD.replace('app: web', 'app: new'), 'other.yaml');
    const after = whatIf(before, [{ kind: 'objects', events }]);
    expect(after.pods.get('shop/web')?.labels.get('app')).toBe('new');
    expect(after.diagnostics.map(({ code }) => code)).not.toContain('duplicate-object');
  });

  test('edits follow each other, and what names no namespace goes where it would be applied', () => {
    const { events } = readManifestText(POD.replace(', namespace: shop', ''), 'other.yaml');
    const gone = { type: 'delete', id: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' } } as const;
    const edits = [{ kind: 'objects', events } as const, { kind: 'objects', events: [gone] } as const];
    const after = whatIf(before, edits, { defaultNamespace: 'here' });
    expect([...after.pods.keys()].sort()).toEqual(['here/web', 'shop/Deployment/api']);
  });
});
