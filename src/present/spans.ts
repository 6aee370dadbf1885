import { printable } from './text.ts';

/** What a piece of text can mean; a skin names its colours by these words. The last two are only on a screen: where the next character goes in a field, and what a search has found. */
export const STYLES = [
  'plain',
  'title',
  'dim',
  'strong',
  'key',
  'allowed',
  'denied',
  'unknown',
  'open',
  'rules',
  'sealed',
  'warning',
  'error',
  'info',
  'namespace',
  'policy',
  'link',
  'code',
  'match',
  'nearmiss',
  'caret',
  'found',
] as const;

/** What a piece of text means. Colours are chosen by whoever draws it. */
export type Style = (typeof STYLES)[number];

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
