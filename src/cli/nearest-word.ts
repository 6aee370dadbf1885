import { editDistance } from '../engine/suggest.ts';

/** `; did you mean "expect"?` when one of the words is nearly what was written; empty otherwise. */
export function nearestOf(written: string, words: readonly string[]): string {
  const [best] = words
    .map((word) => ({ word, distance: editDistance(written.toLowerCase(), word) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= 2 ? `; did you mean "${best.word}"?` : '';
}
