import type { Json } from '../../present/json.ts';
import { yamlText } from '../../present/yaml-text.ts';
import type { SourcePlace, SourceText } from '../state/screens.ts';

const MOST_LINES = 5000;
const SEPARATOR = /^(---|\.\.\.)(\s|$)/;

/**
 * The object that begins on a line of a file: up to the next document, or, for an item of a list, up to the next item. Lines count
 * from 1. Of a file without such a line, everything.
 */
export function sourceSlice(text: string, { part, line }: SourcePlace): Extract<SourceText, { state: 'read' }> {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const named = line >= 1 && line <= lines.length ? line - 1 : 0;
  const first = part === 'object' ? named : documentStart(lines, named);
  const unfolded = part === 'object' ? unfoldedLine(lines[first] ?? '') : undefined;
  if (unfolded !== undefined) return { state: 'read', firstLine: first + 1, lines: unfolded, unfolded: true };
  const last = lastLineOf(lines, first);
  return { state: 'read', firstLine: first + 1, lines: lines.slice(first, Math.min(last, first + MOST_LINES)) };
}

/** An object that stands on one line as JSON, as snapshots have it, for people to read; undefined for any other line. */
function unfoldedLine(line: string): readonly string[] | undefined {
  const text = line.trim().replace(/,$/, '');
  if (!text.startsWith('{"') || !text.endsWith('}')) return undefined;
  try {
    // What JSON.parse returns holds nothing but JSON.
    return yamlText(JSON.parse(text) as Json)
      .trimEnd()
      .split('\n');
  } catch {
    return undefined;
  }
}

function lastLineOf(lines: readonly string[], first: number): number {
  const opening = lines[first] ?? '';
  const indent = indentOf(opening);
  const isItem = /^\s*- /.test(opening);
  const isNested = isItem || indent > 0;
  for (let i = first + 1; i < lines.length; i++) {
    const text = lines[i] ?? '';
    if (SEPARATOR.test(text)) return i;
    if (!isNested || text.trim() === '' || indentOf(text) > indent) continue;
    // JSON closes its braces on the indentation of the line that opened them.
    return isClosing(text) && !isItem ? i + 1 : i;
  }
  return lines.length;
}

function documentStart(lines: readonly string[], line: number): number {
  const nearest = lines.findLastIndex((text, i) => i < line && SEPARATOR.test(text));
  return Math.max(nearest + 1, line - MOST_LINES / 2);
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

function isClosing(text: string): boolean {
  return /^\s*[}\]]/.test(text);
}

/** The lines of an item of a list as those of a document of its own: without its dash, and as far left. */
export function dedented(lines: readonly string[]): readonly string[] {
  const [first = '', ...rest] = lines;
  const dash = /^(\s*)- /.exec(first);
  const margin = dash === null ? indentOf(first) : (dash[1] ?? '').length + 2;
  const cut = (line: string): string => line.slice(Math.min(margin, indentOf(line)));
  return [dash === null ? cut(first) : first.slice(margin), ...rest.map(cut)];
}
