import type { ObjectEvent, ObjectId, Origin } from '../../src/model/raw-object.ts';

/** An object set from this file and line. */
export function set(value: { readonly [key: string]: unknown }, file = 'a.yaml', line = 1): ObjectEvent {
  const locate: Extract<Origin, { kind: 'file' }>['locate'] = () => ({ file, line, column: 1 });
  return { type: 'set', object: { value, origin: { kind: 'file', file, line, locate }, duplicateKeys: [] } };
}

/** An object set from a cluster. */
export function watched(value: { readonly [key: string]: unknown }): ObjectEvent {
  return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'c' }, duplicateKeys: [] } };
}

export function remove(id: ObjectId): ObjectEvent {
  return { type: 'delete', id };
}

interface Named {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly owner?: readonly [kind: string, name: string];
}

function metadataOf({ name, namespace, labels = {}, owner }: Named): object {
  const ownerReferences = owner === undefined ? [] : [{ kind: owner[0], name: owner[1], controller: true }];
  return { name, ...(namespace === undefined ? {} : { namespace }), labels, ownerReferences };
}

export function pod(named: Named, phase = 'Running'): { readonly [key: string]: unknown } {
  return { apiVersion: 'v1', kind: 'Pod', metadata: metadataOf(named), spec: {}, status: { phase, podIP: '10.0.0.1' } };
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  ReplicationController: 'v1',
};

export function workload(kind: string, named: Named): { readonly [key: string]: unknown } {
  const template = { metadata: { labels: named.labels ?? {} } };
  const spec = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template };
  return { apiVersion: API_VERSIONS[kind] ?? 'apps/v1', kind, metadata: metadataOf(named), spec };
}

export function namespace(
  name: string,
  labels: { readonly [key: string]: string } = {},
): { readonly [key: string]: unknown } {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function policy(named: Named, spec: object = {}): { readonly [key: string]: unknown } {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadataOf(named), spec };
}

export function idOfPod(key: string): ObjectId {
  const [namespace = '', name = ''] = key.split('/');
  return { apiVersion: 'v1', kind: 'Pod', namespace, name };
}
