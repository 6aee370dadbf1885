// Whether memory stays flat: the program on a terminal over a real kube-apiserver that changes 50 times a second. Says the memory that is
// resident and, after a collection that is asked for, the heap that is in use; and by how much both grow over the second half.
//   node test/bench/soak.ts [--seconds 1800] [--samples 20]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { churn, dice } from '../live/churn.ts';
import { startControlPlane } from '../live/control-plane.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/netpol-tui.js', import.meta.url));
const MB = 1024 * 1024;
/** Screens somebody looks at meanwhile: pods, one pod, changes, the matrix, findings. */
const KEYS = ['j', 'enter', 'esc', 'C', 'esc', 'm', 'esc'] as const;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '1800' }, samples: { type: 'string', default: '20' } },
});
const seconds = Number(values.seconds);
const samples = Number(values.samples);

interface Memory {
  readonly minutes: number;
  readonly resident: number;
  readonly heap: number;
}

interface Inspector {
  readonly ask: (method: string) => Promise<unknown>;
  readonly close: () => void;
}

/** Asks the program for its memory from outside, as a debugger does. */
async function inspectorOf(terminal: Terminal): Promise<Inspector> {
  const address = /ws:\/\/\S+/;
  await terminal.until(() => address.test(terminal.output()), 'the address for a debugger');
  const socket = new WebSocket(address.exec(terminal.output())?.[0] ?? '');
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  let asked = 0;
  const ask: Inspector['ask'] = (method) => {
    asked += 1;
    const id = asked;
    socket.send(JSON.stringify({ id, method }));
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  return { ask, close: () => socket.close() };
}

function residentMb({ pid }: Terminal): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** MB for each ten minutes that the straight line nearest to the points climbs. */
function climb(points: readonly Memory[], value: (point: Memory) => number): number {
  const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const [middle, level] = [mean(points.map(({ minutes }) => minutes)), mean(points.map(value))];
  const over = points.reduce((sum, point) => sum + (point.minutes - middle) * (value(point) - level), 0);
  const under = points.reduce((sum, { minutes }) => sum + (minutes - middle) ** 2, 0);
  return (over / under) * 10;
}

const plane = await startControlPlane();
try {
  const kubeconfig = await plane.kubeconfigFor(plane.adminToken);
  const args = ['--inspect=127.0.0.1:0', LAUNCHER, '--kubeconfig', kubeconfig];
  const terminal = openTerminal({ command: process.execPath, args, columns: 160, rows: 50 });
  await terminal.sees(/live/, 120_000);
  const inspector = await inspectorOf(terminal);
  const started = performance.now();
  const taken: Memory[] = [];
  const take = async (): Promise<void> => {
    const resident = residentMb(terminal);
    await inspector.ask('HeapProfiler.collectGarbage');
    const { usedSize } = (await inspector.ask('Runtime.getHeapUsage')) as { usedSize: number };
    const memory = { minutes: (performance.now() - started) / 60_000, resident, heap: usedSize / MB };
    taken.push(memory);
    console.log(
      `${memory.minutes.toFixed(1)} min: resident ${resident.toFixed(0)} MB, heap in use ${memory.heap.toFixed(1)} MB`,
    );
  };
  let [begun, pressed] = [0, 0];
  let taking = Promise.resolve();
  const { made, refused } = await churn({
    plane,
    seconds,
    roll: dice(20_261_126),
    onProgress: (part) => {
      if (part * samples * KEYS.length > pressed) {
        terminal.press(KEYS[pressed % KEYS.length] ?? 'esc');
        pressed += 1;
      }
      if (part * samples > begun) {
        begun += 1;
        taking = taking.then(take);
      }
    },
  });
  await taking;
  await take();
  const half = taken.filter(({ minutes }) => minutes * 60 >= seconds / 2);
  const grown = (value: (point: Memory) => number): string => `${climb(half, value).toFixed(1)} MB in ten minutes`;
  console.log(
    `${made} changes, ${refused} refused; over the second half resident memory grows by ${grown(({ resident }) => resident)}, the heap by ${grown(({ heap }) => heap)}`,
  );
  inspector.close();
  terminal.kill();
  await terminal.exited;
} finally {
  await plane.stop();
}
