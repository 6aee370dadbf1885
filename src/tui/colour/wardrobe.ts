import type { Settings } from '../settings/settings.ts';
import { type Theme, themeFor } from '../theme.ts';
import { environmentBackground } from './background.ts';
import { codesFor } from './choose-theme.ts';
import { colourDepth } from './depth.ts';
import type { Background } from './palettes.ts';

/** The theme a person wants, as far as the terminal is known. */
export interface Wardrobe {
  /** What is known of the background before the terminal was asked. */
  readonly presumed: Background;
  /** Whether asking the terminal can change anything. */
  readonly depends: boolean;
  readonly themeOn: (background: Background) => Theme;
}

export interface WardrobeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: Pick<Settings, 'theme' | 'skins'>;
  readonly ascii: boolean;
  /** The background of the last run. */
  readonly remembered: Background;
}

export function openWardrobe({ env, settings, ascii, remembered }: WardrobeOptions): Wardrobe {
  const depth = colourDepth(env);
  const { theme, skins } = settings;
  const base = skins.get(theme)?.base ?? theme;
  return {
    presumed: environmentBackground(env) ?? remembered,
    // A bare Linux console shows what it does not understand.
    depends: depth !== 'none' && env['TERM'] !== 'linux' && (base === 'auto' || base === '16-colours'),
    themeOn: (background) => themeFor({ codes: codesFor({ theme, skins, depth, background }), ascii }),
  };
}
