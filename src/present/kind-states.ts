import { type KindPhase, type KindState, resourceName } from '../model/live-state.ts';
import { clockText } from './change-text.ts';
import type { Glyphs } from './glyphs.ts';
import type { Style } from './spans.ts';
import { type Column, cell, numberCell, type Row, type Table } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { id: 'kind', title: 'READ', align: 'left', minWidth: 20, priority: 0 },
  { id: 'state', title: 'STATE', align: 'left', minWidth: 10, priority: 0 },
  { id: 'objects', title: 'OBJECTS', align: 'right', minWidth: 7, priority: 1 },
  { id: 'problem', title: 'WHAT IS WRONG', align: 'left', minWidth: 20, priority: 0 },
];

const WORDS: Readonly<Record<KindPhase, string>> = {
  waiting: 'waiting',
  listing: 'reading',
  live: 'live',
  stale: 'stale',
  refused: 'forbidden',
};

const STYLES: Readonly<Record<KindPhase, Style>> = {
  waiting: 'dim',
  listing: 'info',
  live: 'allowed',
  stale: 'warning',
  refused: 'denied',
};

/** How far reading each kind of a cluster has come, what is wrong first. */
export function kindStateTable(kinds: readonly KindState[], glyphs: Glyphs): Table<KindState> {
  const ordered = [...kinds].sort((a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase));
  return {
    columns: COLUMNS,
    rows: ordered.map((kind): Row<KindState> => {
      const { served, phase, objects, onlyIn, since, problem } = kind;
      const where = onlyIn === undefined ? '' : ` in ${onlyIn} only`;
      const when = phase === 'stale' && since !== undefined ? ` since ${clockText(since)}` : '';
      const cells = [
        cell(resourceName(served)),
        cell(`${signOf(phase, glyphs)} ${WORDS[phase]}${where}${when}`, STYLES[phase]),
        numberCell(objects),
        cell(problem ?? '', 'warning'),
      ];
      return { id: `${served.apiVersion} ${served.kind}`, subject: kind, cells };
    }),
  };
}

const ORDER: readonly KindPhase[] = ['stale', 'refused', 'listing', 'waiting', 'live'];

function signOf(phase: KindPhase, glyphs: Glyphs): string {
  if (phase === 'live') return glyphs.live;
  return phase === 'stale' || phase === 'refused' ? glyphs.warning : glyphs.info;
}
