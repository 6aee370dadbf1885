import type { LabelSelector } from '../../model/labels.ts';
import { ALL } from '../../model/labels.ts';
import { isObject, readFields } from '../field-reader.ts';
import { compileSelector, labelSelectorShape } from '../label-selector.ts';

/** A selector of an object that is not evaluated. Where it cannot be read in full it selects too many, never too few. */
export interface LenientSelector {
  readonly selector: LabelSelector;
  readonly certain: boolean;
}

/** Missing and null are as good as an empty selector. */
export function readSelector(value: unknown): LenientSelector {
  if (value === undefined || value === null) return { selector: ALL, certain: true };
  const { value: read, wrongTypes, unknownFields } = readFields(value, labelSelectorShape);
  if (wrongTypes.length > 0 || unknownFields.length > 0) return { selector: ALL, certain: false };
  const selector = compileSelector(read);
  // An operator that is none has no requirement; without it the selector selects more.
  const written = (read.matchLabels?.size ?? 0) + (read.matchExpressions?.length ?? 0);
  return { selector, certain: selector.requirements.length === written };
}

/** The value at the end of this way through an object; undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const step of path) found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  return found ?? undefined;
}

/** Whether this is a list with something in it. */
export function hasItems(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** The items of a list; none when it is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
