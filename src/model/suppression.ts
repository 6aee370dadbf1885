/** The annotation by which an object asks that findings about it be left out: `code[, code]: reason`. */
export const SUPPRESSION_ANNOTATION = 'netpol-tui.dev/ignore';

/** What the annotation asks for. Without a reason it asks in vain. */
export interface Suppression {
  readonly codes: readonly string[];
  /** Empty when none is given. */
  readonly reason: string;
}

/** Reads the annotation's value; the codes stand before the first colon. */
export function readSuppression(written: string): Suppression {
  const colon = written.indexOf(':');
  const codes = colon < 0 ? written : written.slice(0, colon);
  return {
    codes: codes
      .split(/[\s,]+/)
      .map((code) => code.trim())
      .filter((code) => code !== ''),
    reason: colon < 0 ? '' : written.slice(colon + 1).trim(),
  };
}
