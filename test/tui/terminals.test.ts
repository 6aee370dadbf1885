import { describe, expect, test } from 'vitest';
import { colourDepth } from '../../src/tui/colour/depth.ts';
import { copyToClipboard } from '../../src/tui/terminal/clipboard.ts';
import { isLineByLine, withoutControls } from '../../src/tui/terminal/line-by-line.ts';

function copied(
  text: string,
  env: Readonly<Record<string, string>>,
): { readonly result: string; readonly written: string } {
  let written = '';
  const result = copyToClipboard(text, env, (piece) => {
    written += piece;
  });
  return { result, written };
}

const HELLO = '\u001b]52;c;aGVsbG8=\u0007';

describe('a text for the clipboard', () => {
  test.each([
    ['a terminal', { TERM: 'xterm-256color' }],
    ['Windows Terminal', { WT_SESSION: '1' }],
    ['tmux, which knows it itself', { TERM: 'screen-256color', TMUX: '/tmp/tmux-0/default,1,0' }],
  ])('is said once to %s', (_which, env) => {
    expect(copied('hello', env)).toEqual({ result: 'copied', written: HELLO });
  });

  test('is wrapped for GNU screen, in pieces it takes', () => {
    const text = 'x'.repeat(1000);
    const { written } = copied(text, { TERM: 'screen.xterm-256color' });
    const [plain = ''] = written.split('\u001bP');
    const pieces = [...written.slice(plain.length).matchAll(/\u001bP([\s\S]*?)\u001b\\/g)].map(
      ([, piece = '']) => piece,
    );
    expect(pieces.join('')).toBe(plain);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(256);
    expect(Buffer.from(/52;c;([^\u0007]*)/.exec(plain)?.[1] ?? '', 'base64').toString()).toBe(text);
  });

  test('is not said where it would be read, or is longer than terminals take', () => {
    expect(copied('hello', { TERM: 'dumb' })).toEqual({ result: 'no-clipboard', written: '' });
    expect(copied('x'.repeat(80_000), { TERM: 'xterm' })).toEqual({ result: 'too-long', written: '' });
  });
});

test('a terminal that only takes lines gets nothing but lines', () => {
  expect(isLineByLine({ TERM: 'dumb' })).toBe(true);
  expect(isLineByLine({ TERM: 'vt100' })).toBe(false);
  expect(isLineByLine({ WT_SESSION: '1' })).toBe(false);
  const written: unknown[] = [];
  const stdout = { columns: 80, write: (text: unknown) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
  const quiet = withoutControls(stdout);
  quiet.write('\u001b[?2004h\u001b[?2026hone\u001b[2K\n\u001b[?2026l\u001b[?25h');
  expect(written).toEqual(['one\n']);
  expect(quiet.columns).toBe(80);
});

test.each([
  [{ WT_SESSION: '1' }, 'all'],
  [{ WT_SESSION: '1', NO_COLOR: '1' }, 'none'],
  [{ TERM: 'screen' }, '16'],
  [{ TERM: 'screen-256color' }, '256'],
  [{ TERM: 'screen', COLORTERM: 'truecolor' }, 'all'],
  [{ TERM: 'dumb' }, 'none'],
  [{ TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
] as const)('colours of %j: %s', (env, depth) => {
  expect(colourDepth(env)).toBe(depth);
});
