/**
 * What the API server's reader makes of an unquoted scalar. It is neither YAML 1.1 nor 1.2: octal with and without `o`, underscores,
 * `yes` and `on`, but no base 60 and no dates (semantics §8.1; the cases are in the test of this file).
 */
export type PlainValue = string | number | boolean | null;

const WORDS: ReadonlyMap<string, PlainValue> = new Map<string, PlainValue>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const LONGEST_WORD = 5;

/** First characters of scalars that may be something else than text; every other scalar is text. */
const HINTS: ReadonlySet<number> = new Set(Array.from('0123456789+-.yYnNtTfFoO~', (hint) => hint.charCodeAt(0)));

// Without a digit before the point underscores may only separate digits.
const FRACTION = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/** The value of a plain scalar. Infinite and not-a-number where it says so: JSON has neither, so the document is refused. */
export function resolvePlain(text: string): PlainValue {
  if (text === '') return null;
  const first = text.charCodeAt(0);
  if (!HINTS.has(first)) return text;
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  if (first === 46) return FRACTION.test(text) ? finite(text.replaceAll('_', ''), text) : text;
  return first <= 57 ? resolveNumber(text) : text;
}

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function resolveNumber(text: string): string | number {
  if (text.length < 16 && /^(?:0|[1-9][0-9]*)$/.test(text)) return Number(text);
  // Behind its first character a number may have underscores anywhere.
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = prefixedInteger(digits);
  if (integer !== undefined) return integer;
  return FLOAT.test(digits) ? finite(digits, text) : text;
}

const PREFIXED = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;

function prefixedInteger(digits: string): number | undefined {
  const match = PREFIXED.exec(digits);
  if (match === null) return undefined;
  const [, sign = '', hex, binary, octal] = match;
  const value = BigInt(hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : `0o${octal}`);
  if (value > largestInteger(sign)) return undefined;
  return sign === '-' && value !== 0n ? -Number(value) : Number(value);
}

// Beyond these the server's reader sees no integer.
function largestInteger(sign: string): bigint {
  if (sign === '-') return 2n ** 63n;
  return sign === '+' ? 2n ** 63n - 1n : 2n ** 64n - 1n;
}

// A number too large for a float is text; JSON knows no negative zero worth keeping.
function finite(digits: string, text: string): string | number {
  const value = Number(digits);
  if (!Number.isFinite(value)) return text;
  return value === 0 ? 0 : value;
}

/**
 * The JSON key of a plain scalar that is one: `on:` is `true`, `0x10:` is `16`, fractions in the shortest form a 32-bit float needs.
 * Undefined for null, which is no key.
 */
export function plainKey(text: string): string | undefined {
  const value = resolvePlain(text);
  if (value === null) return undefined;
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(Math.fround(value))) return value > 0 ? '.inf' : '-.inf';
  return isInteger(text, value) ? BigInt(value).toString() : floatKey(value);
}

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;

function isInteger(text: string, value: number): boolean {
  return Math.abs(value) < 2 ** 63 && INTEGER.test(text.replaceAll('_', ''));
}

// Go's 'g' format at 32 bits: an exponent below a ten-thousandth and from a million on.
function floatKey(value: number): string {
  if (value === 0) return '0';
  let precision = 1;
  while (precision < 9 && Math.fround(Number(value.toPrecision(precision))) !== Math.fround(value)) precision += 1;
  const [mantissa = '', exponent = '0'] = Number(value.toPrecision(precision)).toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${mantissa}e${power}`));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
