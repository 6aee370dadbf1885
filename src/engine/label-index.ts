import type { LabelSelector, Labels } from '../model/labels.ts';
import { remember } from '../model/memo.ts';

/** Things with a selector, by a label that it requires, so that few of them have to be asked about given labels. */
export interface LabelIndex<T> {
  readonly add: (item: T) => void;
  /** Every one whose selector matches is among them, and others; in no order. */
  readonly find: (labels: Labels) => readonly T[];
}

/** An empty index of things by this selector of theirs. */
export function createLabelIndex<T>(selectorOf: (item: T) => LabelSelector): LabelIndex<T> {
  const byLabel = new Map<string, Map<string, T[]>>();
  /** Those that require no label with a value. */
  const others: T[] = [];
  return {
    add(item) {
      const pivot = pivotOf(selectorOf(item));
      if (pivot === undefined) others.push(item);
      else {
        const byValue = remember(byLabel, pivot.key, () => new Map<string, T[]>());
        for (const value of new Set(pivot.values)) remember(byValue, value, () => [] as T[]).push(item);
      }
    },
    find(labels) {
      const found = [...others];
      for (const [key, byValue] of byLabel) {
        const value = labels.get(key);
        const items = value === undefined ? undefined : byValue.get(value);
        if (items !== undefined) found.push(...items);
      }
      return found;
    },
  };
}

/** The requirement that fewest values satisfy. */
function pivotOf({
  requirements,
}: LabelSelector): { readonly key: string; readonly values: readonly string[] } | undefined {
  let best: { readonly key: string; readonly values: readonly string[] } | undefined;
  for (const requirement of requirements) {
    if (requirement.operator !== 'In') continue;
    if (best === undefined || requirement.values.length < best.values.length) best = requirement;
  }
  return best;
}
