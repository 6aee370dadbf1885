import { width } from '../../present/text.ts';
import { type Scene, sceneOf } from '../screens/scene.ts';
import type { State } from '../state/state.ts';
import type { World } from '../state/store.ts';
import { crumbsOf } from './crumbs.ts';

/** What a cell of the screen shows: a line of a pane, or a screen one came through. */
export type Hit =
  | { readonly kind: 'line'; readonly pane: string; readonly index: number }
  /** `depth` counts the screens of the stack from 0. */
  | { readonly kind: 'crumb'; readonly depth: number };

/** Rows above what a screen shows: the top line and the breadcrumbs. */
const CRUMBS_ROW = 1;
const BODY_ROW = 2;

/** What stands at a column and row, both from 0; undefined where there is nothing to click. */
export function hitAt(
  state: State,
  world: World,
  { column, row }: { readonly column: number; readonly row: number },
): Hit | undefined {
  const scene = sceneOf(state, world);
  if (row === CRUMBS_ROW) return crumbAt(state, scene, column);
  const pane = scene.panes.find(({ left, columns }) => column >= left && column < left + columns);
  if (pane === undefined) return undefined;
  const fixed = (pane.title === undefined ? 0 : 1) + (pane.content.header === undefined ? 0 : 1);
  const line = row - BODY_ROW - scene.above.length - fixed;
  const index = pane.place.top + line;
  const isThere = line >= 0 && line < pane.height && pane.content.idAt(index) !== undefined;
  return isThere ? { kind: 'line', pane: pane.id, index } : undefined;
}

function crumbAt(state: State, scene: Scene, column: number): Hit | undefined {
  let at = 1;
  for (const { text, depth } of crumbsOf(state, scene)) {
    const end = at + width(text);
    if (column >= at && column < end) return depth === undefined ? undefined : { kind: 'crumb', depth };
    at = end;
  }
  return undefined;
}
