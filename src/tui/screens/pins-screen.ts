import type { Pin } from '../../engine/watch/pins.ts';
import { pinReason, questionText } from '../../present/change-text.ts';
import { pinTable } from '../../present/pin-table.ts';
import { type Line, span } from '../../present/spans.ts';
import { count } from '../../present/text.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { pinsToRecall } from '../state/watching.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import type { Context, ScreenKind } from './content.ts';
import { tableContent } from './table-content.ts';
import type { TableSource } from './table-source.ts';

/** Questions that are asked again whenever something changes. */
export const pinsScreen: ScreenKind<Extract<Screen, { at: 'pins' }>> = {
  title: () => 'Pins',
  searches: false,
  content: ({ view }, context) => tableContent(pinsSource(context), view, context),
  below: { rows: ({ rows }) => (rows < LOWEST ? 0 : 4), lines: linesOfPin },
};

// Names and cause are cut in a table of eighty columns; on a low terminal the rows are worth more.
const LOWEST = 20;

/** The pin that is selected, with nothing cut. */
function linesOfPin(subject: Subject | undefined, { watching: { pins }, columns, glyphs }: Context): readonly Line[] {
  if (subject?.kind !== 'question') return [];
  const pin = pins.find(({ from, to }) => from === subject.from && to === subject.to);
  if (pin === undefined) return [];
  const lines: readonly Line[] = [
    [span(questionText(pin, glyphs), 'strong')],
    [span(pinReason(pin), pin.turned === undefined ? 'dim' : 'plain')],
  ];
  return [[], ...lines.flatMap((line) => hangingLines(line, columns, 1))];
}

export function pinsSource({ watching, memory, world, glyphs }: Context): TableSource<Pin> {
  const { pins } = watching;
  const waiting = pinsToRecall({ memory, watching }, world.source).length;
  // Pins come and go while the snapshot stays: what they say tells one table from the next.
  const said = pins.map(({ id, standing, since, turns }) => `${id} ${standing} ${since} ${turns}`).join('\n');
  return {
    key: `pins ${glyphs.allowed} ${said}`,
    table: () => pinTable(pins, glyphs),
    subject: ({ from, to }) => ({ kind: 'question', from, to }),
    isProblem: ({ standing }) => standing !== 'allowed',
    empty: [
      waiting === 0
        ? 'Nothing is pinned.'
        : `${count(waiting, 'question')} pinned in an earlier run: asked as soon as everything is read.`,
      'p on a Reach answer pins the question; here it shows its verdict, since when, and what turned it.',
    ],
  };
}
