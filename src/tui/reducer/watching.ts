import { podsSelectedBy } from '../../engine/selection.ts';
import { logged } from '../../engine/watch/change-log.ts';
import { changesBetween, nameKey, type ObjectChange } from '../../engine/watch/object-changes.ts';
import { followed, type Pin, pinId, pinned, qualified, type Step } from '../../engine/watch/pins.ts';
import { workloadKey } from '../../model/cluster-objects.ts';
import type { CompiledPolicy } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { flipNews, questionText } from '../../present/change-text.ts';
import { lookupNamespace } from '../screens/reach-answer.ts';
import { markKey, subjectOfName } from '../screens/subjects.ts';
import type { Subject } from '../state/screens.ts';
import { flashed, type State, topScreen, withEffect } from '../state/state.ts';
import type { World } from '../state/store.ts';
import { MARK_MS, type Mark, type Watching } from '../state/watching.ts';
import { isOtherSource, sourceChanged } from './contexts.ts';

/** The world before and after, as the source has it. */
export interface WorldStep {
  readonly before: World;
  readonly after: World;
}

/** What became of the cluster: logged, its rows marked, pinned questions asked again. */
export function worldChanged(state: State, { before, after }: WorldStep): State {
  if (isOtherSource(before, after)) return sourceChanged(state, before, after);
  if (before.snapshot === after.snapshot) return state;
  const changes = isWatched(before) ? changesBetween(before.snapshot, after.snapshot) : [];
  const step: Step = { before: before.snapshot, after: after.snapshot, changes, at: state.now };
  // Whatever changed: what could be read turns answers too, and is no object listed here.
  const pins = state.watching.pins.map((pin) => followed(pin, step));
  const turned = pins.filter((pin, i) => pin !== state.watching.pins[i]);
  const log = logged(
    state.watching.log,
    changes.map((change) => ({ change, flipped: turned.filter((pin) => isCause(change, pin)) })),
    state.now,
  );
  const marks = new Map([...state.watching.marks, ...marksOf(changes, step)]);
  const watched = { ...state, watching: { ...state.watching, log, pins, marks } };
  return withNews(isWatched(before) && after.source.kind === 'files' ? readAgain(watched, changes) : watched, turned);
}

/** Files change when they are read again, which somebody asked for. */
function readAgain(state: State, changes: readonly ObjectChange[]): State {
  if (changes.length === 0) return flashed(state, 'info', 'nothing has changed in the files');
  const what = changes.length === 1 ? '1 object has' : `${changes.length} objects have`;
  return flashed(state, 'info', `${what} changed: C shows them`);
}

/** Files are read before they are watched; of a cluster the snapshot itself says which kinds are not known yet. */
function isWatched({ source, loading }: World): boolean {
  return source.kind === 'files' ? loading.done : source.connection.kinds.length > 0;
}

function isCause(change: ObjectChange, { turned }: Pin): boolean {
  return turned?.cause.kind === 'object' && nameKey(turned.cause.name) === nameKey(change.name);
}

function withNews(state: State, turned: readonly Pin[]): State {
  const [first, ...others] = turned;
  if (first === undefined) return state;
  const more = others.length === 0 ? '' : ` (and ${others.length} more: :pins)`;
  // What closed, or can no longer be told, stays until somebody has seen it.
  const kind = first.standing === 'allowed' && others.length === 0 ? 'info' : 'error';
  const told = flashed(state, kind, flipNews(first, state.glyphs) + more);
  return state.bell ? withEffect(told, { kind: 'bell' }) : told;
}

/** Every row that stands for something that changed: its own, its workload's, its namespace's. */
function marksOf(changes: readonly ObjectChange[], { after, at }: Step): readonly (readonly [string, Mark])[] {
  const until = at + MARK_MS;
  const marks: [string, Mark][] = [];
  const mark = (subject: Subject | undefined, type: Mark['type']): void => {
    if (subject !== undefined) marks.push([markKey(subject), { type, until }]);
  };
  for (const change of changes) {
    const { namespace } = change.name;
    if (namespace !== undefined) mark({ kind: 'namespace', name: namespace }, 'edited');
    const object = change.type === 'deleted' ? change.before : change.after;
    if (object.kind === 'pod') mark({ kind: 'workload', key: workloadKey(object.pod.workload) }, 'edited');
    if (object.kind === 'policy') for (const subject of selectedBy(object.policy, after)) mark(subject, 'edited');
    if (change.type !== 'deleted') mark(subjectOfName(change.name, after), change.type);
  }
  return marks;
}

/** Whom a policy selects: their isolation may be another one now. */
function selectedBy(policy: CompiledPolicy, snapshot: Snapshot): readonly Subject[] {
  return podsSelectedBy(snapshot, policy).flatMap((pod): readonly Subject[] => [
    { kind: 'pod', key: pod.key },
    { kind: 'workload', key: workloadKey(pod.workload) },
  ]);
}

/** Rows that changed some time ago are no longer marked. */
export function marksOver(state: State): State {
  const marks = new Map([...state.watching.marks].filter(([, { until }]) => until > state.now));
  return marks.size === state.watching.marks.size ? state : withWatching(state, { marks });
}

function withWatching(state: State, change: Partial<Watching>): State {
  return { ...state, watching: { ...state.watching, ...change } };
}

/** As many questions as a person can follow. */
const MOST_PINS = 50;

/** Pins a question, or takes it off when it is pinned. */
export function togglePin(state: State, question: { readonly from: string; readonly to: string }, world: World): State {
  const snapshot = world.actual ?? world.snapshot;
  const named = qualified(question, snapshot, lookupNamespace(state));
  const { pins } = state.watching;
  const text = questionText(named, state.glyphs);
  if (pins.some(({ id }) => id === pinId(named))) {
    const left = pins.filter(({ id }) => id !== pinId(named));
    return flashed(withWatching(state, { pins: left }), 'info', `no longer pinned: ${text}`);
  }
  if (pins.length >= MOST_PINS)
    return flashed(state, 'error', `${MOST_PINS} questions are pinned: take one off in :pins first`);
  const added = pinned(named, snapshot, state.now);
  return flashed(withWatching(state, { pins: [...pins, added] }), 'info', `pinned: ${text}; :pins shows all`);
}

/** Pins what the form of a Reach screen has just asked, where it was opened for that. */
export function pinAsked(before: State, state: State, world: World): State {
  const top = topScreen(state);
  if (top.at !== 'reach' || top.form.pins !== true || top.form.asked === undefined) return state;
  const was = topScreen(before);
  if (was.at === 'reach' && was.form.asked === top.form.asked) return state;
  const named = qualified(top.form.asked, world.snapshot, lookupNamespace(state));
  return state.watching.pins.some(({ id }) => id === pinId(named)) ? state : togglePin(state, top.form.asked, world);
}

/** Whether a pin that turns rings the terminal's bell. */
export function toggleBell(state: State): State {
  return flashed({ ...state, bell: !state.bell }, 'info', state.bell ? 'no bell' : 'the bell rings when a pin turns');
}
