import { type Line, span } from '../../present/spans.ts';
import { wrapLine } from '../../present/wrap-line.ts';

/** A line broken to fit into `columns`, `indent` blanks before it and two more before what follows its first piece. */
export function hangingLines(line: Line, columns: number, indent: number): readonly Line[] {
  const room = Math.max(8, columns - indent - 2);
  return wrapLine(line, room).map((piece, i) => [span(' '.repeat(i === 0 ? indent : indent + 2)), ...piece]);
}
