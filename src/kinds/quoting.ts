/**
 * Characters that must not reach a terminal: C0 and C1 controls (escape sequences among them), the separators that break lines, and
 * the marks that reorder text so that it reads as something else.
 */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Longest piece of input repeated in a message; what is longer is cut, for the place is named beside it. */
const LONGEST = 80;

/** Text from the input, safe to print: every unprintable character becomes `�`. */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, '\ufffd');
}

/** A value from the input as a message shows it: printable, cut to a readable length, strings in double quotes. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : jsonOf(value);
  const safe = printable(text);
  return safe.length <= LONGEST ? safe : `${safe.slice(0, LONGEST - 1)}…`;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, part) => (part instanceof Map ? Object.fromEntries(part) : part)) ?? 'null';
  } catch {
    return 'a value that cannot be printed';
  }
}
