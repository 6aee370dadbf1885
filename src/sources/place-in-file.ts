import type { FieldPath, Origin, Position } from '../model/raw-object.ts';
import type { Positions } from './positions.ts';
import type { SourceText, Stretch } from './source-text.ts';

/** A text, and the means to find places in it: what all that was read from it shares. */
export interface ReadText {
  readonly source: SourceText;
  readonly positions: Positions;
}

/** A piece of a text that was parsed by itself. */
export interface PieceOfText extends Stretch {
  readonly text: ReadText;
  /** Where in the piece's value the objects stand: `[0]` for the item of a YAML list, which is read with its dash. */
  readonly base: FieldPath;
}

/**
 * Where an object stands. A class, for there is one for each object: what a closure would keep besides is several times as much. It
 * holds numbers and what others hold too.
 */
export class PlaceInFile implements Extract<Origin, { readonly kind: 'file' }> {
  readonly line: number;
  readonly #text: ReadText;
  readonly #start: number;
  readonly #end: number;
  /** Where the piece begins. */
  readonly #column: number;
  /** Lines from there to the object. */
  readonly #above: number;
  readonly #path: FieldPath;

  constructor({ text, start, end, line: first, column, base }: PieceOfText, path: FieldPath, line: number) {
    this.line = line;
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.#column = column;
    this.#path = path.length === 0 ? base : [...base, ...path];
    this.#above = line - first;
  }

  get kind(): 'file' {
    return 'file';
  }

  get file(): string {
    return this.#text.source.file;
  }

  locate(path: FieldPath): Position {
    const line = this.line - this.#above;
    const piece = {
      text: this.#text,
      start: this.#start,
      end: this.#end,
      line,
      column: this.#column,
      base: this.#path,
    };
    return locateIn(piece, path);
  }
}

/** The position of what stands at a path of a piece's objects. */
export function locateIn({ text, base, ...stretch }: PieceOfText, path: FieldPath): Position {
  return text.positions.locate(text.source, stretch, [...base, ...path]);
}
