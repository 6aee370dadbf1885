import type { Json, JsonObject } from './json.ts';
import { jsonLine } from './json-text.ts';

/** A value as a YAML document. Strings are quoted wherever a reader of YAML 1.1 or 1.2 might take them for something else. */
export function yamlText(value: Json): string {
  return `${block(value, 0).join('\n')}\n`;
}

function block(value: Json, depth: number): readonly string[] {
  if (isList(value) && value.length > 0) return value.flatMap((item) => itemLines(item, depth));
  if (isObject(value) && Object.keys(value).length > 0) return fieldLines(value, depth);
  return [margin(depth) + scalar(value)];
}

function itemLines(item: Json, depth: number): readonly string[] {
  if (!isFilled(item)) return [`${margin(depth)}- ${scalar(item)}`];
  // The first line of a nested block follows the dash.
  const [first = '', ...rest] = block(item, depth + 1);
  return [`${margin(depth)}- ${first.trimStart()}`, ...rest];
}

function fieldLines(value: JsonObject, depth: number): readonly string[] {
  return Object.entries(value).flatMap(([key, field]): readonly string[] => {
    if (field === undefined) return [];
    const name = `${margin(depth)}${plainOrQuoted(key)}:`;
    return isFilled(field) ? [name, ...block(field, depth + 1)] : [`${name} ${scalar(field)}`];
  });
}

function isFilled(value: Json): boolean {
  if (isList(value)) return value.length > 0;
  return isObject(value) && Object.values(value).some((field) => field !== undefined);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

function scalar(value: Json): string {
  if (typeof value === 'string') return plainOrQuoted(value);
  return isObject(value) ? '{}' : jsonLine(value);
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$/;
// What YAML 1.1 or 1.2 reads as a boolean, null or number although it begins with a letter.
const RESERVED = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

function plainOrQuoted(text: string): string {
  return PLAIN.test(text) && !RESERVED.test(text) ? text : jsonLine(text);
}

function margin(depth: number): string {
  return '  '.repeat(depth);
}
