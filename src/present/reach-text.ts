import type { ReachTotals } from '../engine/reachability/reach.ts';
import type { Direction } from '../model/policies.ts';
import type { JsonObject } from './json.ts';
import { type Line, span } from './spans.ts';

/** `now: 3 of 12 other pods may connect, in 2 namespaces`: of how many other pods there are, with how many something is open. */
export function reachLine(direction: Direction, { pods, open, all, perhaps, namespaces }: ReachTotals): Line {
  if (pods === 0) return [span('now: there is no other pod', 'dim')];
  const some = `${open === 0 ? 'none' : number(open)} of ${number(pods)} other ${pods === 1 ? 'pod' : 'pods'}`;
  const who = direction === 'ingress' ? `${some} may connect` : `it may connect to ${some}`;
  const ports = all === 0 ? '' : all === open ? ' on every port' : `, ${number(all)} on every port`;
  const where = open === 0 ? '' : `, in ${number(namespaces)} ${namespaces === 1 ? 'namespace' : 'namespaces'}`;
  const rest = perhaps === 0 ? '' : `; ${number(perhaps)} ${perhaps === 1 ? 'is' : 'are'} not known`;
  return [span('now: ', 'dim'), span(`${who}${ports}${where}`), span(rest, 'unknown')];
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/** The same as data. */
export function reachJson({ pods, open, all, perhaps, namespaces }: ReachTotals): JsonObject {
  return { pods, open, everyPort: all, unknown: perhaps, namespaces };
}
