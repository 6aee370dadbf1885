import type { Line } from '../../present/spans.ts';
import { AT_START, type Place, settled } from '../state/cursor.ts';
import { paneOf, type Screen, type Subject } from '../state/screens.ts';
import { placeOf, type State, topScreen } from '../state/state.ts';
import type { World } from '../state/store.ts';
import type { Content, Context, Pane, ScreenKind } from './content.ts';
import { kindOf } from './registry.ts';

/** Rows of the frame that are always there: the top line, the breadcrumbs, the keys and the news. */
const FRAME_ROWS = 4;

/** One list of lines on the screen, and what is seen of it. */
export interface PaneScene {
  readonly id: string;
  readonly title: Line | undefined;
  readonly content: Content;
  /** First column, from 0, and number of columns. */
  readonly left: number;
  readonly columns: number;
  /** Rows for its lines, title and header not counted. */
  readonly height: number;
  readonly place: Place;
}

/** All that stands between the breadcrumbs and the keys. */
export interface Scene {
  readonly screen: Screen;
  readonly kind: ScreenKind;
  readonly context: Context;
  readonly above: readonly Line[];
  readonly panes: readonly PaneScene[];
  readonly below: readonly Line[];
  /** The pane that keys act on; one of `panes`. */
  readonly focused: PaneScene;
  /** Rows between `above` and `below`. */
  readonly height: number;
}

export function contextOf(state: State, world: World): Context {
  const { namespace, wide, problemsOnly, glyphs, size, settings, watching, contexts, linted } = state;
  return {
    world,
    snapshot: world.snapshot,
    linted,
    namespace,
    wide,
    problemsOnly,
    columns: size.columns,
    rows: size.rows,
    glyphs,
    settings,
    watching,
    contexts,
    whatIf: state.whatIf,
    comparison: state.comparison,
    memory: state.memory,
  };
}

/** What is seen now. Pure, and cheap enough for every key and every frame. */
export function sceneOf(state: State, world: World): Scene {
  const screen = topScreen(state);
  const kind = kindOf(screen);
  const context = contextOf(state, world);
  const rows = Math.max(1, state.size.rows - FRAME_ROWS);
  const above = (kind.above?.(screen, context) ?? []).slice(0, Math.max(0, rows - 1));
  const kept = Math.min(kind.below?.rows(context) ?? 0, rows - above.length - 1);
  const height = rows - above.length - kept;
  const panes = kind.panes?.(screen, context);
  const scenes =
    panes === undefined ? [single(screen, kind, context, height)] : sideBySide(screen, panes, context, height);
  const [first] = scenes;
  if (first === undefined) throw new Error('a screen has at least one pane');
  const focused = focusedAmong(scenes, screen) ?? first;
  const scene = { screen, kind, context, above, panes: scenes, below: [], focused, height };
  const below = (kind.below?.lines(subjectHere(scene), context) ?? []).slice(0, kept);
  return { ...scene, below };
}

function single(screen: Screen, kind: ScreenKind, context: Context, rows: number): PaneScene {
  const content = kind.content(screen, context);
  const height = Math.max(1, rows - (content.header === undefined ? 0 : 1));
  return {
    id: '',
    title: undefined,
    content,
    left: 0,
    columns: context.columns,
    height,
    place: settled(placeOf(screen), content, height),
  };
}

/** The pane the cursor is in; before it is in one, the first that has something to select. */
function focusedAmong<P extends { readonly id: string; readonly content: Content }>(
  panes: readonly P[],
  { view: { cursor } }: Screen,
): P | undefined {
  return panes.find(({ id }) => id === paneOf(cursor.id)) ?? panes.find(({ content }) => content.shown > 0) ?? panes[0];
}

const GAP = 1;

function sideBySide(screen: Screen, panes: readonly Pane[], context: Context, rows: number): readonly PaneScene[] {
  const total = panes.reduce((sum, { weight }) => sum + weight, 0);
  const available = context.columns - GAP * (panes.length - 1);
  let left = 0;
  const laid = panes.map((pane, i) => {
    const isLast = i === panes.length - 1;
    const columns = isLast ? context.columns - left : Math.floor((available * pane.weight) / total);
    const at = left;
    left += columns + GAP;
    return { ...pane, left: at, columns, content: pane.content(columns) };
  });
  const focusedId = focusedAmong(laid, screen)?.id;
  return laid.map(({ id, title, left, columns, content }): PaneScene => {
    const height = Math.max(1, rows - 1 - (content.header === undefined ? 0 : 1));
    const remembered = screen.view.places[id] ?? { cursor: AT_START, top: 0 };
    const place = settled(id === focusedId ? placeOf(screen) : remembered, content, height);
    return { id, title, content, left, columns, height, place };
  });
}

/** Index of the selected line in the focused pane; -1 when there is none. */
export function selectedIndex({ focused }: Scene): number {
  const { cursor } = focused.place;
  return focused.content.idAt(cursor.index) === cursor.id && cursor.id !== undefined ? cursor.index : -1;
}

/** What keys act on: what the selected line stands for, else what the screen is about. */
export function subjectHere(scene: Scene): Subject | undefined {
  const index = selectedIndex(scene);
  const selected = index < 0 ? undefined : scene.focused.content.subjectAt(index);
  return selected ?? scene.kind.subject?.(scene.screen, scene.context);
}
