import type { Snapshot } from '../model/snapshot.ts';
import { endpointNames } from './endpoint-names.ts';

const MOST = 5;

/** A piece of a name says which name was meant from this length on; shorter ones are in too many. */
const LEAST_TELLING = 3;

/** Up to five names like the one that was not found, best first. */
export function suggestNames(snapshot: Snapshot, text: string, namespace: string): readonly string[] {
  const wanted = text.toLowerCase();
  const last = wanted.split('/').at(-1) ?? wanted;
  const qualified = wanted.includes('/') ? wanted : `${namespace}/${wanted}`;
  return endpointNames(snapshot)
    .map((name) => ({ name, distance: unlikeness(name.toLowerCase(), qualified, last) }))
    .filter((entry) => entry.distance < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map((entry) => entry.name);
}

function unlikeness(name: string, wanted: string, last: string): number {
  const own = name.split('/').at(-1) ?? name;
  if (own === last) return 0;
  const isTelling = last.length >= LEAST_TELLING;
  if (isTelling && (own.startsWith(last) || last.startsWith(own))) return 1;
  if (isTelling && own.includes(last)) return 2;
  const most = Math.min(last.length - 1, Math.max(2, Math.floor(last.length / 3)));
  // As many as one is longer than the other it takes at least.
  const edits = Math.abs(own.length - last.length) > most ? most + 1 : editDistance(own, last);
  if (edits <= most) return 2 + edits;
  return isTelling && name.startsWith(`${wanted.split('/')[0]}/`) && name.includes(last) ? 9 : Number.POSITIVE_INFINITY;
}

/** Levenshtein: how many characters to insert, delete or replace. */
export function editDistance(a: string, b: string): number {
  // What both begin and end with costs nothing, and is most of what names in one place have.
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return distanceBetween(a.slice(start, a.length - end), b.slice(start, b.length - end));
}

function distanceBetween(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
