import { createFolder } from '../../src/cluster/fold.ts';
import type { ConnectionState } from '../../src/model/live-state.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import { runTui } from '../../src/tui/app.tsx';
import { readMemory } from '../../src/tui/settings/memory.ts';
import type { World } from '../../src/tui/state/store.ts';
import type { Json } from '../support/naive/objects.ts';
import { realisticObjects } from './clusters/realistic.ts';
import { SIZES, type SizeName } from './clusters/sizes.ts';
import { noteLongTurns } from './long-turns.ts';

// The explorer over a generated cluster in which pods change all the time: `keys-world XL 200`. For keys.ts, which presses the keys.

const [size = 'M', rate = '0', notes] = process.argv.slice(2);
if (notes !== undefined) noteLongTurns(notes);
const { pods } = SIZES[size as SizeName];

function setEvent(value: Json): ObjectEvent {
  return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'bench' }, duplicateKeys: [] } };
}

/** Every so manieth pod changes: its status goes to and fro, as where something crashes. */
const CHANGING = 29;
const changing: Json[] = [];
const folder = createFolder();
let read = 0;
for (const value of realisticObjects(SIZES[size as SizeName], 1)) {
  folder.apply([setEvent(value)]);
  if (value['kind'] === 'Pod' && read++ % CHANGING === 0) changing.push(value);
}

const connection: ConnectionState = {
  context: 'bench',
  server: 'https://bench.invalid',
  kinds: [
    {
      served: { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
      phase: 'live',
      objects: pods,
      onlyIn: undefined,
      listed: true,
      problem: undefined,
      since: undefined,
    },
  ],
  unavailable: [],
  problem: undefined,
};

const listeners = new Set<() => void>();
const worldNow = (): World => ({
  snapshot: folder.snapshot(),
  loading: { files: 0, objects: pods, done: true },
  source: { kind: 'cluster', label: 'bench', connection },
  overlaid: () => world.snapshot,
});
let world = worldNow();
let applied = 0;
let nextAt = 0;

// As src/load-cluster.ts has it: derived ten times a second at most, and for a fifth of the time at most.
function publish(): void {
  const began = performance.now();
  world = worldNow();
  for (const listener of listeners) listener();
  const ended = performance.now();
  nextAt = ended + Math.max(100, (ended - began) * 5);
}

if (Number(rate) > 0) {
  const began = performance.now();
  setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * Number(rate));
    const events: ObjectEvent[] = [];
    for (; applied < due; applied++) {
      const pod = changing[applied % changing.length];
      const phase = Math.floor(applied / changing.length) % 2 === 0 ? 'Pending' : 'Running';
      if (pod !== undefined) events.push(setEvent({ ...pod, status: { ...(pod['status'] as Json), phase } }));
    }
    folder.apply(events);
    if (events.length > 0 && performance.now() >= nextAt) publish();
  }, 20);
}

const { exitCode } = await runTui({
  store: {
    get: () => world,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  },
  io: {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    now: () => performance.now(),
    saveText: (path) => Promise.resolve(path),
    readSource: () => Promise.resolve(undefined),
    readObject: () => Promise.reject(new Error('there is no cluster')),
    process,
    retry: () => undefined,
    stopReading: () => undefined,
    edit: () => Promise.resolve({ kind: 'unchanged' }),
    contexts: { list: () => Promise.resolve([]), use: () => Promise.resolve() },
    remember: () => undefined,
  },
  start: {},
  personal: { settings: undefined, wishes: {}, memory: { ...readMemory(undefined), hintsSeen: true } },
});
process.exit(exitCode);
