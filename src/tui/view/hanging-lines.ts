import { type Line, span } from '../../present/spans.ts';
import { width } from '../../present/text.ts';
import { wrapLine } from '../../present/wrap-line.ts';

/**
 * A line broken to fit into `columns`, `indent` blanks before it and two more before what follows its first piece. Blanks that it
 * begins with itself stand before all pieces.
 */
export function hangingLines(line: Line, columns: number, indent: number): readonly Line[] {
  const own = /^ */.exec(line[0]?.text ?? '')?.[0].length ?? 0;
  const margin = indent + own;
  const room = Math.max(NARROWEST, columns - margin - 2);
  const [first, ...others] = line;
  const text = first === undefined ? [] : [{ ...first, text: first.text.slice(own) }, ...others];
  return wrapLine(text, room).map((piece, i) => [span(' '.repeat(i === 0 ? margin : margin + 2)), ...piece]);
}

const NARROWEST = 8;

/** A text behind a head, broken to fit into `columns`: what is broken off stands below the text. */
export function headedLines(head: Line, text: Line, columns: number): readonly Line[] {
  const margin = head.reduce((sum, piece) => sum + width(piece.text), 0);
  return wrapLine(text, Math.max(NARROWEST, columns - margin)).map((piece, i) => [
    ...(i === 0 ? head : [span(' '.repeat(margin))]),
    ...piece,
  ]);
}
