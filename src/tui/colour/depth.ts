/** How many colours a terminal has: none, the 16 of its user's palette, the fixed 256, or all. */
export type ColourDepth = 'none' | '16' | '256' | 'all';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Colours of a terminal with this environment. FORCE_COLOR decides where it is set (0 to 3), then NO_COLOR, then what COLORTERM, TERM
 * and the terminals' own variables say.
 */
export function colourDepth(env: Env): ColourDepth {
  const forced = forcedDepth(env['FORCE_COLOR']);
  if (forced === 'none') return 'none';
  if (forced === undefined && (env['NO_COLOR'] ?? '') !== '') return 'none';
  return forced ?? saidDepth(env);
}

function forcedDepth(value: string | undefined): ColourDepth | undefined {
  switch (value) {
    case undefined:
      return undefined;
    case '0':
    case 'false':
      return 'none';
    case '2':
      return '256';
    case '3':
      return 'all';
    default:
      return '16';
  }
}

const COLOURLESS = /^(dumb|vt\d+|unknown)?$/;
const WITH_256 = /256|kitty|ghostty|alacritty|foot|wezterm/;

function saidDepth(env: Env): ColourDepth {
  const term = env['TERM'] ?? '';
  // Windows Terminal and its consoles set no TERM of their own.
  if (env['WT_SESSION'] !== undefined) return 'all';
  if (COLOURLESS.test(term)) return 'none';
  if (/^(truecolor|24bit)$/i.test(env['COLORTERM'] ?? '')) return 'all';
  return WITH_256.test(term) || env['TERM_PROGRAM'] !== undefined ? '256' : '16';
}
