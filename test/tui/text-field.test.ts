import { describe, expect, test } from 'vitest';
import { edited, fieldOf, pasted, type TextField } from '../../src/tui/state/text-field.ts';

/** A field as text with `|` for the caret. */
function shown({ text, caret }: TextField): string {
  const characters = [...text];
  return `${characters.slice(0, caret).join('')}|${characters.slice(caret).join('')}`;
}

function field(text: string): TextField {
  return { text: text.replace('|', ''), caret: [...text.slice(0, text.indexOf('|'))].length };
}

describe('editing', () => {
  const cases: readonly (readonly [before: string, key: string, after: string])[] = [
    ['we|b', 'x', 'wex|b'],
    ['a|', 'space', 'a |'],
    ['we|b', 'left', 'w|eb'],
    ['|web', 'left', '|web'],
    ['we|b', 'right', 'web|'],
    ['we|b', 'home', '|web'],
    ['we|b', 'ctrl-e', 'web|'],
    ['we|b', 'backspace', 'w|b'],
    ['|web', 'backspace', '|web'],
    ['we|b', 'delete', 'we|'],
    ['we|b', 'ctrl-u', '|b'],
    ['we|b', 'ctrl-k', 'we|'],
    ['shop/web|', 'ctrl-w', 'shop/|'],
    ['shop/deploy/|', 'ctrl-w', 'shop/|'],
    ['shop/db:5432|', 'ctrl-w', 'shop/db:|'],
    ['日|本', 'backspace', '|本'],
    ['😀|', 'left', '|😀'],
  ];
  test.each(cases)('%s and %s give %s', (before, key, after) => {
    const result = edited(field(before), key);
    expect(result === undefined ? undefined : shown(result)).toBe(after);
  });

  test.each(['up', 'pgdn', 'ctrl-x', 'alt-b', 'esc'])('%s does not edit', (key) => {
    expect(edited(fieldOf('web'), key)).toBeUndefined();
  });

  test('a paste is one line without control characters', () => {
    expect(shown(pasted(field('a|z'), ' 10.2.3.4:\u001b[31m8080\r\n'))).toBe('a10.2.3.4:[31m8080|z');
  });
});
