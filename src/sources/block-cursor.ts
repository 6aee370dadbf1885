/** A place in a text that is read line by line. It always stands on the first character of a line's content. */
export interface Cursor {
  readonly text: string;
  /** Offset of the content. */
  at: number;
  /** Spaces before the content; -1 behind the last line. */
  indent: number;
}

/**
 * The fast reader met something it does not read for certain as the parser of record would; that one has to read the text. Made once:
 * where it is thrown says nothing.
 */
export const HAND_OVER = new Error('left to the parser of record');

export const NEWLINE = 10;
export const SPACE = 32;
export const TAB = 9;
export const HASH = 35;
export const DASH = 45;
export const COLON = 58;

/** Moves to the next content, from the beginning of a line on. Empty lines and comments are passed over. */
export function toContent(cursor: Cursor, lineStart: number): void {
  const { text } = cursor;
  let start = lineStart;
  for (;;) {
    let at = start;
    while (text.charCodeAt(at) === SPACE) at += 1;
    if (at >= text.length) {
      cursor.at = text.length;
      cursor.indent = -1;
      return;
    }
    const code = text.charCodeAt(at);
    if (code !== NEWLINE && code !== HASH) {
      if (at === start && isMarker(text, at)) throw HAND_OVER;
      cursor.at = at;
      cursor.indent = at - start;
      return;
    }
    start = nextLine(text, at);
  }
}

/** Offset of the line after this one, or the text's length. */
export function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}

/** Whether a character ends a word: a space, a line's end, the text's end. */
export function endsWord(code: number): boolean {
  return code === SPACE || code === NEWLINE || Number.isNaN(code);
}

/** Moves on after a value: nothing but a comment may stand on the rest of its line. */
export function finishLine(cursor: Cursor, from: number): void {
  const { text } = cursor;
  let at = from;
  while (text.charCodeAt(at) === SPACE) at += 1;
  const code = text.charCodeAt(at);
  if (at < text.length && code !== NEWLINE && (code !== HASH || at === from)) throw HAND_OVER;
  toContent(cursor, nextLine(text, at));
}

/** A copy of a stretch that does not keep the whole text in memory, as a long slice would. */
export function copyOf(text: string, from: number, to: number): string {
  // Up to this length slices are copies anyway.
  if (to - from < 13) return text.slice(from, to);
  return `\n${text.slice(from, to)}`.slice(1);
}

function isMarker(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 37 || ((code === DASH || code === 46) && (text.startsWith('---', at) || text.startsWith('...', at)));
}
