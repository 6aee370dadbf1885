import type { Labels } from '../model/labels.ts';
import { NO_LABELS } from '../model/labels.ts';
import { remember } from '../model/memo.ts';

/** Gives equal sets of labels one Map each, whatever the order they were written in. */
export function createLabelSets(): (labels: Labels) => Labels {
  // By a number made of their texts: the texts themselves as keys would take more memory than the sets.
  const byHash = new Map<number, readonly Labels[]>();
  // What was read from the same bytes is the same object, and many pods have it.
  const known = new WeakMap<Labels, Labels>();
  const shared = (labels: Labels): Labels => {
    const hash = hashOf(labels);
    const alike = byHash.get(hash) ?? [];
    const same = alike.find((set) => areEqual(set, labels));
    if (same !== undefined) return same;
    const sorted = new Map([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
    byHash.set(hash, [...alike, sorted]);
    return sorted;
  };
  return (labels) => (labels.size === 0 ? NO_LABELS : remember(known, labels, () => shared(labels)));
}

/** The same for every order of the entries. */
function hashOf(labels: Labels): number {
  let sum = labels.size;
  for (const [key, value] of labels) sum = (sum + hashOfText(value, hashOfText(key, 0x811c9dc5))) | 0;
  return sum;
}

function hashOfText(text: string, seed: number): number {
  let hash = seed ^ text.length;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

function areEqual(a: Labels, b: Labels): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}
