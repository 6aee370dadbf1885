/**
 * How many of the positions from 0 to `length` hold, of something sorted so that those that hold come first. Asks about a few of them.
 * A whole number from 0 to `length`.
 */
export function countHolding(length: number, holds: (position: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
