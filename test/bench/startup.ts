// How long from launch to a screen that takes a key, and how much memory it holds then, on the bundled shop in a real
// pseudo-terminal; beside an empty Node and kubectl in the same run, interleaved, because only ratios survive a busy machine.
//   npm run bench:startup -- [--runs 15] [--json]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openTerminal, type Terminal } from '../support/terminal.ts';

/** The first frame, whatever has been read by then: its title. */
const FIRST_FRAME = /netpol-tui/;
/** A key that shows whether it was taken, pressed as soon as that frame is there, and what it shows. */
const KEY = '?';
const AFTER_KEY = /› Help/;
/** The shop's objects in their table, once Help is closed again. */
const BACK = 'esc';
const LOADED = /payments/;

const SIZE = { columns: 200, rows: 50 };
const SHOP = fileURLToPath(new URL('../../demo-manifests/shop', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('../../bin/netpol-tui.js', import.meta.url));

interface Measured {
  /** From launch to the first frame; for a command, to its end. */
  readonly ms: number;
  /** From launch to the effect of a key pressed as soon as the first frame was there. */
  readonly keyMs?: number;
  /** Resident memory after that key, in MB. */
  readonly rssMb?: number | undefined;
  /** The same once everything is loaded and shown. */
  readonly loadedRssMb?: number | undefined;
}

interface Subject {
  readonly name: string;
  readonly measure: () => Promise<Measured>;
}

interface Row {
  readonly name: string;
  readonly medianMs: number;
  readonly bestMs: number;
  readonly timesNode: number;
  readonly keyMs: number | undefined;
  readonly rssMb: number | undefined;
  readonly loadedRssMb: number | undefined;
}

async function measureExplorer(): Promise<Measured> {
  const started = performance.now();
  const terminal = openTerminal({ command: process.execPath, args: [LAUNCHER, 'demo', 'shop'], ...SIZE });
  try {
    await terminal.sees(FIRST_FRAME);
    const ms = performance.now() - started;
    terminal.press(KEY);
    await terminal.sees(AFTER_KEY);
    const keyMs = performance.now() - started;
    const rssMb = residentMemory(terminal);
    terminal.press(BACK);
    await terminal.sees(LOADED);
    return { ms, keyMs, rssMb, loadedRssMb: residentMemory(terminal) };
  } finally {
    terminal.kill();
  }
}

function measureCommand(command: string, args: readonly string[]): () => Promise<Measured> {
  return async () => {
    const started = performance.now();
    const terminal = openTerminal({ command, args, ...SIZE });
    await terminal.exited;
    const ms = performance.now() - started;
    terminal.kill();
    return { ms };
  };
}

/** In MB, from /proc; undefined where there is none. */
function residentMemory(terminal: Terminal): number | undefined {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${terminal.pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

function present(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function median(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function summarise(name: string, runs: readonly Measured[], nodeMs: number): Row {
  const medianMs = median(runs.map((run) => run.ms)) ?? Number.NaN;
  return {
    name,
    medianMs,
    bestMs: Math.min(...runs.map((run) => run.ms)),
    timesNode: medianMs / nodeMs,
    keyMs: median(runs.flatMap((run) => run.keyMs ?? [])),
    rssMb: median(runs.flatMap((run) => run.rssMb ?? [])),
    loadedRssMb: median(runs.flatMap((run) => run.loadedRssMb ?? [])),
  };
}

async function measureAll(subjects: readonly Subject[], rounds: number): Promise<ReadonlyMap<string, Measured[]>> {
  const runs = new Map(subjects.map(({ name }) => [name, [] as Measured[]]));
  // The first round warms the file cache and is thrown away.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, measure } of subjects) {
      const measured = await measure();
      if (round > 0) runs.get(name)?.push(measured);
    }
  }
  return runs;
}

const COLUMNS: readonly {
  readonly title: string;
  readonly digits: number;
  readonly of: (row: Row) => number | undefined;
}[] = [
  { title: 'median ms', digits: 0, of: (row) => row.medianMs },
  { title: 'best ms', digits: 0, of: (row) => row.bestMs },
  { title: '× node', digits: 2, of: (row) => row.timesNode },
  { title: 'key ms', digits: 0, of: (row) => row.keyMs },
  { title: 'RSS MB', digits: 0, of: (row) => row.rssMb },
  { title: 'loaded MB', digits: 0, of: (row) => row.loadedRssMb },
];

function table(rows: readonly Row[]): string {
  const line = (name: string, cells: readonly string[]): string =>
    name.padEnd(28) + cells.map((text) => text.padStart(11)).join('');
  return [
    line(
      '',
      COLUMNS.map(({ title }) => title),
    ),
    ...rows.map((row) =>
      line(
        row.name,
        COLUMNS.map(({ digits, of }) => of(row)?.toFixed(digits) ?? '–'),
      ),
    ),
  ].join('\n');
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '15' }, json: { type: 'boolean', default: false } },
});

const node: Subject = { name: 'node -e 0', measure: measureCommand(process.execPath, ['-e', '0']) };
const kubectl: Subject = {
  name: 'kubectl version --client',
  measure: measureCommand('kubectl', ['version', '--client']),
};
const subjects = [
  node,
  ...(present('kubectl', ['version', '--client']) ? [kubectl] : []),
  { name: 'netpol-tui version', measure: measureCommand(process.execPath, [LAUNCHER, 'version']) },
  {
    name: 'netpol-tui check -f shop',
    measure: measureCommand(process.execPath, [
      LAUNCHER,
      ...['check', '-f', SHOP, 'shop/deploy/checkout', 'payments/svc/ledger:8080'],
    ]),
  },
  { name: 'netpol-tui demo shop', measure: measureExplorer },
];

const runs = await measureAll(subjects, Number(values.runs));
const nodeMs = median((runs.get(node.name) ?? []).map((run) => run.ms)) ?? Number.NaN;
const rows = subjects.map(({ name }) => summarise(name, runs.get(name) ?? [], nodeMs));
console.log(values.json ? JSON.stringify({ node: process.versions.node, ...SIZE, rows }, null, 2) : table(rows));
