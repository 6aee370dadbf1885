/** A stream of numbers that only the seed decides. */
export interface Random {
  /** 0 to below `limit`, whole. */
  readonly below: (limit: number) => number;
  /** True in so many of a hundred cases. */
  readonly percent: (chance: number) => boolean;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
}

/** The 32-bit generator known as mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    percent: (chance) => next() * 100 < chance,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
  };
}
