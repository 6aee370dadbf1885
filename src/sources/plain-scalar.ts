/** `.inf` and `.nan`: numbers of YAML that JSON does not have. */
export const NO_JSON = Symbol('no JSON value');

export type PlainValue = string | number | boolean | null | typeof NO_JSON;

const WORDS = new Map<string, boolean | null>();
for (const word of ['', '~', 'null']) for (const written of spellings(word)) WORDS.set(written, null);
for (const word of ['y', 'yes', 'on', 'true']) for (const written of spellings(word)) WORDS.set(written, true);
for (const word of ['n', 'no', 'off', 'false']) for (const written of spellings(word)) WORDS.set(written, false);

/** `no`, `No`, `NO`: the spellings that count; `nO` is a string. */
function spellings(word: string): readonly string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * What the API server's reader makes of a plain scalar (semantics §8.1): booleans, octals and underscores as in YAML 1.1, `0o17`
 * as in 1.2, neither dates nor base 60.
 */
export function plainValue(text: string): PlainValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (NOT_FINITE.test(text)) return NO_JSON;
  const digits = text.replaceAll('_', '');
  if (INTEGER.test(digits)) return integer(digits);
  return FLOAT.test(digits) ? Number(digits) : text;
}

function integer(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').toLowerCase();
  const octal = /^0o?([0-7]+)$/.exec(digits)?.[1];
  // Zero has no sign in JSON.
  return (octal === undefined ? Number(digits) : Number.parseInt(octal, 8)) * sign || 0;
}
