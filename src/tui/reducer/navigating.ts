import { sceneOf, subjectHere } from '../screens/scene.ts';
import { endpointOf } from '../screens/subjects.ts';
import { ruleLine } from '../screens/text-place.ts';
import { yamlLineId } from '../screens/yaml-screen.ts';
import { travelled, visited } from '../state/history.ts';
import {
  freshScreen,
  reachForm,
  type Screen,
  type ScreenName,
  type SourceText,
  type Subject,
  type TextPlace,
} from '../state/screens.ts';
import { changeView, flashed, type Stack, type State, topScreen, withEffect } from '../state/state.ts';
import type { World } from '../state/store.ts';
import type { Work, Worked } from '../state/work.ts';
import { contextsNeeded, goToContext } from './contexts.ts';
import { cellScreen } from './matrix.ts';
import { reachOutside, screenFor, yamlScreenFor } from './opening.ts';
import { isSamePlace } from './same-place.ts';

/**
 * The state at another screen: onto the stack, instead of the whole of it, or `over` the top where that is a screen of the same kind.
 * The place one is at already is not entered again. What the screen needs from the outside is asked for.
 */
export function goTo(state: State, screen: Screen, where: 'onto' | 'over' | 'instead' = 'onto'): State {
  const top = topScreen(state);
  if (isSamePlace(top, screen) && (where !== 'instead' || state.stack.length === 1)) return stayed(state, screen);
  const arrived = withWork(screen);
  const stack = stackWith(state, arrived, where);
  const there = visited(state, { stack, namespace: state.namespace });
  if ('work' in arrived && arrived.work !== undefined) return withEffect(there, { kind: 'work', work: arrived.work });
  if (screen.at === 'contexts') return contextsNeeded(there);
  if (screen.at !== 'yaml' || screen.source.state !== 'reading') return there;
  return withEffect(there, { kind: 'read-source', of: screen.of });
}

function stackWith({ stack }: State, screen: Screen, where: 'onto' | 'over' | 'instead'): Stack {
  if (where === 'instead') return [screen];
  // To a question that is still to be written one may say no, and is back at the answer.
  const isWritten = screen.at !== 'reach' || screen.form.asked !== undefined;
  const isOver = where === 'over' && isWritten && stack.at(-1)?.at === screen.at;
  const [root, ...rest] = isOver ? stack.slice(0, -1) : stack;
  return root === undefined ? [screen] : [root, ...rest, screen];
}

/** Where one is already, at the line and with the filter one wants to see. */
function stayed(state: State, { view: { cursor, filter } }: Screen): State {
  const at = cursor.id === undefined ? {} : { cursor };
  return changeView(state, { ...at, filter });
}

/** The policy's screen asks what would change without it. */
function withWork(screen: Screen): Screen {
  return screen.at === 'policy' ? { ...screen, work: { kind: 'removal', id: screen.id } } : screen;
}

/** Something was found out: for every screen that asked for it. */
export function workDone(state: State, work: Work, worked: Worked): State {
  const [root, ...rest] = state.stack.map((screen) =>
    'work' in screen && screen.work === work ? { ...screen, worked } : screen,
  );
  return root === undefined ? state : { ...state, stack: [root, ...rest] };
}

/** What enter does: the screen of what the selected line stands for. */
export function open(state: State, world: World): State {
  const scene = sceneOf(state, world);
  const subject = subjectHere(scene);
  if (subject === undefined) return flashed(state, 'info', 'nothing to open here');
  if (scene.screen.at === 'matrix') {
    const cell = cellScreen(scene.screen, world);
    return typeof cell === 'string' ? flashed(state, 'info', cell) : goTo(state, cell);
  }
  if (subject.kind === 'key') return withEffect(leave(state), { kind: 'press', key: subject.key });
  if (subject.kind === 'context') return goToContext(state, subject.name);
  const target = targetOf(scene.screen, subject, world);
  if (typeof target === 'string') return flashed(state, 'info', target);
  const there = goTo(state, target);
  return subject.kind === 'namespace' ? { ...there, namespace: subject.name } : there;
}

function targetOf(screen: Screen, subject: Subject, { snapshot }: World): Screen | string {
  // Where one is already, enter goes one step further: to how it is written.
  const isHere = screen.at === 'policy' && (subject.kind === 'rule' || subject.kind === 'policy');
  if (isHere || (screen.at === 'describe' && screen.of === subject)) return yamlScreenFor(subject, snapshot);
  if (screen.at === 'pod' && subject.kind === 'outside') {
    const end = endpointOf(screen.of, snapshot);
    if (end !== undefined) return reachOutside(screen, subject.text, end);
  }
  if (screen.at === 'exposure')
    return freshScreen({ at: 'reach', form: reachForm({ from: 'external', to: endpointOf(subject, snapshot) ?? '' }) });
  return screenFor(subject, snapshot);
}

/** What esc does: clears the filter, else leaves the screen. The root is never left. */
export function back(state: State): State {
  const top = topScreen(state);
  return top.view.filter === '' ? leave(state) : changeView(state, { filter: '' });
}

function leave(state: State): State {
  const [root, ...rest] = state.stack.slice(0, -1);
  if (root === undefined) return flashed(state, 'info', 'this is the first screen; q or :q quits');
  return visited(state, { stack: [root, ...rest], namespace: state.namespace });
}

/** The screen so deep in the stack, and nothing above it. */
export function cutStack(state: State, depth: number): State {
  const [root, ...rest] = state.stack.slice(0, depth + 1);
  if (root === undefined || depth + 1 >= state.stack.length) return state;
  return visited(state, { stack: [root, ...rest], namespace: state.namespace });
}

/** One place back or forward in what was visited. */
export function travel(state: State, to: 'back' | 'forward' | 'last'): State {
  return (
    travelled(state, to) ??
    flashed(state, 'info', to === 'forward' ? 'nothing to go forward to' : 'nothing to go back to')
  );
}

/** Lists that show one namespace or all. */
export const BY_NAMESPACE: ReadonlySet<ScreenName> = new Set([
  'pods',
  'policies',
  'services',
  'findings',
  'changes',
  'exposure',
]);

/** Another namespace, or all: in the list one sees, else in the list of pods. */
export function chooseNamespace(state: State, name: string | undefined): State {
  const top = topScreen(state);
  if (BY_NAMESPACE.has(top.at)) return visited(state, { stack: state.stack, namespace: name });
  const pods = freshScreen({ at: 'pods', by: 'pod' });
  return { ...goTo(state, pods, top.at === 'namespaces' ? 'onto' : 'instead'), namespace: name };
}

/** The text of an object has arrived: for every screen that waits for it. */
export function sourceArrived(state: State, at: { readonly of: TextPlace; readonly source: SourceText }): State {
  const [root, ...rest] = state.stack.map((screen): Screen => {
    if (screen.at !== 'yaml' || screen.of !== at.of || screen.source.state !== 'reading') return screen;
    const { source } = at;
    if (source.state !== 'read') return { ...screen, source };
    const focus = focusIn(screen.of, source);
    const id = yamlLineId(focus, source.firstLine);
    return { ...screen, source, view: { ...screen.view, cursor: { id, index: focus - source.firstLine } } };
  });
  return root === undefined ? state : { ...state, stack: [root, ...rest] };
}

/** The number of the line of interest. */
function focusIn(of: TextPlace, { lines, firstLine }: Extract<SourceText, { state: 'read' }>): number {
  if (of.from === 'file') return of.place.focus;
  return of.rule === undefined ? firstLine : firstLine + ruleLine(lines, of.rule);
}
