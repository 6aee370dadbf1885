import type { Pin } from '../engine/watch/pins.ts';
import { clockText, pinReason, standingStyle, standingText } from './change-text.ts';
import type { Glyphs } from './glyphs.ts';
import { type Column, cell, type Row, type Table } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { id: 'verdict', title: 'VERDICT', align: 'left', minWidth: 9, priority: 0, sortKey: 'V' },
  { id: 'from', title: 'FROM', align: 'left', minWidth: 12, priority: 0, sortKey: 'O' },
  { id: 'to', title: 'TO', align: 'left', minWidth: 12, priority: 0, sortKey: 'T' },
  { id: 'since', title: 'SINCE', align: 'left', minWidth: 8, priority: 1, sortKey: 'S' },
  { id: 'why', title: 'WHY', align: 'left', minWidth: 16, priority: 0 },
];

const ORDER: Readonly<Record<Pin['standing'], number>> = { denied: 0, unanswerable: 1, unknown: 2, allowed: 3 };

/** Pinned questions in the order they were pinned: verdict, since when, and what turned it. */
export function pinTable(pins: readonly Pin[], glyphs: Glyphs): Table<Pin> {
  return {
    columns: COLUMNS,
    rows: pins.map((pin): Row<Pin> => {
      const { id, standing, from, to, since, turned } = pin;
      const cells = [
        cell(standingText(standing, glyphs), standingStyle(standing), ORDER[standing]),
        cell(from, 'strong'),
        cell(to, 'strong'),
        cell(clockText(since), 'dim', since),
        cell(pinReason(pin), turned === undefined ? 'dim' : 'plain'),
      ];
      return { id, subject: pin, cells };
    }),
  };
}
