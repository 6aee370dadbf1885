import { type Scene, sceneOf } from '../screens/scene.ts';
import { cursorAt, settled } from '../state/cursor.ts';
import { type Action, changeView, type State, topScreen } from '../state/state.ts';
import type { World } from '../state/store.ts';
import { hitAt } from '../view/hit.ts';
import { moveBy } from './moving.ts';
import { cutStack, open } from './navigating.ts';

/** Lines that one turn of the wheel goes on. */
const WHEEL_LINES = 3;

type Click = Extract<Action, { type: 'click' }>;

/** The wheel moves; a click selects a line, and opens the one that is selected; a click on a breadcrumb goes back to it. */
export function clicked(state: State, world: World, { button, column, row }: Click): State {
  if (button !== 'left') return moveBy(state, world, button === 'wheel-up' ? -WHEEL_LINES : WHEEL_LINES);
  const hit = hitAt(state, world, { column, row });
  if (hit === undefined || state.prompt.mode !== 'none') return state;
  if (hit.kind === 'crumb') return cutStack(state, hit.depth);
  const scene = sceneOf(state, world);
  const isSelected = scene.focused.id === hit.pane && scene.focused.place.cursor.index === hit.index;
  return isSelected && !isWriting(state) ? open(state, world) : selectLine(state, scene, hit);
}

function isWriting(state: State): boolean {
  const screen = topScreen(state);
  return screen.at === 'reach' && screen.form.focus !== 'answer';
}

function selectLine(
  state: State,
  scene: Scene,
  { pane, index }: { readonly pane: string; readonly index: number },
): State {
  const target = scene.panes.find(({ id }) => id === pane) ?? scene.focused;
  const { content, height, place } = target;
  const { cursor, top } = settled({ cursor: cursorAt(content, index), top: place.top }, content, height);
  const { focused, screen } = scene;
  const places = target === focused ? screen.view.places : { ...screen.view.places, [focused.id]: focused.place };
  return changeView(state, { places, cursor, top });
}
