import type { Labels } from '../model/labels.ts';
import { NO_LABELS } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import { hashOfText, oneOfEquals } from './one-of-equals.ts';

/** Gives equal sets of labels one Map each, whatever the order they were written in. */
export function createLabelSets(): (labels: Labels) => Labels {
  // What was read from the same bytes is the same object, and many pods have it.
  const known = new WeakMap<Labels, Labels>();
  const shared = oneOfEquals<Labels>({ hashOf, areEqual, kept: sorted });
  return (labels) => (labels.size === 0 ? NO_LABELS : remember(known, labels, () => shared(labels)));
}

function sorted(labels: Labels): Labels {
  return new Map([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same for every order of the entries. */
function hashOf(labels: Labels): number {
  let sum = labels.size;
  for (const [key, value] of labels) sum = (sum + hashOfText(value, hashOfText(key))) | 0;
  return sum;
}

function areEqual(a: Labels, b: Labels): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}
