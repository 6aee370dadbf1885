import type { WorkloadRef } from '../model/cluster-objects.ts';
import type { FieldPath, ObjectId, RawObject } from '../model/raw-object.ts';
import type { Suppression } from '../model/suppression.ts';
import { readSuppression, SUPPRESSION_ANNOTATION } from '../model/suppression.ts';
import type { FieldProblem } from './field-problem.ts';
import { invalid, required } from './field-problem.ts';
import type { Read } from './field-reader.ts';
import { anything, boolean, isObject, list, openStruct, remembered, struct, text, textMap } from './field-reader.ts';
import { dnsLabelFault, labelMapProblems, subdomainFault } from './object-names.ts';
import { quoted } from './quoting.ts';

const ownerShape = openStruct('v1.OwnerReference', { kind: text(), name: text(), controller: boolean });

const readFields = {
  name: text(),
  generateName: text(),
  namespace: text(),
  labels: remembered(textMap),
  ownerReferences: remembered(list(ownerShape)),
};

/** What is read of ObjectMeta where unknown fields are none of our business. */
export const objectMetaShape = openStruct('v1.ObjectMeta', { ...readFields, deletionTimestamp: anything });

/** All of ObjectMeta. `clusterName` is gone since 1.24, and still stands in dumps of older clusters. */
export const wholeObjectMetaShape = struct('v1.ObjectMeta', {
  ...readFields,
  annotations: textMap,
  selfLink: text(),
  uid: text('string'),
  resourceVersion: text(),
  generation: anything,
  creationTimestamp: anything,
  deletionTimestamp: anything,
  deletionGracePeriodSeconds: anything,
  finalizers: list(text()),
  managedFields: anything,
  clusterName: anything,
});

export type RawMeta = Read<typeof objectMetaShape>;

const META: FieldPath = ['metadata'];

/** Names an object without reading it properly: what is not text counts as missing. Never fails. */
export function identify(
  raw: RawObject,
  where: { readonly namespaced: boolean; readonly defaultNamespace: string },
): ObjectId {
  const metadata = isObject(raw.value['metadata']) ? raw.value['metadata'] : {};
  const own = textAt(metadata, 'namespace');
  const generated = textAt(metadata, 'generateName');
  const name = textAt(metadata, 'name') || (generated === '' ? '' : generatedName(generated));
  return {
    apiVersion: textAt(raw.value, 'apiVersion'),
    kind: textAt(raw.value, 'kind'),
    namespace: where.namespaced ? own || where.defaultNamespace : '',
    name,
  };
}

/** What the object's annotation asks lint to leave out. Read by itself, for no other annotation matters. */
export function suppressionIn(raw: RawObject): { readonly suppression?: Suppression } {
  const { metadata } = raw.value;
  const annotations =
    isObject(metadata) && Object.hasOwn(metadata, 'annotations') ? metadata['annotations'] : undefined;
  const written = isObject(annotations) ? textAt(annotations, SUPPRESSION_ANNOTATION) : '';
  return written === '' ? {} : { suppression: readSuppression(written) };
}

function textAt(from: { readonly [key: string]: unknown }, key: string): string {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/** The server appends five letters of its own; which ones is not known. */
function generatedName(prefix: string): string {
  return `${prefix}xxxxx`;
}

/** What a server refuses about names and labels. A name is all that tells objects apart, so there must be one. */
export function metaProblems(meta: Omit<RawMeta, 'deletionTimestamp'>, id: ObjectId): readonly FieldProblem[] {
  return [
    ...nameProblems(id),
    ...namespaceProblems(meta.namespace ?? ''),
    ...labelMapProblems(meta.labels ?? new Map(), [...META, 'labels']),
  ];
}

function nameProblems({ kind, name }: ObjectId): readonly FieldProblem[] {
  const path = [...META, 'name'];
  if (name === '') {
    return [
      required({
        path,
        message: `this ${kind} has no name`,
        detail: 'name or generateName is required',
        remedy: 'add `metadata.name`',
      }),
    ];
  }
  const fault = kind === 'Namespace' ? dnsLabelFault(name) : subdomainFault(name);
  if (fault === undefined) return [];
  return [invalid({ path, value: name, message: `${quoted(name)} is not a name for a ${kind}`, detail: fault })];
}

function namespaceProblems(namespace: string): readonly FieldProblem[] {
  const fault = namespace === '' ? undefined : dnsLabelFault(namespace);
  if (fault === undefined) return [];
  const path = [...META, 'namespace'];
  return [
    invalid({ path, value: namespace, message: `${quoted(namespace)} is not a name for a namespace`, detail: fault }),
  ];
}

/** The controller that made this object, if any (`ownerReferences` with `controller: true`). */
export function controllerOf(meta: RawMeta, namespace: string): WorkloadRef | undefined {
  const owner = meta.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined || owner.kind === undefined || owner.name === undefined) return undefined;
  return { kind: owner.kind, namespace, name: owner.name };
}
