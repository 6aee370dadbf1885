import { describe, expect, test } from 'vitest';
import { luminance, readBackground } from '../../src/tui/colour/background.ts';
import { codesFor } from '../../src/tui/colour/choose-theme.ts';
import { colourDepth } from '../../src/tui/colour/depth.ts';
import { paletteOf } from '../../src/tui/colour/palettes.ts';
import { partsOf, readPen, sgrOf } from '../../src/tui/colour/pen.ts';
import { openWardrobe } from '../../src/tui/colour/wardrobe.ts';

describe('how many colours a terminal has', () => {
  test.each([
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'all'],
    [{ TERM: 'xterm-256color' }, '256'],
    [{ TERM: 'screen' }, '16'],
    [{ TERM: 'linux' }, '16'],
    [{ TERM: 'dumb', COLORTERM: 'truecolor' }, 'none'],
    [{}, 'none'],
    [{ WT_SESSION: 'x' }, 'all'],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 'none'],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
    [{ TERM: 'xterm-256color', FORCE_COLOR: '0' }, 'none'],
    [{ TERM: 'dumb', FORCE_COLOR: '1' }, '16'],
    [{ TERM: 'xterm', FORCE_COLOR: '3', NO_COLOR: '1' }, 'all'],
  ])('%j: %s', (env, depth) => {
    expect(colourDepth(env as Record<string, string>)).toBe(depth);
  });
});

describe('how a meaning is drawn', () => {
  test.each([
    ['bold red', '16', '1;31'],
    ['bold red', 'none', '1'],
    ['bright-yellow on blue', '16', '93;44'],
    ['#5fd75f', '256', '38;5;77'],
    // One of the fixed 256 takes fewer bytes by its number.
    ['#5fd75f', 'all', '38;5;77'],
    ['#123456', 'all', '38;2;18;52;86'],
    ['#ff0000', '16', '91'],
    ['208', '16', '33'],
    ['plain', 'all', ''],
  ] as const)('%s with %s colours: %s', (words, depth, sgr) => {
    const pen = readPen(words);
    expect(typeof pen === 'string' ? pen : sgrOf(pen, depth)).toBe(sgr);
  });

  test.each([
    ['bold reed', 'reed'],
    ['#12345', '#12345'],
    ['256', '256'],
  ])('%s: %s is no colour', (words, wrong) => {
    expect(readPen(words)).toBe(wrong);
  });
});

describe('what can be read', () => {
  const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const GREYS = (from: number, to: number) => [from, to].map((part) => luminance([part, part, part]));

  test.each([
    ['dark', GREYS(0, 0x24 / 255), 4.5],
    ['light', GREYS(0xe4 / 255, 1), 4.5],
  ] as const)('every colour of the %s theme stands out from its backgrounds', (name, backgrounds, least) => {
    for (const [style, words] of Object.entries(paletteOf(name, undefined))) {
      const pen = readPen(words);
      if (typeof pen === 'string' || pen.foreground === undefined) continue;
      const { foreground } = pen;
      const parts = foreground.kind === 'rgb' ? foreground.parts : partsOf(foreground.index);
      const [red, green, blue] = parts.map((part) => part / 255);
      for (const behind of backgrounds)
        expect(contrast(luminance([red ?? 0, green ?? 0, blue ?? 0]), behind), style).toBeGreaterThan(least);
    }
  });

  test('on a light background the 16 colours do without those that vanish on white', () => {
    const words = Object.values(paletteOf('16-colours', 'light')).join(' ');
    expect(words).not.toMatch(/yellow|cyan|white/);
  });

  test('without colours, allowed and denied are told apart by words alone: no theme may draw nothing', () => {
    const codes = codesFor({ theme: 'dark', skins: new Map(), depth: 'none', background: 'dark' });
    expect(Object.values(codes).every((code) => /^(|[1247;]+)$/.test(code))).toBe(true);
    expect(codes.caret).toBe('7');
  });
});

describe('the background', () => {
  test.each([
    ['rgb:0000/0000/0000', 'dark'],
    ['rgb:ffff/ffff/ffff', 'light'],
    ['rgb:fd/f6/e3', 'light'],
    ['rgb:00/2b/36', 'dark'],
    ['rgba:1c1c/1c1c/1c1c/ffff', 'dark'],
    ['red', undefined],
  ])('%s is %s', (answer, background) => {
    expect(readBackground(answer)).toBe(background);
  });

  const wardrobe = (env: Record<string, string>, theme = 'auto') =>
    openWardrobe({ env, settings: { theme, skins: new Map() }, ascii: false, remembered: undefined });
  const line = [{ text: 'x', style: 'allowed' as const }];

  test('the colours follow it, where the terminal has enough of them', () => {
    const { themeOn, depends } = wardrobe({ TERM: 'xterm-256color' });
    expect(depends).toBe(true);
    expect(themeOn('dark').paint(line, 9)).toContain('38;5;77');
    expect(themeOn('light').paint(line, 9)).toContain('38;5;22');
    expect(themeOn(undefined).paint(line, 9)).toContain('[32m');
  });

  test('it is not asked for where the answer would change nothing', () => {
    expect(wardrobe({ TERM: 'xterm-256color', NO_COLOR: '1' }).depends).toBe(false);
    expect(wardrobe({ TERM: 'xterm-256color' }, 'light').depends).toBe(false);
    expect(wardrobe({ TERM: 'linux' }).depends).toBe(false);
  });

  test('what the environment says is presumed before that', () => {
    expect(wardrobe({ TERM: 'xterm', COLORFGBG: '0;15' }).presumed).toBe('light');
    expect(wardrobe({ TERM: 'xterm', COLORFGBG: '15;default;0' }).presumed).toBe('dark');
  });
});
