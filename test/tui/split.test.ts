import { describe, expect, test } from 'vitest';
import { type KeyFlags, keysOf } from '../../src/tui/keys/split.ts';

const NONE: KeyFlags = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  tab: false,
  backspace: false,
  delete: false,
  ctrl: false,
  shift: false,
  meta: false,
};

describe('keys of one input event', () => {
  const cases: readonly (readonly [what: string, input: string, flags: Partial<KeyFlags>, keys: readonly string[]])[] =
    [
      ['a held key comes as one text', 'jjj', {}, ['j', 'j', 'j']],
      ['a word and enter come as one text', 'abc\r', {}, ['a', 'b', 'c', 'enter']],
      ['a line feed is enter', 'a\n', {}, ['a', 'enter']],
      ['a control character inside a text', 'j\u0004k', {}, ['j', 'ctrl-d', 'k']],
      ['a blank', ' ', {}, ['space']],
      ['characters outside ASCII stay whole', 'é日😀', {}, ['é', '日', '😀']],
      ['an upper-case letter', 'G', { shift: true }, ['G']],
      ['an arrow', '', { downArrow: true }, ['down']],
      ['enter', '\r', { return: true }, ['enter']],
      ['escape', '', { escape: true }, ['esc']],
      ['tab', '\t', { tab: true }, ['tab']],
      ['shift and tab', '', { tab: true, shift: true }, ['shift-tab']],
      ['ctrl and a letter', 'd', { ctrl: true }, ['ctrl-d']],
      ['ctrl and space', ' ', { ctrl: true }, ['ctrl-space']],
      ['alt and a letter', 'x', { meta: true }, ['alt-x']],
      ['the release of a key is no key', 'j', { eventType: 'release' }, []],
      ['function keys have no text and are no key', '', {}, []],
      ['controls of the second set are dropped', '\u009b', {}, []],
    ];
  test.each(cases)('%s', (_what, input, flags, keys) => {
    expect(keysOf(input, { ...NONE, ...flags })).toEqual(keys);
  });
});
