import { printable } from './text.ts';

/** What a piece of text means. Colours are chosen by whoever draws it. */
export type Style =
  | 'plain'
  | 'title'
  | 'dim'
  | 'strong'
  | 'key'
  | 'allowed'
  | 'denied'
  | 'unknown'
  | 'open'
  | 'rules'
  | 'sealed'
  | 'warning'
  | 'error'
  | 'info'
  | 'namespace'
  | 'policy'
  | 'link'
  | 'code'
  | 'match'
  | 'nearmiss'
  /** Where the next character goes in a field, and what a search has found: only on a screen. */
  | 'caret'
  | 'found';

/** `text` has been through `printable`: it holds no control characters. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

/** A span of any text, made fit to be shown. */
export function span(text: string, style: Style = 'plain'): Span {
  return { text: printable(text), style };
}

export function plainText(line: Line): string {
  return line.map((piece) => piece.text).join('');
}
