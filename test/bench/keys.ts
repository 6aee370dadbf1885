// From a key to the frame it makes, in the pod list of a generated cluster, on a real pseudo-terminal of 200 x 50:
// `node test/bench/keys.ts XL --rate 200`. Quiet where no rate of events is given. `--turns FILE` notes late keys, and the long turns of
// the program, which they waited for: `sort -n FILE` puts them in order.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { build } from 'esbuild';
import { noDevtools, yogaWithoutFetch } from '../../scripts/bundle-plugins.mjs';
import { createRandom } from './clusters/random.ts';
import { noteTurn } from './long-turns.ts';
import { type Figure, figureLine, quantile } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string', default: '0' },
    keys: { type: 'string', default: '200' },
    profile: { type: 'string' },
    turns: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const size = positionals[0] ?? 'M';
const rate = Number(values.rate);
const presses = Number(values.keys);
/** Some 200 letters, as many as other keys, and few beginnings twice: what was filtered once is quicker the second time. */
const FILTERS =
  'web-2 team-17 sealed xyzzy ns:team-1 app=db running 10.4.3 open node-5 api-3 cache-1 job-22 unknown host rules ns:team-2 frontend queue-7 staging zone=b db-11 payments env=prod 5f9 kube-system label=x monitor legacy-4 vault'.split(
    ' ',
  );
const COLUMNS = 200;
const ROWS = 50;

const folder = mkdtempSync(join(tmpdir(), 'netpol-tui-keys-'));
const program = join(folder, 'keys-world.mjs');
await build({
  absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
  entryPoints: ['test/bench/keys-world.ts'],
  outfile: program,
  bundle: true,
  format: 'esm',
  platform: 'node',
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
  plugins: [yogaWithoutFetch(), noDevtools()],
  logLevel: 'error',
});

const { CI: _ci, NO_COLOR: _noColor, ...env } = process.env;
const profiled = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
const emulator = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true, scrollback: 0 });
const pty = spawn(
  process.execPath,
  [...profiled, program, size, String(rate), ...(values.turns === undefined ? [] : [values.turns])],
  {
    name: 'xterm-256color',
    cols: COLUMNS,
    rows: ROWS,
    env: { ...env, COLORTERM: 'truecolor', LANG: 'C.UTF-8' } as Record<string, string>,
  },
);
let bytes = 0;
const watchers = new Set<() => void>();
pty.onData((data) => {
  bytes += Buffer.byteLength(data);
  emulator.write(data);
});
emulator.onData((answer) => pty.write(answer));
emulator.onWriteParsed(() => {
  for (const watch of [...watchers]) watch();
});

function lineAt(row: number): string {
  return emulator.buffer.active.getLine(row)?.translateToString(true) ?? '';
}

/** The selected row, by its text. */
function selected(): string {
  for (let row = 2; row < ROWS - 2; row++) {
    if (emulator.buffer.active.getLine(row)?.getCell(1)?.isInverse()) return `${row} ${lineAt(row).slice(0, 90)}`;
  }
  return '';
}

function until(holds: () => boolean, what: string, timeout = 60_000): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const end = (run: () => void): void => {
      watchers.delete(watch);
      clearTimeout(timer);
      run();
    };
    const watch = (): void => {
      if (holds()) end(() => resolve(performance.now() - began));
    };
    const timer = setTimeout(() => {
      const screen = Array.from({ length: ROWS }, (_, row) => lineAt(row)).join('\n');
      end(() => reject(new Error(`not seen: ${what}\n${screen}`)));
    }, timeout);
    watchers.add(watch);
    watch();
  });
}

const random = createRandom(7);
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const LATE_MS = 15;

/** A line among the long turns of the program. */
function note(took: number, what: string): void {
  if (values.turns !== undefined) noteTurn(values.turns, performance.now(), took, what);
}

/** Milliseconds from the key to the frame in which `sign` is another. */
async function press(key: string, sign: () => string): Promise<number> {
  const before = sign();
  const began = performance.now();
  pty.write(key);
  await until(() => sign() !== before, `an answer to ${JSON.stringify(key)}`);
  const took = performance.now() - began;
  if (took > LATE_MS) note(took, `the key ${JSON.stringify(key)}`);
  return took;
}

function cpuSeconds(): number {
  const fields = readFileSync(`/proc/${pty.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function figures(name: string, times: readonly number[]): readonly Figure[] {
  return [
    { name: `${name}, median`, value: quantile(times, 0.5), unit: 'ms' },
    { name: `${name}, 99 of 100`, value: quantile(times, 0.99), unit: 'ms' },
  ];
}

async function series(keys: readonly string[], sign: () => string, longest = 150): Promise<readonly number[]> {
  const times: number[] = [];
  for (const key of keys) {
    times.push(await press(key, sign));
    await pause(20 + random.below(longest));
  }
  return times;
}

/** Milliseconds until the rows are those that were asked for: until then the number of rows has a mark, or how far it has come. */
function rowsThere(): Promise<number> {
  return until(() => !lineAt(1).includes('…'), 'the rows that were asked for');
}

const PAGE_DOWN = '\u001b[6~';
const ESC = '\u001b';
const all: Figure[] = [];
const crumbs = (): string => lineAt(1).trim().split(/\s+/).slice(-4).join(' ');
try {
  const began = performance.now();
  await until(() => lineAt(1).includes('Namespaces'), 'the first screen', 300_000);
  all.push({ name: 'cluster made and first screen', value: performance.now() - began, unit: 'ms' });
  all.push({
    name: 'to the list of all pods, first time',
    value: await press(':pods\r', () => String(lineAt(1).includes('Pods(all)'))),
    unit: 'ms',
  });
  if (rate === 0) {
    // Whatever is looked for beside the keys comes to its end first.
    let used = -1;
    while (cpuSeconds() - used > 0.02) {
      used = cpuSeconds();
      await pause(2000);
    }
    const idle = cpuSeconds();
    await pause(5000);
    all.push({ name: 'CPU while nothing happens, percent', value: ((cpuSeconds() - idle) / 5) * 100, unit: 'ratio' });
  }
  const downs = Array.from({ length: presses }, (_, i) => (i % 60 < 30 ? 'j' : 'k'));
  const bytesBefore = bytes;
  const cpuBefore = cpuSeconds();
  all.push(...figures('cursor', await series(downs, selected)));
  all.push({ name: 'bytes per cursor move', value: (bytes - bytesBefore) / presses, unit: 'count' });
  all.push({
    name: 'processor time per cursor move',
    value: ((cpuSeconds() - cpuBefore) * 1000) / presses,
    unit: 'ms',
  });
  all.push(...figures('page', await series(new Array<string>(Math.ceil(presses / 4)).fill(PAGE_DOWN), selected)));
  const filterTimes: number[] = [];
  const rowTimes: number[] = [];
  for (const text of FILTERS) {
    await press('/', crumbs);
    for (const letter of text) {
      const seen = await press(letter, crumbs);
      filterTimes.push(seen);
      const rowsSeen = seen + (await rowsThere());
      rowTimes.push(rowsSeen);
      note(rowsSeen, `rows of ${text}, at ${letter}`);
      await pause(20 + random.below(60));
    }
    await press(ESC, crumbs);
    await pause(100);
  }
  all.push(...figures('filter keystroke', filterTimes), {
    name: 'filter, slowest',
    value: Math.max(...filterTimes),
    unit: 'ms',
  });
  all.push(...figures('rows of a filter', rowTimes));
  const header = (): string => lineAt(2);
  const sorts: number[] = [];
  const sortedRows: number[] = [];
  for (const key of ['N', 'I', 'P', 'N', 'T']) {
    const seen = await press(key, header);
    sorts.push(seen);
    sortedRows.push(seen + (await rowsThere()));
    await pause(100);
  }
  all.push(...figures('sort', sorts), ...figures('rows in order', sortedRows));
  await press('r', crumbs);
  const ends = (): string => `${lineAt(2)} ${lineAt(3)}`;
  all.push(...figures('letter of an end of a question', await series([...'team-17-17/deployment/web'], ends, 60)));
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pty.pid}/status`, 'utf8'))?.[1]) / 1024;
  all.push({ name: 'resident memory', value: rss, unit: 'MB' });
} finally {
  for (const figure of all) console.log(figureLine(figure));
  if (values.profile === undefined) pty.kill('SIGKILL');
  else {
    pty.write('\u0003');
    await pause(3000);
  }
  emulator.dispose();
  rmSync(folder, { recursive: true });
}
if (values.json) console.log(JSON.stringify({ size, rate, figures: all }));
process.exit(0);
