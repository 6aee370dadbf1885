import type { Line, Span } from './spans.ts';
import { width, wrap } from './text.ts';

/** A line broken at blanks into lines of at most `columns` columns; each piece keeps its style. */
export function wrapLine(line: Line, columns: number): readonly Line[] {
  const whole = line.map((piece) => piece.text).join('');
  if (width(whole) <= columns) return [line];
  const lines: Line[] = [];
  let at = 0;
  for (const text of wrap(whole, columns)) {
    const from = whole.indexOf(text, at);
    at = from + text.length;
    lines.push(sliceLine(line, from, at));
  }
  return lines;
}

/** The characters from `from` up to `to`, counted over the whole line. */
function sliceLine(line: Line, from: number, to: number): Line {
  const kept: Span[] = [];
  let at = 0;
  for (const { text, style } of line) {
    const piece = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (piece !== '') kept.push({ text: piece, style });
    at += text.length;
  }
  return kept;
}
