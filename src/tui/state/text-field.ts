/** One line of text being typed; the caret counts characters from 0 to the text's length. */
export interface TextField {
  readonly text: string;
  readonly caret: number;
}

export const EMPTY_FIELD: TextField = { text: '', caret: 0 };

/** A field with this text and the caret behind it. */
export function fieldOf(text: string): TextField {
  return { text, caret: [...text].length };
}

/** The field after a key, or undefined when the key does not edit. Keys as in a shell: `ctrl-a ctrl-e ctrl-u ctrl-k ctrl-w`. */
export function edited(field: TextField, key: string): TextField | undefined {
  const before = [...field.text].slice(0, field.caret);
  const after = [...field.text].slice(field.caret);
  const edit = EDITS[key];
  if (edit !== undefined) return edit(before, after);
  return isCharacter(key) ? joined([...before, key === 'space' ? ' ' : key], after) : undefined;
}

/** The field after a paste: one line, without control characters. */
export function pasted(field: TextField, text: string): TextField {
  const clean = [...text.replace(/\s+/g, ' ').trim()].filter((character) => !isControl(character));
  const characters = [...field.text];
  return joined([...characters.slice(0, field.caret), ...clean], characters.slice(field.caret));
}

type Edit = (before: readonly string[], after: readonly string[]) => TextField;

const EDITS: Readonly<Record<string, Edit>> = {
  left: (before, after) => joined(before.slice(0, -1), [...before.slice(-1), ...after]),
  right: (before, after) => joined([...before, ...after.slice(0, 1)], after.slice(1)),
  home: (before, after) => joined([], [...before, ...after]),
  end: (before, after) => joined([...before, ...after], []),
  backspace: (before, after) => joined(before.slice(0, -1), after),
  delete: (before, after) => joined(before, after.slice(1)),
  'ctrl-a': (before, after) => joined([], [...before, ...after]),
  'ctrl-e': (before, after) => joined([...before, ...after], []),
  'ctrl-u': (_before, after) => joined([], after),
  'ctrl-k': (before) => joined(before, []),
  'ctrl-w': (before, after) => joined(withoutLastWord(before), after),
};

function joined(before: readonly string[], after: readonly string[]): TextField {
  return { text: before.join('') + after.join(''), caret: before.length };
}

function withoutLastWord(characters: readonly string[]): readonly string[] {
  return [...characters.join('').replace(/[^\s/:]*[\s/:]*$/, '')];
}

function isCharacter(key: string): boolean {
  return key === 'space' || ([...key].length === 1 && !isControl(key));
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}
