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

const ROOT: FieldPath = [];

/** Where an object stands that was read from this piece, at this path below the piece's base, and begins on this line. */
export function placeInFile(piece: PieceOfText, path: FieldPath, line: number): Origin {
  const below = path.length === 0 ? piece.base : [...piece.base, ...path];
  return below.length === 0 && line === piece.line ? new WholePiece(piece, line) : new PartOfPiece(piece, below, line);
}

/**
 * An object that is all of its piece. A class, for there is one for each object: what a closure would keep besides is several times as
 * much. It holds numbers and what others hold too.
 */
class WholePiece implements Extract<Origin, { readonly kind: 'file' }> {
  readonly line: number;
  readonly #text: ReadText;
  readonly #start: number;
  readonly #end: number;
  /** Where the piece begins. */
  readonly #column: number;

  constructor({ text, start, end, column }: PieceOfText, line: number) {
    this.line = line;
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.#column = column;
  }

  get kind(): 'file' {
    return 'file';
  }

  get file(): string {
    return this.#text.source.file;
  }

  locate(path: FieldPath): Position {
    return locateIn(this.piece(), path);
  }

  protected piece(): PieceOfText {
    return {
      text: this.#text,
      start: this.#start,
      end: this.#end,
      line: this.line,
      column: this.#column,
      base: ROOT,
    };
  }
}

/** An object among others of its piece, or below a dash. */
class PartOfPiece extends WholePiece {
  /** Lines from the begin of the piece to the object. */
  readonly #above: number;
  readonly #path: FieldPath;

  constructor(piece: PieceOfText, path: FieldPath, line: number) {
    super(piece, line);
    this.#above = line - piece.line;
    this.#path = path;
  }

  protected override piece(): PieceOfText {
    return { ...super.piece(), line: this.line - this.#above, base: this.#path };
  }
}

/** The position of what stands at a path of a piece's objects. */
export function locateIn({ text, base, ...stretch }: PieceOfText, path: FieldPath): Position {
  return text.positions.locate(text.source, stretch, [...base, ...path]);
}
