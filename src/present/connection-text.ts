import { assertNever } from '../model/errors.ts';
import { type ConnectionState, refusedKinds, resourceName, summaryOf } from '../model/live-state.ts';
import { clockText } from './change-text.ts';
import type { Glyphs } from './glyphs.ts';
import type { Line } from './spans.ts';
import { span } from './spans.ts';
import { count, printable } from './text.ts';

/** The connection to a cluster for the top line: `live`, `reading 3 of 14 kinds`, `stale since 14:03:12: …`. */
export function connectionLine(state: ConnectionState, glyphs: Glyphs): Line {
  const summary = summaryOf(state);
  switch (summary.kind) {
    case 'connecting':
      return [span('connecting', 'info')];
    case 'syncing':
      return [span(`reading ${summary.done} of ${summary.of} kinds, ${count(objectsOf(state), 'object')}`, 'info')];
    case 'live':
      return [span(`${glyphs.live} live`, 'allowed'), ...refusedPart(state)];
    case 'forbidden':
      return [span(`${glyphs.warning} forbidden: ${printable(summary.problem)}`, 'warning')];
    case 'stale': {
      const since = summary.since === undefined ? '' : ` since ${clockText(summary.since)}`;
      return [span(`${glyphs.warning} stale${since}: ${printable(summary.problem)}`, 'warning')];
    }
    case 'failed':
      return [span(`${glyphs.warning} not connected: ${printable(summary.problem)}`, 'warning')];
    default:
      return assertNever(summary);
  }
}

function objectsOf({ kinds }: ConnectionState): number {
  return kinds.reduce((sum, { objects }) => sum + objects, 0);
}

function refusedPart(state: ConnectionState): Line {
  const refused = refusedKinds(state);
  const [first, ...others] = refused;
  if (first === undefined) return [];
  const what = others.length === 0 ? resourceName(first.served) : count(refused.length, 'kind');
  return [span(`, not all of ${what} readable`, 'warning')];
}
