import type { ContainerPort } from '../model/cluster-objects.ts';
import type { LabelSelector, Labels } from '../model/labels.ts';
import { NO_LABELS } from '../model/labels.ts';

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
}

export function createInterner(): Interner {
  // Most replicas write their labels in the same order, so the order as written is asked first: it saves sorting.
  const labelsAsWritten = new Map<string, Labels>();
  const labelsSorted = new Map<string, Labels>();
  const selectors = new Map<string, LabelSelector>();
  const portLists = new Map<string, readonly ContainerPort[]>();
  const texts = new Map<string, string>();
  return {
    labels(labels) {
      if (labels.size === 0) return NO_LABELS;
      const entries = [...labels];
      const asWritten = JSON.stringify(entries);
      const known = labelsAsWritten.get(asWritten);
      if (known !== undefined) return known;
      const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
      const shared = getOrSet(labelsSorted, JSON.stringify(sorted), () => new Map(sorted));
      labelsAsWritten.set(asWritten, shared);
      return shared;
    },
    // Not by the text alone: label values that no server accepts could make two selectors print alike.
    selector: (selector) => getOrSet(selectors, JSON.stringify(selector.requirements), () => selector),
    ports: (ports) => getOrSet(portLists, JSON.stringify(ports), () => ports),
    text: (text) => getOrSet(texts, text, () => text),
  };
}

function getOrSet<V>(known: Map<string, V>, key: string, make: () => V): V {
  const value = known.get(key);
  if (value !== undefined) return value;
  const made = make();
  known.set(key, made);
  return made;
}
