import { emptySnapshot } from '../../src/cluster/fold.ts';
import { NO_LABELS } from '../../src/model/labels.ts';
import type { Origin } from '../../src/model/raw-object.ts';
import { runTui } from '../../src/tui/app.tsx';

// The terminal UI in surroundings that fail: `y` on the first namespace while the key is handled, on the second while something
// is awaited, ctrl-s in a timer.

function fail(): never {
  throw new Error('planned failure');
}

const origin: Origin = { kind: 'file', file: 'shop.yaml', line: 1, locate: fail };
const first = {
  name: 'a',
  labels: NO_LABELS,
  declared: true,
  get origin(): Origin {
    return fail();
  },
};
const second = { name: 'b', labels: NO_LABELS, declared: true, origin };
const world = {
  snapshot: {
    ...emptySnapshot(),
    namespaces: new Map([
      ['a', first],
      ['b', second],
    ]),
  },
  loading: { files: 1, objects: 2, done: true },
  overlaid: emptySnapshot,
  source: { kind: 'files', label: 'test' },
} as const;

const { exitCode } = await runTui({
  store: { get: () => world, subscribe: () => () => undefined },
  io: {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    now: () => performance.now(),
    saveText: () =>
      new Promise(() => {
        setTimeout(fail);
      }),
    readSource: fail,
    readObject: fail,
    process,
    retry: () => undefined,
    stopReading: () => undefined,
    contexts: { list: () => Promise.resolve([]), use: () => Promise.resolve() },
    edit: () => Promise.resolve({ kind: 'unchanged' }),
    remember: () => undefined,
  },
  start: {},
  personal: { settings: undefined, wishes: {}, memory: undefined },
});
process.exit(exitCode);
