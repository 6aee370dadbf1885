import { kindOf } from '../screens/registry.ts';
import { sceneOf, subjectHere } from '../screens/scene.ts';
import { AT_START } from '../state/cursor.ts';
import {
  type Action,
  changeView,
  flashed,
  nextSort,
  type State,
  topScreen,
  withEffect,
  withTop,
} from '../state/state.ts';
import type { World } from '../state/store.ts';
import { clicked } from './clicking.ts';
import { goToContext } from './contexts.ts';
import { copyHere } from './copying.ts';
import { focusForm, formKey, formPaste, pastedQuestion, swapEnds } from './form.ts';
import { stepInMatrix } from './matrix.ts';
import { expand, jumpTo, moveBy, nextPane, pageBy, searchOn, settle } from './moving.ts';
import { back, chooseNamespace, goTo, open, sourceArrived, travel, workDone } from './navigating.ts';
import { openPrompt, promptKey, promptPaste } from './prompting.ts';
import { remembering } from './remembering.ts';
import { marksOver, pinAsked, toggleBell, togglePin, worldChanged } from './watching.ts';
import { edited, editHere, newPolicy, openRecipe, relabel, removeHere, undo } from './what-if.ts';

/** The state after an action. Pure; what only the outside can do is left in `effects`. */
export function reduce(state: State, action: Action, world: World): State {
  const next = remembering(state, after(state, action, world), world);
  return comesByItself(action) && isUntouched(next, world) ? next : settle(next, world);
}

/** Rows still come in and nobody has pressed a key yet: the first row stays the selected one, whichever that is. */
function isUntouched(state: State, { loading }: World): boolean {
  const { cursor, top } = topScreen(state).view;
  return !loading.done && cursor.id === undefined && cursor.index === 0 && top === 0;
}

/** No key asked for it. */
function comesByItself({ type }: Action): boolean {
  return BY_ITSELF.has(type);
}

const BY_ITSELF: ReadonlySet<Action['type']> = new Set<Action['type']>([
  'world',
  'resize',
  'flash',
  'flash-over',
  'marks-over',
  'worked',
  'linted',
  'compared',
]);

function after(state: State, action: Action, world: World): State {
  switch (action.type) {
    case 'move':
      return moveBy(state, world, action.by);
    case 'page':
      return pageBy(state, world, action.by);
    case 'jump':
      return jumpTo(state, world, action.to);
    case 'pane':
      return nextPane(state, world, action.by);
    case 'expand':
      return expand(state, world, action.how);
    case 'search':
      return searchAgain(state, world, action.by);
    case 'sort':
      return changeView(state, { sort: nextSort(topScreen(state).view.sort, action.column) });
    case 'toggle':
      return toggled(state, action.what);
    case 'open':
      return openRecipe(state, world) ?? open(state, world);
    case 'back':
      return back(state);
    case 'go':
      return goTo(state, action.screen, action.root === true ? 'instead' : 'over');
    case 'namespace':
      return chooseNamespace(state, action.name);
    case 'history':
      return travel(state, action.to);
    default:
      return afterInput(state, action, world);
  }
}

type InputAction = Exclude<
  Action,
  {
    type:
      | 'move'
      | 'page'
      | 'jump'
      | 'pane'
      | 'expand'
      | 'search'
      | 'sort'
      | 'toggle'
      | 'open'
      | 'back'
      | 'go'
      | 'namespace'
      | 'history';
  }
>;

function afterInput(state: State, action: InputAction, world: World): State {
  switch (action.type) {
    case 'prompt':
      return openPrompt(state, action.mode, action.text);
    case 'copy':
      return copyHere(state, world);
    case 'prompt-key':
      return promptKey(state, world, action.key, reduce);
    case 'form-key':
      return pinAsked(state, formKey(state, world, action.key), world);
    case 'form-focus':
      return focusForm(state, action.focus);
    case 'matrix':
      return stepInMatrix(state, world, action.step);
    case 'swap-ends':
      return swapEnds(state);
    case 'click':
      return clicked(state, world, action);
    case 'paste':
      return paste(state, world, action.text);
    case 'flash':
      return flashed(state, action.kind, action.text);
    case 'flash-over':
      return state.flash?.id === action.id && state.flash.kind === 'info' ? { ...state, flash: undefined } : state;
    case 'acknowledge':
      return state.flash === undefined ? state : { ...state, flash: undefined };
    case 'resize':
      return { ...state, size: action.size };
    case 'world':
      return action.step === undefined ? state : worldChanged(state, action.step);
    case 'marks-over':
      return marksOver(state);
    case 'pin':
      return togglePin(state, action, world);
    case 'toggle-bell':
      return toggleBell(state);
    case 'use-context':
      return goToContext(state, action.name);
    case 'what-if':
      return inMemory(state, action, world);
    case 'label':
      return relabel(state, subjectHere(sceneOf(state, world)), action.words, world);
    case 'edited':
      return edited(state, action, world);
    case 'contexts':
      return { ...state, contexts: action.contexts };
    case 'worked':
      return workDone(state, action.work, action.worked);
    case 'linted':
      return { ...state, linted: action.linted };
    case 'compared':
      return { ...state, comparison: action.comparison };
    case 'source':
      return sourceArrived(state, action);
    case 'effect':
      return withEffect(state, action.effect);
  }
}

function inMemory(state: State, { how, subject }: Extract<Action, { type: 'what-if' }>, world: World): State {
  switch (how) {
    case 'edit':
      return editHere(state, subject, world);
    case 'new':
      return newPolicy(state, subject, world);
    case 'remove':
      return removeHere(state, subject, world);
    case 'undo':
      return undo(state);
  }
}

function searchAgain(state: State, world: World, by: 1 | -1): State {
  const { filter } = topScreen(state).view;
  if (!kindOf(topScreen(state)).searches) return flashed(state, 'info', 'n and N search in texts; here / hides rows');
  if (filter === '') return flashed(state, 'info', 'nothing searched yet: / searches');
  return searchOn(state, world, by) ?? flashed(state, 'info', `"${filter}" is not here`);
}

function toggled(state: State, what: 'wide' | 'problems' | 'workloads'): State {
  switch (what) {
    case 'wide':
      return flashed(
        { ...state, wide: !state.wide },
        'info',
        state.wide ? 'usual columns' : 'all columns, where there is room',
      );
    case 'problems':
      return flashed(
        { ...state, problemsOnly: !state.problemsOnly },
        'info',
        state.problemsOnly ? 'all rows' : 'only rows with a problem',
      );
    case 'workloads': {
      const top = topScreen(state);
      if (top.at !== 'pods') return state;
      const by = top.by === 'pod' ? 'workload' : 'pod';
      return withTop(state, { ...top, by, view: { ...top.view, cursor: AT_START, top: 0, sort: undefined } });
    }
  }
}

function paste(state: State, world: World, text: string): State {
  if (state.prompt.mode !== 'none') return promptPaste(state, world, text);
  const top = topScreen(state);
  if (top.at === 'reach' && top.form.focus !== 'answer') return formPaste(state, world, text);
  const question = pastedQuestion(state, world, text);
  if (question !== undefined) return goTo(state, question, 'over');
  return flashed(state, 'info', 'nothing in what was pasted is an address or a name that is known here');
}
