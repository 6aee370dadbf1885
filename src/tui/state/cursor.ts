/** The selected line, by identity, and where it was last seen: the fallback when it disappears. */
export interface Cursor {
  readonly id: string | undefined;
  readonly index: number;
}

export const AT_START: Cursor = { id: undefined, index: 0 };

/** Lines of which some can be selected. */
export interface Lines {
  readonly length: number;
  /** Undefined for a line that cannot be selected, such as a heading. */
  readonly idAt: (index: number) => string | undefined;
  /** -1 when there is no such line. */
  readonly indexOf: (id: string) => number;
}

/** What is seen of some lines: the selected one and the first one on the screen. */
export interface Place {
  readonly cursor: Cursor;
  readonly top: number;
}

/**
 * Index of the selected line: the one with the cursor's id; when it is gone, the nearest that can be selected to where it was,
 * looking down first. -1 when nothing can be selected.
 */
export function located(lines: Lines, cursor: Cursor): number {
  if (cursor.id !== undefined) {
    if (lines.idAt(cursor.index) === cursor.id) return cursor.index;
    const index = lines.indexOf(cursor.id);
    if (index >= 0) return index;
  }
  return nearest(lines, cursor.index, 1);
}

/** The nearest line to `index` that can be selected, in the direction first, then against it. -1 when there is none. */
export function nearest(lines: Lines, index: number, direction: 1 | -1): number {
  const start = Math.min(Math.max(index, 0), lines.length - 1);
  const ahead = firstSelectable(lines, start, direction);
  return ahead >= 0 ? ahead : firstSelectable(lines, start, direction === 1 ? -1 : 1);
}

function firstSelectable(lines: Lines, start: number, direction: 1 | -1): number {
  for (let index = start; index >= 0 && index < lines.length; index += direction) {
    if (lines.idAt(index) !== undefined) return index;
  }
  return -1;
}

/** The line `by` lines on, or the last that can be selected that way. One step goes to the next line that can be. */
export function moved(lines: Lines, index: number, by: number): number {
  const direction = by < 0 ? -1 : 1;
  const target = index + by;
  if (target < 0 || target >= lines.length)
    return nearest(lines, target < 0 ? 0 : lines.length - 1, direction === 1 ? -1 : 1);
  const ahead = firstSelectable(lines, target, direction);
  return ahead >= 0 ? ahead : index;
}

/** Cursor at a line. */
export function cursorAt(lines: Lines, index: number): Cursor {
  return { id: lines.idAt(index), index: Math.max(index, 0) };
}

/**
 * The place once more on lines that may have changed: the selection kept by identity, and on the same row of the screen where that
 * is possible, so that nothing jumps.
 */
export function settled(place: Place, lines: Lines, height: number): Place {
  const index = located(lines, place.cursor);
  if (index < 0)
    return {
      cursor: place.cursor,
      top: windowTop({ top: place.top, index: 0, height, length: lines.length, first: 0 }),
    };
  const cursor = cursorAt(lines, index);
  const isSame = cursor.id === place.cursor.id;
  const drift = isSame ? index - place.cursor.index : 0;
  const first = nearest(lines, 0, 1);
  return { cursor, top: windowTop({ top: place.top + drift, index, height, length: lines.length, first }) };
}

interface Window {
  readonly top: number;
  /** Selected line. */
  readonly index: number;
  readonly height: number;
  readonly length: number;
  /** First line that can be selected; with it, what stands above is shown too. */
  readonly first: number;
}

/** First line on the screen: as it was, moved just enough that the selected line is seen and no empty rows follow the last. */
export function windowTop({ top, index, height, length, first }: Window): number {
  if (height <= 0) return index;
  const latest = Math.max(0, length - height);
  const needed = index <= first && index < height ? 0 : top;
  const shown = Math.min(Math.max(needed, index - height + 1), index);
  return Math.max(0, Math.min(shown, latest));
}
