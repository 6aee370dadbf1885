import type { Glyphs } from './glyphs.ts';

/** Where several lines come together, or one goes apart, by their position from the first to the last. Each one column wide. */
interface Joints {
  readonly only: string;
  readonly first: string;
  readonly middle: string;
  readonly last: string;
}

const TOGETHER: Joints = { only: '─', first: '┬', middle: '┤', last: '┘' };
const APART: Joints = { only: '─', first: '┬', middle: '├', last: '└' };
const TOGETHER_ASCII: Joints = { only: '-', first: '+', middle: '+', last: "'" };
const APART_ASCII: Joints = { only: '-', first: '+', middle: '+', last: '`' };

function isAscii({ bar }: Glyphs): boolean {
  return bar === '|';
}

/** The sign on a row among so many whose lines come together on their right. */
export function togetherJoint(glyphs: Glyphs, index: number, count: number): string {
  return jointAt(isAscii(glyphs) ? TOGETHER_ASCII : TOGETHER, index, count);
}

/** The sign on a row among so many to which a line goes apart from their left. */
export function apartJoint(glyphs: Glyphs, index: number, count: number): string {
  return jointAt(isAscii(glyphs) ? APART_ASCII : APART, index, count);
}

function jointAt(joints: Joints, index: number, count: number): string {
  if (count === 1) return joints.only;
  if (index === 0) return joints.first;
  return index === count - 1 ? joints.last : joints.middle;
}

/** The stroke that joints go on with. */
export function stroke(glyphs: Glyphs): string {
  return isAscii(glyphs) ? '-' : '─';
}
