import stringWidth from 'string-width';
import { remember } from '../model/memo.ts';

// Controls of both sets, characters that reorder or hide text, line and paragraph separators, and lone surrogates.
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ONLY_ASCII = /^[\u0020-\u007e]*$/;

/**
 * Text from files and clusters made fit for a terminal: what would move the cursor, change colours, reorder or hide text is shown
 * as an escape (`\x1b`, `\n`, `\u202e`) instead of acting. Every string that was not written in this program passes here.
 */
export function printable(text: string): string {
  return ONLY_ASCII.test(text) ? text : text.replace(UNPRINTABLE, escaped);
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  const code = character.charCodeAt(0);
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

const IN_ASCII: Readonly<Record<string, string>> = {
  '·': ';',
  '–': '-',
  '…': '~',
  '→': '>',
  '←': '<',
  '✓': '+',
  '✗': 'x',
};

/** The text without characters outside ASCII, as wide as before wherever it was narrow; letters without an equal become `?`. */
export function toAscii(text: string): string {
  if (ONLY_ASCII.test(text)) return text;
  return [...graphemesOf(text)]
    .map(({ segment }) => IN_ASCII[segment] ?? (ONLY_ASCII.test(segment) ? segment : '?'))
    .join('');
}

/** Columns the text takes on a terminal. */
export function width(text: string): number {
  return ONLY_ASCII.test(text) ? text.length : remember(widths, text, () => measured(text));
}

/** Of texts met lately: the same few cells are drawn again and again, and measuring one takes longer than all else done with it. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 4096;

function measured(text: string): number {
  if (widths.size >= MOST_WIDTHS) widths.clear();
  return stringWidth(text);
}

/** The text in at most `columns` columns; `ellipsis` stands for what was cut off, when there is room for it. */
export function cut(text: string, columns: number, ellipsis = '…'): string {
  if (columns <= 0) return '';
  if (width(text) <= columns) return text;
  const mark = width(ellipsis) < columns ? ellipsis : '';
  return head(text, columns - width(mark)) + mark;
}

let graphemes: Intl.Segmenter | undefined;

/** The text's grapheme clusters. The segmenter is made when a text needs it: making it takes 10 ms, a third of an empty Node's start. */
function graphemesOf(text: string): Intl.Segments {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return graphemes.segment(text);
}

/** The longest beginning that takes at most `columns` columns; wide characters and clusters are never split. */
function head(text: string, columns: number): string {
  if (ONLY_ASCII.test(text)) return text.slice(0, columns);
  let kept = '';
  let taken = 0;
  for (const { segment } of graphemesOf(text)) {
    taken += stringWidth(segment);
    if (taken > columns) break;
    kept += segment;
  }
  return kept;
}

/** The text in at most `columns` columns, cut at its beginning: of a place in a file, the end is what matters. */
export function cutStart(text: string, columns: number, ellipsis = '…'): string {
  if (columns <= 0) return '';
  if (width(text) <= columns) return text;
  const mark = width(ellipsis) < columns ? ellipsis : '';
  return mark + tail(text, columns - width(mark));
}

/**
 * The text in at most `columns` columns, cut in its middle: names of replicas differ at their ends. `end`: how many columns its end keeps,
 * half of them where that is not said.
 */
export function cutMiddle(text: string, columns: number, ellipsis = '…', end?: number): string {
  const least = 3 * width(ellipsis);
  if (width(text) <= columns || columns < least) return cut(text, columns, ellipsis);
  const kept = columns - width(ellipsis);
  const behind = Math.min(kept, end ?? Math.floor(kept / 2));
  return head(text, kept - behind) + ellipsis + tail(text, behind);
}

/** The longest end that takes at most `columns` columns. */
function tail(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (ONLY_ASCII.test(text)) return text.slice(-columns);
  let kept = '';
  let taken = 0;
  for (const { segment } of [...graphemesOf(text)].reverse()) {
    taken += stringWidth(segment);
    if (taken > columns) break;
    kept = segment + kept;
  }
  return kept;
}

export type Align = 'left' | 'right';

/** The text followed (or preceded) by blanks up to `columns` columns; longer text stays as it is. */
export function pad(text: string, columns: number, align: Align = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - width(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

export interface FitOptions {
  readonly align?: Align;
  readonly ellipsis?: string;
}

/** The text in exactly `columns` columns: cut or padded. */
export function fit(text: string, columns: number, { align = 'left', ellipsis = '…' }: FitOptions = {}): string {
  return pad(cut(text, columns, ellipsis), Math.max(0, columns), align);
}

/** The text in lines of at most `columns` columns, broken at blanks; a word that is longer is broken where it must be. */
export function wrap(text: string, columns: number): readonly string[] {
  const limit = Math.max(1, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((piece) => chopped(piece, limit))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (width(longer) <= limit) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function chopped(word: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let rest = word;
  while (width(rest) > columns) {
    // A character wider than the line goes onto a line of its own.
    const [first] = graphemesOf(rest);
    const piece = head(rest, columns) || (first?.segment ?? rest);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return rest === '' && pieces.length > 0 ? pieces : [...pieces, rest];
}

/** `1 pod`, `2 pods`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`; with `most`, `a, b and 3 more`. */
export function enumerate(items: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  if (shown.length <= 1) return shown[0] ?? '';
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
