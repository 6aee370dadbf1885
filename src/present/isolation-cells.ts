import type { Effective, EffectiveDirection } from '../engine/effective.ts';
import type { Direction } from '../model/policies.ts';
import { type Glyphs, isolationWords } from './glyphs.ts';
import { type Cell, cell } from './tables.ts';

const STATE_ORDER = { unknown: -1, open: 0, rules: 1, sealed: 1_000_000 } as const;

/** `○ open`, `◐ 3 rules`, `● sealed`, `? unknown`; sorted from open over few rules to sealed. */
function directionCell(direction: EffectiveDirection, glyphs: Glyphs): Cell {
  const { state, ruleCount } = direction;
  // Words of ours, which need no look for what a terminal must not be sent.
  return {
    text: isolationWords(state, ruleCount, glyphs),
    style: state,
    sort: STATE_ORDER[state] + (state === 'rules' ? ruleCount : 0),
  };
}

/** A cell of a pod; policies do not apply to a hostNetwork or finished pod, and the cell says so. */
export function isolationCell(effective: Effective, direction: Direction, glyphs: Glyphs): Cell {
  if (effective.subject) return directionCell(effective[direction], glyphs);
  return cell(effective.pod.hostNetwork ? 'host network' : 'finished', 'dim', -1);
}

/** Both cells of a pod. */
export function isolationCells(effective: Effective, glyphs: Glyphs): readonly [ingress: Cell, egress: Cell] {
  return [isolationCell(effective, 'ingress', glyphs), isolationCell(effective, 'egress', glyphs)];
}

/** The cells of pods that may differ: one state for all, or `mixed` with the number of states. */
export function mergedCell(cells: readonly Cell[], glyphs: Glyphs): Cell {
  const texts = [...new Set(cells.map(({ text }) => text))];
  const [first] = cells;
  if (first === undefined) return cell('', 'dim', -2);
  return texts.length === 1
    ? first
    : cell(`${glyphs.warning} ${texts.length} differ`, 'warning', STATE_ORDER.sealed + 1);
}
