import type { FieldPath, Position } from '../model/raw-object.ts';
import { beginOf, type SourceText, type Stretch } from './source-text.ts';
import { readYaml, type YamlDocument } from './yaml-document.ts';

/** Finds where in a source something stands, by reading that stretch again. */
export interface Positions {
  /** The key or item at a path of the stretch's value, or the nearest above it; its begin when the file has changed since. */
  readonly locate: (source: SourceText, stretch: Stretch, path: FieldPath) => Position;
}

/** Parsed documents are large, and whoever asks for one position of an object asks for more. */
const KEPT = 4;

export function createPositions(): Positions {
  const recent: { source: SourceText; start: number; document: YamlDocument }[] = [];
  return {
    locate: (source, stretch, path) => {
      const known = recent.findIndex((entry) => entry.source === source && entry.start === stretch.start);
      const [entry] = known === -1 ? [] : recent.splice(known, 1);
      const document = entry?.document ?? parse(source, stretch);
      if (document === undefined) return beginOf(source.file, stretch);
      recent.unshift({ source, start: stretch.start, document });
      recent.length = Math.min(recent.length, KEPT);
      return document.locate(path);
    },
  };
}

function parse(source: SourceText, stretch: Stretch): YamlDocument | undefined {
  const bytes = source.read(stretch.start, stretch.end);
  return bytes === undefined ? undefined : readYaml(bytes.toString(), beginOf(source.file, stretch));
}
