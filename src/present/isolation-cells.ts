import type { Effective, EffectiveDirection } from '../engine/effective.ts';
import { type Glyphs, isolationWords } from './glyphs.ts';
import type { Style } from './spans.ts';
import { type Cell, cell } from './tables.ts';

const STATE_ORDER = { unknown: -1, open: 0, rules: 1, sealed: 1_000_000 } as const;

/** `○ open`, `◐ 3 rules`, `● sealed`, `? unknown`; sorted from open over few rules to sealed. */
function directionCell(direction: EffectiveDirection, glyphs: Glyphs): Cell {
  const { state, ruleCount } = direction;
  return cell(
    isolationWords(state, ruleCount, glyphs),
    state,
    STATE_ORDER[state] + (state === 'rules' ? ruleCount : 0),
  );
}

/** The two cells of a pod; policies do not apply to a hostNetwork or finished pod, and the cells say so. */
export function isolationCells(effective: Effective, glyphs: Glyphs): readonly [ingress: Cell, egress: Cell] {
  if (effective.subject) return [directionCell(effective.ingress, glyphs), directionCell(effective.egress, glyphs)];
  const why: { text: string; style: Style } = {
    text: effective.pod.hostNetwork ? 'host network' : 'finished',
    style: 'dim',
  };
  return [cell(why.text, why.style, -1), cell(why.text, why.style, -1)];
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
