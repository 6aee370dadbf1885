import type { ContainerPort, WorkloadRef } from '../model/cluster-objects.ts';
import type { LabelSelector, Labels } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import { createLabelSets } from './label-sets.ts';
import { hashOfText, oneOfEquals } from './one-of-equals.ts';

/**
 * Gives equal values one object each, so that replicas share what they have in common and object identity can be a cache key.
 * Made once per load; what it hands out never changes.
 */
export interface Interner {
  /** The one Map for this set of labels, whatever the order they were written in. */
  labels(labels: Labels): Labels;
  selector(selector: LabelSelector): LabelSelector;
  ports(ports: readonly ContainerPort[]): readonly ContainerPort[];
  text(text: string): string;
  ref(ref: WorkloadRef): WorkloadRef;
}

export function createInterner(): Interner {
  const labelSets = createLabelSets();
  const selectors = new Map<string, LabelSelector>();
  const portLists = new Map<string, readonly ContainerPort[]>();
  const known = new WeakMap<readonly ContainerPort[], readonly ContainerPort[]>();
  const refs = oneOfEquals<WorkloadRef>({ hashOf: hashOfRef, areEqual: isSameRef });
  const texts = new Map<string, string>();
  return {
    labels: labelSets,
    // Not by the text alone: label values that no server accepts could make two selectors print alike.
    selector: (selector) => remember(selectors, JSON.stringify(selector.requirements), () => selector),
    // The list itself may have been seen before, for sources share what objects have in common.
    ports: (ports) => remember(known, ports, () => remember(portLists, JSON.stringify(ports), () => ports)),
    ref: refs,
    text: (text) => remember(texts, text, () => text),
  };
}

function hashOfRef({ kind, namespace, name }: WorkloadRef): number {
  return hashOfText(name, hashOfText(namespace, hashOfText(kind)));
}

function isSameRef(a: WorkloadRef, b: WorkloadRef): boolean {
  return a.name === b.name && a.namespace === b.namespace && a.kind === b.kind;
}
