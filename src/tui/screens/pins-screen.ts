import type { Pin } from '../../engine/watch/pins.ts';
import { pinTable } from '../../present/pin-table.ts';
import type { Screen } from '../state/screens.ts';
import type { Context, ScreenKind } from './content.ts';
import { type TableSource, tableContent } from './table-content.ts';

/** Questions that are asked again whenever something changes. */
export const pinsScreen: ScreenKind<Extract<Screen, { at: 'pins' }>> = {
  title: () => 'Pins',
  searches: false,
  content: ({ view }, context) => tableContent(pinsSource(context), view, context),
};

export function pinsSource({ watching: { pins }, glyphs }: Context): TableSource<Pin> {
  // Pins come and go while the snapshot stays: what they say tells one table from the next.
  const said = pins.map(({ id, standing, since, turns }) => `${id} ${standing} ${since} ${turns}`).join('\n');
  return {
    key: `pins ${glyphs.allowed} ${said}`,
    table: () => pinTable(pins, glyphs),
    subject: ({ from, to }) => ({ kind: 'question', from, to }),
    isProblem: ({ subject }) => subject.standing !== 'allowed',
    empty: [
      'Nothing is pinned.',
      'p on a Reach answer pins the question; here it shows its verdict, since when, and what turned it.',
    ],
  };
}
