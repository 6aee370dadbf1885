import { workloadName } from '../../present/workload-text.ts';
import { axesOf } from '../screens/matrix-axes.ts';
import { cellAt, columnIndex } from '../screens/matrix-screen.ts';
import { freshScreen, matrixPlace, reachForm, type Screen } from '../state/screens.ts';
import { type MatrixStep, type State, topScreen, withTop } from '../state/state.ts';
import type { World } from '../state/store.ts';

/** The state after such a key. */
export function stepInMatrix(state: State, world: World, step: MatrixStep): State {
  const screen = topScreen(state);
  if (screen.at !== 'matrix') return state;
  if (step.kind === 'turn') return withTop(state, turned(screen, world));
  const axes = axesOf(screen, world.snapshot)?.value;
  if (axes === undefined) return state;
  const last = axes.columns.length - 1;
  const wanted = step.kind === 'edge' ? (step.to === 'first' ? 0 : last) : columnIndex(screen, axes) + step.by;
  const index = Math.max(0, Math.min(wanted, last));
  return withTop(state, { ...screen, column: { key: axes.columns[index]?.key, index } });
}

type MatrixScreen = Extract<Screen, { at: 'matrix' }>;

/** Rows become columns, and the cursor stays on its cell. */
function turned(screen: MatrixScreen, { snapshot }: World): Screen {
  const axes = axesOf(screen, snapshot)?.value;
  if (axes === undefined) return screen;
  const index = columnIndex(screen, axes);
  const { cursor } = screen.view;
  const filter = screen.view.filter.includes('>')
    ? screen.view.filter.split('>', 2).reverse().join(' > ').trim()
    : screen.view.filter;
  return {
    ...screen,
    turned: !screen.turned,
    column: { key: cursor.id, index: cursor.index },
    view: { ...screen.view, filter, cursor: { id: axes.columns[index]?.key, index }, top: 0 },
  };
}

/** Where enter leads from the cell: from namespaces to their workloads, from workloads to the question between them. */
export function cellScreen(screen: MatrixScreen, { snapshot }: World): Screen | string {
  const cell = cellAt(screen, snapshot);
  if (cell === undefined) return 'nothing to open here';
  const { from, to } = cell;
  if (screen.of.by === 'namespace') {
    const place = matrixPlace({ by: 'workload', from: from.key, to: to.key }, screen.port);
    return freshScreen({ ...place, turned: screen.turned });
  }
  const [source, destination] = [snapshot.workloads.get(from.key), snapshot.workloads.get(to.key)];
  if (source === undefined || destination === undefined) return 'this workload is gone';
  const port = screen.port === undefined ? '' : `:${screen.port}`;
  const form = reachForm({ from: workloadName(source), to: `${workloadName(destination)}${port}` });
  return freshScreen({ at: 'reach', form });
}
