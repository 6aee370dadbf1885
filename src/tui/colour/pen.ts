import type { ColourDepth } from './depth.ts';

/** A colour of the user's palette and of the fixed 256 by its number, or any by its parts from 0 to 255. */
export type Colour =
  | { readonly kind: 'palette'; readonly index: number }
  | { readonly kind: 'rgb'; readonly parts: readonly [red: number, green: number, blue: number] };

/** How a piece of text is drawn. */
export interface Pen {
  /** SGR numbers of attributes such as bold. */
  readonly attributes: readonly number[];
  readonly foreground: Colour | undefined;
  readonly background: Colour | undefined;
}

const ATTRIBUTES: Readonly<Record<string, number>> = { bold: 1, dim: 2, italic: 3, underline: 4, reverse: 7 };
const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/**
 * Reads how a token of a theme is drawn: `bold red`, `#87d7af`, `underline`, `black on bright-yellow`, `208`. Answers the word that is
 * none as a string.
 */
export function readPen(text: string): Pen | string {
  const attributes: number[] = [];
  let foreground: Colour | undefined;
  let background: Colour | undefined;
  let isBehind = false;
  for (const word of text
    .toLowerCase()
    .split(/\s+/)
    .filter((piece) => piece !== '' && piece !== 'plain')) {
    const attribute = Object.hasOwn(ATTRIBUTES, word) ? ATTRIBUTES[word] : undefined;
    const colour = attribute === undefined && word !== 'on' ? readColour(word) : undefined;
    if (attribute !== undefined) attributes.push(attribute);
    else if (word === 'on') isBehind = true;
    else if (colour === undefined) return word;
    else if (isBehind) background = colour;
    else foreground = colour;
  }
  return { attributes, foreground, background };
}

function readColour(word: string): Colour | undefined {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(word);
  if (hex !== null) {
    const [red = 0, green = 0, blue = 0] = hex.slice(1).map((part) => Number.parseInt(part, 16));
    return { kind: 'rgb', parts: [red, green, blue] };
  }
  if (/^\d{1,3}$/.test(word)) return Number(word) <= 255 ? { kind: 'palette', index: Number(word) } : undefined;
  const isBright = word.startsWith('bright-');
  const index = NAMES.indexOf(isBright ? word.slice('bright-'.length) : word);
  return index < 0 ? undefined : { kind: 'palette', index: index + (isBright ? 8 : 0) };
}

/** The numbers of an SGR sequence that draws so on a terminal with these colours; empty for plain text. */
export function sgrOf({ attributes, foreground, background }: Pen, depth: ColourDepth): string {
  const colours = [
    ...(foreground === undefined ? [] : sgrOfColour(foreground, depth, 'foreground')),
    ...(background === undefined ? [] : sgrOfColour(background, depth, 'background')),
  ];
  return [...attributes, ...colours].join(';');
}

function sgrOfColour(colour: Colour, depth: ColourDepth, side: 'foreground' | 'background'): readonly number[] {
  if (depth === 'none') return [];
  const near = depth === 'all' ? shortest(colour) : { kind: 'palette' as const, index: nearestIndex(colour, depth) };
  const add = side === 'foreground' ? 0 : 10;
  if (near.kind === 'rgb') return [38 + add, 2, ...near.parts];
  if (near.index < 8) return [30 + add + near.index];
  return near.index < 16 ? [90 + add + near.index - 8] : [38 + add, 5, near.index];
}

/** A colour that the fixed 256 hold is named by its number: fewer bytes for the same. */
function shortest(colour: Colour): Colour {
  if (colour.kind === 'palette') return colour;
  const index = nearestIndex(colour, '256');
  return partsOf(index).every((part, i) => part === colour.parts[i]) ? { kind: 'palette', index } : colour;
}

const CUBE = [0, 95, 135, 175, 215, 255];
/** What terminals commonly show for the first 16; their users may have chosen otherwise. */
const SIXTEEN = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
] as const;

/** Red, green and blue of a numbered colour, 0 to 255 each. */
export function partsOf(index: number): readonly [number, number, number] {
  const named = SIXTEEN[index];
  if (named !== undefined) return named;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const at = index - 16;
  return [CUBE[Math.floor(at / 36)] ?? 0, CUBE[Math.floor(at / 6) % 6] ?? 0, CUBE[at % 6] ?? 0];
}

function nearestIndex(colour: Colour, depth: '16' | '256'): number {
  const last = depth === '16' ? 15 : 255;
  if (colour.kind === 'palette' && colour.index <= last) return colour.index;
  const wanted = colour.kind === 'rgb' ? colour.parts : partsOf(colour.index);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  // The first 16 are the user's to choose: what is asked for exactly comes from the fixed ones.
  for (let index = depth === '16' ? 0 : 16; index <= last; index += 1) {
    const apart = partsOf(index).reduce((sum, part, i) => sum + (part - (wanted[i] ?? 0)) ** 2, 0);
    if (apart < least) {
      best = index;
      least = apart;
    }
  }
  return best;
}
