import { copyFormsOf } from '../screens/copy-forms.ts';
import { sceneOf } from '../screens/scene.ts';
import { flashed, type Prompt, type State, withEffect } from '../state/state.ts';
import type { World } from '../state/store.ts';
import type { CopyForm } from '../state/taking.ts';

type Choosing = Extract<Prompt, { mode: 'copy' }>;

/** Copies what is on the screen in the only form there is; where there are more, it is asked in which, the last one chosen. */
export function copyHere(state: State, world: World): State {
  const offered = copyFormsOf(sceneOf(state, world));
  if (offered === undefined) return flashed(state, 'info', 'nothing to copy here');
  const { of, forms } = offered;
  const [first, ...others] = forms;
  if (others.length === 0) return taken(state, first);
  const choice = Math.max(
    0,
    forms.findIndex(({ id }) => id === state.copiedAs[of]),
  );
  return { ...state, prompt: { mode: 'copy', offered, choice } };
}

const STEPS: Readonly<Record<string, 1 | -1>> = { down: 1, j: 1, tab: 1, up: -1, k: -1, 'shift-tab': -1 };

/** A key while it is asked in which form to copy: a digit takes that one, enter and the key that asked the chosen one. */
export function copyKey(state: State, prompt: Choosing, key: string): State {
  const { offered, choice } = prompt;
  const by = STEPS[key];
  if (by !== undefined)
    return { ...state, prompt: { ...prompt, choice: (choice + by + offered.forms.length) % offered.forms.length } };
  if (key === 'esc' || key === 'q' || key === 'backspace') return { ...state, prompt: { mode: 'none' } };
  const form = offered.forms[key === 'enter' || key === 'c' ? choice : Number(key) - 1];
  if (form === undefined) return state;
  const closed: State = { ...state, prompt: { mode: 'none' } };
  return taken({ ...closed, copiedAs: { ...state.copiedAs, [offered.of]: form.id } }, form);
}

function taken(state: State, { id, text }: CopyForm): State {
  if (text !== undefined) return withEffect(state, { kind: 'copy', text });
  return withEffect(state, { kind: 'take', taking: { what: 'copy', as: id } });
}
