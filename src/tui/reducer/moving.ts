import { type PaneScene, type Scene, sceneOf, selectedIndex } from '../screens/scene.ts';
import { cursorAt, moved, nearest, settled } from '../state/cursor.ts';
import { paneOf } from '../state/screens.ts';
import { changeView, type State, topScreen } from '../state/state.ts';
import type { World } from '../state/store.ts';

/** The selection some lines on. */
export function moveBy(state: State, world: World, by: number): State {
  const scene = sceneOf(state, world);
  const index = selectedIndex(scene);
  return index < 0 ? state : select(state, scene, moved(scene.focused.content, index, by));
}

/** The selection a page or half a page on; what is seen moves with it. */
export function pageBy(state: State, world: World, pages: number): State {
  const scene = sceneOf(state, world);
  const index = selectedIndex(scene);
  if (index < 0) return state;
  const { content, height, place } = scene.focused;
  const lines = Math.trunc(pages * height) || Math.sign(pages);
  const target = moved(content, index, lines);
  const top = Math.max(0, Math.min(place.top + lines, content.length - height));
  return placed(state, settled({ cursor: cursorAt(content, target), top }, content, height));
}

/** The selection at the first or last line. */
export function jumpTo(state: State, world: World, to: 'first' | 'last'): State {
  const scene = sceneOf(state, world);
  const { content } = scene.focused;
  const index = to === 'first' ? nearest(content, 0, 1) : nearest(content, content.length - 1, -1);
  return index < 0 ? state : select(state, scene, index);
}

/** The selection in the next pane, where that was left; where panes stand below each other, at the next one's first line. */
export function nextPane(state: State, world: World, by: 1 | -1): State {
  const scene = sceneOf(state, world);
  return scene.panes.length > 1 ? besides(state, scene, by) : below(state, scene, by);
}

function besides(state: State, scene: Scene, by: 1 | -1): State {
  const { panes, focused, screen } = scene;
  const target = following(panes, panes.indexOf(focused), by, hasLines);
  if (target === undefined) return state;
  const places = { ...screen.view.places, [focused.id]: focused.place };
  return changeView(state, { places, ...target.place });
}

function hasLines({ content }: PaneScene): boolean {
  return nearest(content, 0, 1) >= 0;
}

function below(state: State, scene: Scene, by: 1 | -1): State {
  const { content, place } = scene.focused;
  const starts = new Map<string, number>();
  for (let index = 0; index < content.length; index++) {
    const id = content.idAt(index);
    if (id !== undefined && !starts.has(paneOf(id))) starts.set(paneOf(id), index);
  }
  const names = [...starts.keys()];
  const name = following(names, names.indexOf(paneOf(place.cursor.id)), by, () => true);
  const index = name === undefined ? undefined : starts.get(name);
  return index === undefined ? state : select(state, scene, index);
}

function following<T>(items: readonly T[], from: number, by: 1 | -1, isFit: (item: T) => boolean): T | undefined {
  for (let step = 1; step < items.length; step++) {
    const item = items[(from + by * step + items.length * step) % items.length];
    if (item !== undefined && isFit(item)) return item;
  }
  return undefined;
}

/** The state with the selection on a line of the focused pane. */
function select(state: State, scene: Scene, index: number): State {
  const { content, height, place } = scene.focused;
  return placed(state, settled({ cursor: cursorAt(content, index), top: place.top }, content, height));
}

function placed(state: State, place: ReturnType<typeof settled>): State {
  return changeView(state, { cursor: place.cursor, top: place.top });
}

/** The state with cursor and scroll as they are seen: what every action ends with, so that the next begins where the eye is. */
export function settle(state: State, world: World): State {
  const { cursor, top } = sceneOf(state, world).focused.place;
  const { view } = topScreen(state);
  const isSame = view.top === top && view.cursor.id === cursor.id && view.cursor.index === cursor.index;
  return isSame ? state : changeView(state, { cursor, top });
}

/** Opens or closes the selected line; closing from within closes what it belongs to. */
export function expand(state: State, world: World, how: 'open' | 'close' | 'toggle'): State {
  const scene = sceneOf(state, world);
  const { expanded } = scene.screen.view;
  const id = scene.focused.place.cursor.id ?? '';
  if (expanded.has(id)) return how === 'open' ? state : changeView(state, { expanded: without(expanded, id) });
  const parent = [...expanded].find((candidate) => id.startsWith(`${candidate}/`));
  if (parent !== undefined && how !== 'open') {
    const closed = changeView(state, { expanded: without(expanded, parent) });
    const after = sceneOf(closed, world);
    return select(closed, after, after.focused.content.indexOf(parent));
  }
  const canOpen = how !== 'close' && scene.focused.content.isExpandable(selectedIndex(scene));
  return canOpen ? changeView(state, { expanded: new Set([...expanded, id]) }) : state;
}

function without(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...set].filter((other) => other !== id));
}

/** The selection on the next line that holds what was searched for, around the end; undefined when there is none. */
export function searchOn(state: State, world: World, by: 1 | -1, { inclusive = false } = {}): State | undefined {
  const scene = sceneOf(state, world);
  const { content } = scene.focused;
  const wanted = scene.screen.view.filter.toLowerCase();
  if (wanted === '' || content.length === 0) return undefined;
  const start = Math.max(0, selectedIndex(scene));
  for (let step = inclusive ? 0 : 1; step <= content.length; step++) {
    const index = (start + by * step + content.length * 2) % content.length;
    if (content.idAt(index) !== undefined && content.textAt(index).toLowerCase().includes(wanted))
      return select(state, scene, index);
  }
  return undefined;
}
