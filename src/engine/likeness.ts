/** What follows one of these begins a word of a name. */
const BETWEEN_WORDS = new Set(['/', '-', '.', '_', ':']);

/** Subsequences that are spread over more than this many extra characters are no better than noise. */
const MOST_SPREAD = 24;

/** How a name is like what was typed: the lower the better. */
const LIKENESS = { same: 0, prefix: 1, wholePrefix: 2, word: 3, inside: 4, spread: 5 } as const;

/**
 * How well a name fits what was typed, both in lower case: 0 when they are the same, then names that begin so, words in them that do,
 * names that hold it, and names that hold its characters in order, the closer together the better. Several words must all fit.
 * Undefined when it does not fit.
 */
export function likeness(name: string, typed: string): number | undefined {
  if (!typed.includes(' ')) return likenessOfWord(name, typed);
  let worst = 0;
  for (const word of typed.split(' ')) {
    const fit = likenessOfWord(name, word);
    if (fit === undefined) return undefined;
    worst = Math.max(worst, fit);
  }
  return worst;
}

function likenessOfWord(name: string, typed: string): number | undefined {
  if (typed === '' || name === typed) return LIKENESS.same;
  const at = name.indexOf(typed);
  if (at < 0) return likenessOfSpread(name, typed);
  const own = name.lastIndexOf('/') + 1;
  if (name.startsWith(typed, own)) return LIKENESS.prefix;
  if (at === 0) return LIKENESS.wholePrefix;
  for (let found = at; found >= 0; found = name.indexOf(typed, found + 1)) {
    if (BETWEEN_WORDS.has(name[found - 1] ?? '')) return LIKENESS.word;
  }
  return LIKENESS.inside;
}

// From the first character that fits to the last; what lies between and was not typed counts against it.
function likenessOfSpread(name: string, typed: string): number | undefined {
  let at = -1;
  let first = 0;
  for (let i = 0; i < typed.length; i += 1) {
    at = name.indexOf(typed[i] ?? '', at + 1);
    if (at < 0) return undefined;
    if (i === 0) first = at;
  }
  const spread = at + 1 - first - typed.length;
  return spread > MOST_SPREAD ? undefined : LIKENESS.spread + spread;
}

/** The names that fit what was typed, best first and in their order among equals, at most `limit`. */
export function mostAlike(names: readonly string[], typed: string, limit: number): readonly string[] {
  const wanted = typed.trim().toLowerCase();
  // Lists of names are long and lists of proposals short: the best are kept by rank, nothing is sorted.
  const byRank: string[][] = [];
  for (const name of names) {
    const rank = likeness(name.toLowerCase(), wanted);
    if (rank === undefined) continue;
    const group = byRank[rank] ?? [];
    byRank[rank] = group;
    if (group.length < limit) group.push(name);
  }
  return byRank.flat().slice(0, limit);
}
