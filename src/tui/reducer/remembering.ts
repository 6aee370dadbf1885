import { type KeptPin, pinnedAgain } from '../../engine/watch/pins.ts';
import type { KindState } from '../../model/live-state.ts';
import { count } from '../../present/text.ts';
import { withContext, withPins } from '../settings/memory.ts';
import { flashed, type State, withEffect } from '../state/state.ts';
import type { ClusterSource, World } from '../state/store.ts';
import { clusterKey, pinsToRecall } from '../state/watching.ts';

/** What this run leaves for the next, and what earlier ones left for this: of clusters, for files are read where one happens to be. */
export function remembering(before: State, state: State, world: World): State {
  const { source } = world;
  if (source.kind !== 'cluster') return state;
  return keptPins(before, recalledPins(keptContext(state, source), source, world), source);
}

function keptContext(state: State, { label }: ClusterSource): State {
  if (state.memory.recentContexts[0] === label) return state;
  return withEffect({ ...state, memory: withContext(state.memory, label) }, { kind: 'remember' });
}

/** Asked of half a cluster, every question would have turned. */
function recalledPins(state: State, source: ClusterSource, world: World): State {
  const { kinds } = source.connection;
  if (state.watching.isRecalled || kinds.length === 0 || !kinds.every(isDone)) return state;
  const own = new Set(state.watching.pins.map(({ id }) => id));
  const snapshot = world.actual ?? world.snapshot;
  const recalled = pinsToRecall(state, source)
    .map((kept) => pinnedAgain(kept, snapshot, state.now))
    .filter(({ id }) => !own.has(id));
  const pins = [...recalled, ...state.watching.pins];
  const asked = { ...state, watching: { ...state.watching, pins, isRecalled: true } };
  const turned = recalled.filter((pin) => pin.turned !== undefined).length;
  if (turned === 0) return asked;
  const what = turned === 1 ? '1 pinned question is' : `${count(turned, 'pinned question')} are`;
  return flashed(asked, 'error', `${what} not as when you were here last: :pins`);
}

function isDone({ listed, phase }: KindState): boolean {
  return listed || phase === 'refused' || phase === 'stale';
}

function keptPins(before: State, state: State, source: ClusterSource): State {
  const { pins, isRecalled } = state.watching;
  // What was not asked yet is still what the last run left.
  if (!isRecalled || pins === before.watching.pins) return state;
  const kept = pins.map(({ from, to, standing }): KeptPin => ({ from, to, standing }));
  const memory = withPins(state.memory, { cluster: clusterKey(source), pins: kept });
  return withEffect({ ...state, memory }, { kind: 'remember' });
}
