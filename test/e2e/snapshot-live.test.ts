import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ownFolder, PROGRAM } from '../support/program.ts';
import { serveManifests } from './served-cluster.ts';

// A cluster that is served on the loopback, written to a file by the real program, and opened again from there.

const SHOP = fileURLToPath(new URL('../../demo-manifests/shop', import.meta.url));
const QUESTION = ['check', 'shop/deploy/checkout', 'payments/svc/ledger:8080', '-o', 'json'];

interface Ending {
  readonly code: number | null;
  readonly out: string;
}

function run(args: readonly string[]): Promise<Ending> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })));
}

const PLACES = new Set(['file', 'line', 'at', 'position']);

/** The answer but for where policies are written: in a cluster nowhere, in a snapshot on its lines. */
function withoutPlaces(json: string, file: string): unknown {
  return JSON.parse(json, (key, value: unknown) => {
    if (PLACES.has(key)) return undefined;
    return typeof value === 'string' ? value.replaceAll(` (${file}:`, '(').replaceAll(/\(\d+\)/g, '') : value;
  });
}

test('a snapshot of a cluster answers as the cluster does, and is equivalent to it', async () => {
  const { kubeconfig } = await serveManifests([join(SHOP, 'dump'), join(SHOP, 'policies')]);
  const file = join(ownFolder(), 'cluster.snapshot');
  const live = ['--kubeconfig', kubeconfig, '--context', 'lab'];

  expect((await run(['snapshot', ...live, '-o', file])).code).toBe(0);

  const [asked, replayed] = [await run([...QUESTION, ...live]), await run([...QUESTION, '--replay', file])];
  expect([asked.code, replayed.code]).toEqual([1, 1]);
  expect(withoutPlaces(replayed.out, file)).toEqual(withoutPlaces(asked.out, file));

  const compared = await run(['diff', 'context:lab', file, '--kubeconfig', kubeconfig]);
  expect(compared.code).toBe(0);
  expect(compared.out).toContain('equivalent');
});
