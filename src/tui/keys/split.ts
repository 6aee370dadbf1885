/** The flags Ink sets beside the text of an input event; only those that are looked at. */
export interface KeyFlags {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageDown: boolean;
  readonly pageUp: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
  readonly eventType?: 'press' | 'repeat' | 'release' | undefined;
}

const NAMED: readonly (readonly [flag: keyof KeyFlags, key: string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageDown', 'pgdn'],
  ['pageUp', 'pgup'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/**
 * The keys of one input event, in order. Several characters may arrive as one event (a held key, tmux, a slow line): each is a key of
 * its own, and a line end among them is enter. Names: the character itself, `enter`, `esc`, `tab`, `shift-tab`, `space`, `up` …,
 * `ctrl-x`, `alt-x`.
 */
export function keysOf(input: string, flags: KeyFlags): readonly string[] {
  if (flags.eventType === 'release') return [];
  if (flags.tab) return [flags.shift ? 'shift-tab' : 'tab'];
  const named = NAMED.find(([flag]) => flags[flag] === true)?.[1];
  if (named !== undefined) return [named];
  if (flags.ctrl && input !== '') return [`ctrl-${input === ' ' ? 'space' : input.toLowerCase()}`];
  if (flags.escape) return ['esc'];
  if (flags.meta && input !== '') return [`alt-${input}`];
  return [...input].flatMap(keyOfCharacter);
}

const NAMES: ReadonlySet<string> = new Set([...NAMED.map(([, key]) => key), 'tab', 'shift-tab', 'space', 'esc']);

/** Whether `keysOf` can name a key so. */
export function isKeyName(key: string): boolean {
  return (
    NAMES.has(key) ||
    /^(ctrl-([a-z]|space)|alt-\S)$/.test(key) ||
    ([...key].length === 1 && !/[\s\u0000-\u001f\u007f-\u009f]/.test(key))
  );
}

const CONTROL: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u001b': 'esc',
  '\u007f': 'backspace',
  '\b': 'backspace',
  ' ': 'space',
};

function keyOfCharacter(character: string): readonly string[] {
  const named = CONTROL[character];
  if (named !== undefined) return [named];
  const code = character.codePointAt(0) ?? 0;
  if (code === 0) return ['ctrl-space'];
  if (code < 0x1b) return [`ctrl-${String.fromCharCode(code + 0x60)}`];
  return code < 0x20 || (code >= 0x80 && code < 0xa0) ? [] : [character];
}
