import { emptyObject } from './json-object.ts';
import { roughKeys } from './rough-json.ts';
import { DEEPEST } from './yaml-value.ts';

/**
 * The value of a JSON text as every source builds values, by the JSON parser. Undefined where the parser of record has to look:
 * what is no JSON, a key that stands twice (there are fewer keys than were written), numbers JSON cannot hold.
 */
export function readJson(text: string): { readonly value: unknown } | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const tally: Tally = { keys: 0, faulty: false };
  const value = rebuild(parsed, tally, 0);
  return tally.faulty || tally.keys !== roughKeys(text) ? undefined : { value };
}

interface Tally {
  keys: number;
  faulty: boolean;
}

function rebuild(value: unknown, tally: Tally, depth: number): unknown {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) tally.faulty = true;
    return value === 0 ? 0 : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) {
    tally.faulty = true;
    return null;
  }
  if (Array.isArray(value)) return value.map((item) => rebuild(item, tally, depth + 1));
  const object = emptyObject();
  for (const key of Object.keys(value)) {
    tally.keys += 1;
    object[key] = rebuild((value as { [key: string]: unknown })[key], tally, depth + 1);
  }
  return object;
}
