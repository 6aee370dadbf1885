import type { Style } from '../../present/spans.ts';
import type { ColourDepth } from './depth.ts';
import { type Background, type Palette, paletteOf, THEMES, type ThemeName } from './palettes.ts';
import { readPen, sgrOf } from './pen.ts';

/** A theme of the user's own: another one, with some meanings drawn otherwise. */
export interface Skin {
  readonly base: ThemeName | 'auto';
  readonly styles: Readonly<Partial<Record<Style, string>>>;
}

export interface ThemeWish {
  /** `auto`, a theme, or the name of a skin. */
  readonly theme: string;
  readonly skins: ReadonlyMap<string, Skin>;
  readonly depth: ColourDepth;
  readonly background: Background;
}

/** SGR numbers for every meaning. */
export type Codes = Readonly<Record<Style, string>>;

/** The codes of a theme on a terminal. A name that is neither a theme nor a skin is `auto`. */
export function codesFor({ theme, skins, depth, background }: ThemeWish): Codes {
  const skin = skins.get(theme);
  const base = themeNamed(skin?.base ?? theme) ?? automatic(depth, background);
  const palette: Palette = { ...paletteOf(depth === 'none' ? 'none' : base, background), ...skin?.styles };
  return Object.fromEntries(
    Object.entries(palette).map(([style, words]) => [style, codeOf(words, depth)]),
  ) as unknown as Codes;
}

function codeOf(words: string, depth: ColourDepth): string {
  const pen = readPen(words);
  return typeof pen === 'string' ? '' : sgrOf(pen, depth);
}

/** The theme of this name, in British or American spelling. */
export function themeNamed(name: string): ThemeName | undefined {
  return THEMES.find((theme) => theme === name.replace('colors', 'colours'));
}

// The user's own palette is safe on any background; fixed colours need to know it, and a terminal that has them.
function automatic(depth: ColourDepth, background: Background): ThemeName {
  if (depth === 'none') return 'none';
  return depth === '16' || background === undefined ? '16-colours' : background;
}
