import { type CommandCompletion, completeCommand, readCommand } from '../commands/commands.ts';
import { kindOf } from '../screens/registry.ts';
import { contextOf, sceneOf, subjectHere } from '../screens/scene.ts';
import { remembered } from '../settings/memory.ts';
import { type Action, changeView, flashed, type Prompt, type State, topScreen, withEffect } from '../state/state.ts';
import type { World } from '../state/store.ts';
import { EMPTY_FIELD, edited, fieldOf, pasted, type TextField } from '../state/text-field.ts';
import { contextsNeeded } from './contexts.ts';
import { copyKey } from './copying.ts';
import { moveBy, searchOn } from './moving.ts';

type Reduce = (state: State, action: Action, world: World) => State;
type Filtering = Extract<Prompt, { mode: 'filter' }>;
type Commanding = Extract<Prompt, { mode: 'command' }>;

/** Opens the filter (with the text it has) or the command line. */
export function openPrompt(state: State, mode: 'filter' | 'command', text = ''): State {
  if (mode === 'command') return { ...state, prompt: { mode, field: fieldOf(text), choice: undefined } };
  const { filter } = topScreen(state).view;
  return { ...state, prompt: { mode, field: fieldOf(filter), before: filter } };
}

/** A key while a prompt is open. */
export function promptKey(state: State, world: World, key: string, reduce: Reduce): State {
  const { prompt } = state;
  switch (prompt.mode) {
    case 'none':
      return state;
    case 'filter':
      return filterKey(state, prompt, world, key);
    case 'command':
      return commandKey(state, prompt, world, key, reduce);
    case 'copy':
      return copyKey(state, prompt, key);
  }
}

/** A paste into an open prompt. */
export function promptPaste(state: State, world: World, text: string): State {
  const { prompt } = state;
  if (prompt.mode === 'filter') return filterWith(state, prompt, world, pasted(prompt.field, text));
  if (prompt.mode === 'command')
    return { ...state, prompt: { ...prompt, field: pasted(prompt.field, text), choice: undefined } };
  return state;
}

const CLOSED: Prompt = { mode: 'none' };

function filterKey(state: State, prompt: Filtering, world: World, key: string): State {
  if (key === 'enter') return inHistory({ ...state, prompt: CLOSED }, 'filter', prompt.field.text);
  const past = earlier(state.memory.history.filter, prompt, key);
  if (past !== undefined) {
    const { prompt: _now, ...there } = filterWith(state, prompt, world, past.field);
    return { ...there, prompt: { ...prompt, ...past } };
  }
  if (key === 'esc') return changeView({ ...state, prompt: CLOSED }, { filter: prompt.before });
  if (key === 'down' || key === 'up') return moveBy(state, world, key === 'down' ? 1 : -1);
  if (key === 'backspace' && prompt.field.text === '') return { ...state, prompt: CLOSED };
  const field = edited(prompt.field, key);
  return field === undefined ? state : filterWith(state, { ...prompt, past: undefined }, world, field);
}

// Rows go while one types; in a text the cursor goes to what is found instead.
function filterWith(state: State, prompt: Filtering, world: World, field: TextField): State {
  const changed = changeView({ ...state, prompt: { ...prompt, field } }, { filter: field.text });
  if (!kindOf(topScreen(state)).searches) return changed;
  return searchOn(changed, world, 1, { inclusive: true }) ?? changed;
}

function commandKey(state: State, prompt: Commanding, world: World, key: string, reduce: Reduce): State {
  const completions = completeCommand(prompt.field.text, contextOf(state, world));
  if (key === 'esc' || (key === 'backspace' && prompt.field.text === '')) return { ...state, prompt: CLOSED };
  if (key === 'enter') {
    const text = completions[prompt.choice ?? -1]?.text ?? prompt.field.text;
    return runCommand(inHistory({ ...state, prompt: CLOSED }, 'command', text), world, text, reduce);
  }
  const past = prompt.choice === undefined ? earlier(state.memory.history.command, prompt, key) : undefined;
  if (past !== undefined) return { ...state, prompt: { ...prompt, ...past } };
  const changed = chosenCommand(prompt, completions, key) ?? writtenCommand(prompt, completions, key);
  if (changed === undefined) return state;
  const typed = { ...state, prompt: changed };
  return namesContexts(changed) && state.contexts.state === 'unread' ? contextsNeeded(typed) : typed;
}

function namesContexts(prompt: Prompt): boolean {
  return prompt.mode === 'command' && /^(ctx|contexts?)\b/.test(prompt.field.text);
}

type PastLine = { readonly field: TextField; readonly past: number | undefined };

/** The line of the history that up and down lead to; undefined where they lead to none, and mean something else. */
function earlier(lines: readonly string[], { field, past }: Filtering | Commanding, key: string): PastLine | undefined {
  if (key === 'up' && (past !== undefined || field.text === '')) {
    const at = Math.min((past ?? -1) + 1, lines.length - 1);
    return lines[at] === undefined ? undefined : { field: fieldOf(lines[at]), past: at };
  }
  if (key !== 'down' || past === undefined) return undefined;
  return past === 0
    ? { field: EMPTY_FIELD, past: undefined }
    : { field: fieldOf(lines[past - 1] ?? ''), past: past - 1 };
}

/** Remembers what was typed into a prompt. */
function inHistory(state: State, prompt: 'filter' | 'command', text: string): State {
  const lines = remembered(state.memory.history[prompt], text);
  if (lines === state.memory.history[prompt]) return state;
  const history = { ...state.memory.history, [prompt]: lines };
  return withEffect({ ...state, memory: { ...state.memory, history } }, { kind: 'remember' });
}

const STEPS: Readonly<Record<string, 1 | -1>> = { down: 1, 'ctrl-n': 1, up: -1, 'ctrl-p': -1, 'shift-tab': -1 };

/** The prompt with another completion chosen, when the key chooses. */
function chosenCommand(prompt: Commanding, { length }: readonly unknown[], key: string): Prompt | undefined {
  const by = key === 'tab' && prompt.choice !== undefined ? 1 : STEPS[key];
  if (by === undefined || length === 0) return undefined;
  const from = prompt.choice ?? (by === 1 ? -1 : length);
  return { ...prompt, choice: (from + by + length) % length };
}

/** The prompt with another text: a completion taken over, or a character typed. */
function writtenCommand(
  prompt: Commanding,
  completions: readonly CommandCompletion[],
  key: string,
): Prompt | undefined {
  const atEnd = prompt.field.caret === [...prompt.field.text].length;
  const takesOver = key === 'tab' || (key === 'right' && atEnd);
  const completion = takesOver ? completions[prompt.choice ?? 0] : undefined;
  const field = completion === undefined ? edited(prompt.field, key) : fieldOf(completion.text);
  return field && { ...prompt, field, choice: undefined, past: undefined };
}

/** Does what a `:` command says; a command that is none is an error that stays. */
function runCommand(state: State, world: World, text: string, reduce: Reduce): State {
  if (text.trim() === '') return state;
  const scene = sceneOf(state, world);
  const read = readCommand(text, scene.context, subjectHere(scene));
  if (typeof read === 'string') return flashed(state, 'error', read);
  return read.reduce((after, action) => reduce(after, action, world), state);
}
