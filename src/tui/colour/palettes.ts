import type { Style } from '../../present/spans.ts';

/** How each meaning is drawn, in the words of `readPen`. */
export type Palette = Readonly<Record<Style, string>>;

/** Themes that come with the program; `auto` chooses among them by the terminal's colours and background. */
export const THEMES = ['dark', 'light', 'high-contrast', '16-colours', 'none'] as const;
export type ThemeName = (typeof THEMES)[number];

// Every colour stands out from a dark background by 4.5 to 1 at least; a test holds them to it. So with the light ones.
const DARK: Palette = {
  plain: '',
  title: 'bold',
  dim: '#9e9e9e',
  strong: 'bold',
  key: '#5fd7d7',
  allowed: '#5fd75f',
  denied: 'bold #ff8787',
  unknown: '#ffd75f',
  open: '#ffd75f',
  rules: '#5fd7d7',
  sealed: '#d7afff',
  warning: '#ffd75f',
  error: 'bold #ff8787',
  info: '#87d7ff',
  namespace: '#5fd7d7',
  policy: '#87d7ff',
  link: 'underline',
  code: '#5fd7d7',
  match: '#5fd75f',
  nearmiss: '#ffd75f',
  caret: 'reverse',
  found: 'reverse',
};

const LIGHT: Palette = {
  ...DARK,
  dim: '#585858',
  key: '#005f87',
  allowed: '#005f00',
  denied: 'bold #af0000',
  unknown: '#875f00',
  open: '#875f00',
  rules: '#005f87',
  sealed: '#5f00af',
  warning: '#875f00',
  error: 'bold #af0000',
  info: '#005faf',
  namespace: '#005f87',
  policy: '#005faf',
  code: '#005f87',
  match: '#005f00',
  nearmiss: '#875f00',
};

// On black whatever the terminal's background would be drawn with the user's own foreground; only what must be told apart is coloured,
// in colours that also differ for those who see no red or no green.
const HIGH_CONTRAST: Palette = {
  ...DARK,
  dim: '',
  key: 'bold',
  allowed: 'bold #5fd7ff on #000000',
  denied: 'bold #ffaf5f on #000000',
  unknown: 'bold #ffff5f on #000000',
  open: 'bold #ffff5f on #000000',
  rules: 'bold',
  sealed: 'bold #ffffff on #000000',
  warning: 'bold #ffff5f on #000000',
  error: 'bold #ffaf5f on #000000',
  info: 'bold',
  namespace: 'bold',
  policy: 'underline',
  code: 'bold',
  match: 'bold #5fd7ff on #000000',
  nearmiss: 'bold underline',
};

// They follow the user's palette, and every terminal has them.
const SIXTEEN: Palette = {
  ...DARK,
  dim: 'dim',
  key: 'cyan',
  allowed: 'green',
  denied: 'bold red',
  unknown: 'yellow',
  open: 'yellow',
  rules: 'cyan',
  sealed: 'magenta',
  warning: 'yellow',
  error: 'bold red',
  info: 'cyan',
  namespace: 'cyan',
  policy: 'cyan',
  code: 'cyan',
  match: 'green',
  nearmiss: 'yellow',
};

// Yellow and cyan cannot be read on white, whatever the palette.
const SIXTEEN_ON_LIGHT: Palette = {
  ...SIXTEEN,
  key: 'blue',
  unknown: 'magenta',
  open: 'magenta',
  rules: 'blue',
  sealed: 'bold',
  warning: 'bold magenta',
  info: 'blue',
  namespace: 'blue',
  policy: 'blue',
  code: 'blue',
  nearmiss: 'magenta',
};

// Only attributes: signs and words carry the meaning in every theme.
const WITHOUT_COLOUR: Palette = {
  plain: '',
  title: 'bold',
  dim: '',
  strong: 'bold',
  key: 'bold',
  allowed: 'bold',
  denied: 'bold',
  unknown: 'bold',
  open: '',
  rules: '',
  sealed: 'bold',
  warning: 'bold',
  error: 'bold',
  info: '',
  namespace: '',
  policy: '',
  link: 'underline',
  code: '',
  match: 'bold',
  nearmiss: '',
  caret: 'reverse',
  found: 'reverse',
};

/** What is behind the text of a terminal; undefined where it is not known. */
export type Background = 'dark' | 'light' | undefined;

/** The colours of a theme; those of 16 depend on what is behind them. */
export function paletteOf(name: ThemeName, background: Background): Palette {
  switch (name) {
    case 'dark':
      return DARK;
    case 'light':
      return LIGHT;
    case 'high-contrast':
      return HIGH_CONTRAST;
    case '16-colours':
      return background === 'light' ? SIXTEEN_ON_LIGHT : SIXTEEN;
    case 'none':
      return WITHOUT_COLOUR;
  }
}
