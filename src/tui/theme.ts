import { glyphsFor } from '../present/glyphs.ts';
import type { Line, Span } from '../present/spans.ts';
import { cut, pad, width } from '../present/text.ts';
import type { Codes } from './colour/choose-theme.ts';

/** Turns lines of meaning into text with SGR sequences, each at most so many columns wide. */
export interface Theme {
  /** The line, cut; nothing is added behind it. */
  readonly paint: (line: Line, columns: number) => string;
  /** The line as the selected one: in reverse, over the whole width; what was searched for in it is underlined. */
  readonly paintSelected: (line: Line, columns: number) => string;
}

const SGR_OFF = '\u001b[0m';

// Punctuation of sentences; glyphs have an ASCII set of their own. A stroke between ports would read as a range.
const PLAIN_PUNCTUATION: Readonly<Record<string, string>> = { '·': ';', '–': '-', '…': '~', '→': '>', '×': 'x' };

function inAscii(text: string): string {
  return text.replace(/[·–…→×]/g, (character) => PLAIN_PUNCTUATION[character] ?? character);
}

export interface ThemeOptions {
  readonly codes: Codes;
  /** Nothing outside ASCII but what the input itself holds. */
  readonly ascii: boolean;
}

/** A theme that draws every meaning by its SGR numbers. */
export function themeFor({ codes, ascii }: ThemeOptions): Theme {
  const { ellipsis } = glyphsFor(ascii ? 'ascii' : 'unicode');
  const spelled = (line: Line): Line =>
    ascii ? line.map(({ text, style }) => ({ text: inAscii(text), style })) : line;
  return {
    paint: (line, columns) => paintLine(spelled(line), columns, codes, ellipsis),
    paintSelected: (line, columns) => `\u001b[7m${selectedText(spelled(line), columns, ellipsis)}${SGR_OFF}`,
  };
}

const FOUND_ON = '\u001b[1;4m';
const FOUND_OFF = '\u001b[22;24m';

function selectedText(line: Line, columns: number, ellipsis: string): string {
  const whole = line.map(({ text }) => text).join('');
  if (line.every(({ style }) => style !== 'found')) return pad(cut(whole, columns, ellipsis), columns);
  const pieces = cutLine(line, columns, ellipsis);
  const taken = pieces.reduce((sum, { text }) => sum + width(text), 0);
  const text = pieces
    .map((piece) => (piece.style === 'found' ? FOUND_ON + piece.text + FOUND_OFF : piece.text))
    .join('');
  return text + ' '.repeat(Math.max(0, columns - taken));
}

// An SGR sequence only where the style changes: cost on the wire follows their number.
function paintLine(line: Line, columns: number, codes: Codes, ellipsis: string): string {
  let text = '';
  let current = '';
  for (const piece of cutLine(line, columns, ellipsis)) {
    const code = codes[piece.style];
    if (code !== current) {
      text += current === '' ? '' : SGR_OFF;
      text += code === '' ? '' : `\u001b[${code}m`;
      current = code;
    }
    text += piece.text;
  }
  return current === '' ? text : text + SGR_OFF;
}

/** The line in at most so many columns; the mark stands where something was cut off. */
function cutLine(line: Line, columns: number, ellipsis: string): Line {
  const total = line.reduce((sum, { text }) => sum + width(text), 0);
  if (total <= columns) return line.filter(({ text }) => text !== '');
  const pieces: Span[] = [];
  let left = columns;
  for (const { text, style } of line) {
    const taken = width(text);
    if (taken >= left) return [...pieces, { text: cut(`${text}${ellipsis}${ellipsis}`, left, ellipsis), style }];
    if (text !== '') pieces.push({ text, style });
    left -= taken;
  }
  return pieces;
}
