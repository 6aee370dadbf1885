import { type Line, span } from '../../present/spans.ts';
import { width } from '../../present/text.ts';
import type { TextField } from '../state/text-field.ts';

/** A field in at most `columns` columns, scrolled so that the caret is seen; without a caret when it is not being written. */
export function fieldSpans(field: TextField, columns: number, isFocused: boolean): Line {
  const characters = [...field.text];
  if (!isFocused) return [span(characters.slice(0, Math.max(0, columns)).join(''), 'strong')];
  let start = 0;
  while (width(characters.slice(start, field.caret).join('')) > columns - 2) start += 1;
  const before = characters.slice(start, field.caret).join('');
  const under = characters[field.caret] ?? ' ';
  const room = Math.max(0, columns - width(before) - width(under));
  const after = characters.slice(field.caret + 1, field.caret + 1 + room).join('');
  const pieces: Line = [span(before, 'strong'), span(under, 'caret'), span(after, 'strong')];
  return pieces.filter(({ text }) => text !== '');
}
