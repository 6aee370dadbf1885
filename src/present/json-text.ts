import type { Json } from './json.ts';

// Control characters beyond those JSON escapes, and characters that reorder text, as escapes: the same data, safe on a terminal.
const UNSAFE_IN_JSON = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** JSON in one line, safe to be shown on a terminal. */
export function jsonLine(value: Json): string {
  return escaped(JSON.stringify(value));
}

/** JSON over several lines. */
export function jsonText(value: Json): string {
  return `${escaped(JSON.stringify(value, null, 2))}\n`;
}

/** A list as `jsonText` has it, of which some are given at a time. */
export function* jsonListInPieces(pieces: Iterable<readonly Json[]>): Generator<string> {
  let isFirst = true;
  for (const some of pieces) {
    if (some.length === 0) continue;
    const items = some.map((item) => `  ${escaped(JSON.stringify(item, null, 2)).replaceAll('\n', '\n  ')}`);
    yield `${isFirst ? '[' : ','}\n${items.join(',\n')}`;
    isFirst = false;
  }
  yield isFirst ? '[]\n' : '\n]\n';
}

function escaped(json: string): string {
  return json.replace(UNSAFE_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
