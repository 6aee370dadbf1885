import type { Background } from './palettes.ts';

/** Asks for the colour behind the text (OSC 11), then for the terminal's attributes (DA1), which every terminal answers: without a colour before that, there is none. */
export const ASK_BACKGROUND = '\u001b]11;?\u001b\\\u001b[c';

/** Reads the colour of an OSC 11 answer, `rgb:1c1c/1c1c/1c1c` with one to four digits each; undefined when it is none. */
export function readBackground(colour: string): Background {
  const parts = /^rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(colour)?.slice(1);
  if (parts === undefined) return undefined;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16) / (16 ** part.length - 1));
  return luminance([red, green, blue]) > LIGHT_FROM ? 'light' : 'dark';
}

/** Where black and white text can be read equally well. */
const LIGHT_FROM = 0.18;

/** Relative luminance of a colour, parts and result from 0 to 1 (WCAG 2). */
export function luminance([red, green, blue]: readonly [number, number, number]): number {
  const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** What COLORFGBG says, where a terminal sets it: `15;0` is white on black. */
export function environmentBackground(env: Readonly<Record<string, string | undefined>>): Background {
  const behind = /;(\d{1,2})$/.exec(env['COLORFGBG'] ?? '')?.[1];
  if (behind === undefined) return undefined;
  const index = Number(behind);
  return index === 7 || index >= 9 ? 'light' : 'dark';
}
