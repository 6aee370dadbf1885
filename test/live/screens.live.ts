import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ScreenName } from '../../src/tui/state/screens.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import { readerToken } from './accounts.ts';
import { type ControlPlane, eventually, startControlPlane } from './control-plane.ts';
import { objectsOf, readAs, SETTLE_MS } from './looking.ts';

// The real program on a terminal, looking at a real server as a service account that may do what docs/rbac.yaml grants.

const PROGRAM = fileURLToPath(new URL('../../bin/netpol-tui.js', import.meta.url));
const DEMO = 'demo-manifests/shop';
const QUESTION = 'shop/deploy/checkout payments/svc/ledger:8080';

const PATIENCE_MS = 10_000;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  for (const object of await objectsOf(DEMO)) await plane.admin.create(object);
});

afterAll(() => plane.stop());

/** How each screen is come to from wherever one is, and what is there then. */
const SCREENS: Readonly<Record<ScreenName, { readonly keys: readonly string[]; readonly sees: RegExp }>> = {
  namespaces: { keys: [':ns'], sees: /Namespaces.*payments/s },
  pods: { keys: [':pods'], sees: /Pods\(.*checkout/s },
  pod: { keys: [':pods shop', 'enter'], sees: /INGRESS.*EGRESS/s },
  policies: { keys: [':policies'], sees: /Policies\(.*default-deny/s },
  policy: { keys: [':policies', 'enter'], sees: /WITHOUT IT/ },
  services: { keys: [':services'], sees: /Services.*storefront/s },
  reach: { keys: [`:reach ${QUESTION}`], sees: /DENIED/ },
  fixes: { keys: [`:reach ${QUESTION}`, 'f'], sees: /Ways to allow it/ },
  recipe: { keys: [':pods shop', ':recipe default-deny'], sees: /Recipe/ },
  recipes: { keys: [':pods shop', 'n'], sees: /New policy/ },
  findings: { keys: [':findings'], sees: /Findings/ },
  exposure: { keys: [':exposure'], sees: /Exposure/ },
  changes: { keys: [':changes'], sees: /Changes\(/ },
  pins: { keys: [`:reach ${QUESTION}`, 'p', ':pins'], sees: /Pins.*denied/s },
  contexts: { keys: [':ctx'], sees: /lab.*networkpolicies/s },
  matrix: { keys: [':matrix'], sees: /Matrix.*shop/s },
  'what-if': { keys: [':policies', 'e'], sees: /What-if.*1\. edit NetworkPolicy/s },
  help: { keys: ['?'], sees: /Help/ },
  yaml: { keys: [':policies', 'y'], sees: /asked of the cluster.*apiVersion/s },
  describe: { keys: [':services', 'd'], sees: /service .*endpoints/s },
  topic: { keys: [':explain'], sees: /Rules explained/ },
  topology: { keys: [':topology shop'], sees: /Topology/ },
};

async function explorer(token: string): Promise<Terminal> {
  const folder = await mkdtemp(join(tmpdir(), 'netpol-tui-'));
  const editor = join(folder, 'editor');
  await writeFile(editor, '#!/bin/sh\necho "# seen" >> "$1"\n');
  await chmod(editor, 0o755);
  const terminal = openTerminal({
    command: process.execPath,
    args: [PROGRAM, '--kubeconfig', await plane.kubeconfigFor(token)],
    columns: 140,
    rows: 45,
    cwd: folder,
    env: { LANG: 'C.UTF-8', LC_ALL: undefined, EDITOR: editor, VISUAL: undefined, XDG_STATE_HOME: folder },
  });
  onTestFinished(async () => {
    terminal.kill();
    await rm(folder, { recursive: true, force: true });
  });
  await terminal.sees('live');
  return terminal;
}

function go(app: Terminal, keys: readonly string[]): void {
  for (const key of keys) app.type(key.startsWith(':') ? `${key}\n` : key === 'enter' ? '\n' : key);
}

async function granted(token: string): Promise<void> {
  await eventually(async () => {
    const { snapshot } = await readAs(plane, token);
    if (snapshot.gaps.length > 0) throw new Error('not granted yet');
  }, SETTLE_MS);
}

test('docs/rbac.yaml is enough for every screen, and nothing but reading is ever asked', async () => {
  const token = await readerToken(plane, 'looker');
  await granted(token);
  const app = await explorer(token);
  const missing: string[] = [];
  for (const [name, { keys, sees }] of Object.entries(SCREENS)) {
    go(app, keys);
    await app.sees(sees, PATIENCE_MS).catch((error: unknown) => missing.push(`${name}: ${String(error)}`));
    if (/forbidden|may not be listed|cannot be asked/.test(app.text())) missing.push(`${name}: ${app.text()}`);
    if (name === 'what-if') go(app, ['u', ':pods']);
  }
  expect(missing).toEqual([]);
  app.type(':q\n');
  expect(await app.exited).toMatchObject({ code: 0 });

  const asked = (await plane.audit()).filter(({ user }) => user === 'system:serviceaccount:default:looker');
  expect([...new Set(asked.map(({ verb }) => verb))].sort()).toEqual(['get', 'list', 'watch']);
  const got = new Set(asked.filter(({ verb }) => verb === 'get').map(({ uri }) => uri.split('?')[0] ?? ''));
  expect([...got].filter((uri) => !/^\/apis?$|\/networkpolicies\/[^/]+$/.test(uri))).toEqual([]);
  // Two screens and an edit asked for a policy.
  expect(got.size).toBeGreaterThan(2);
});

test('who may list and watch, and not get, sees what is evaluated instead, and why', async () => {
  const token = await readerToken(plane, 'lister', ['list', 'watch']);
  await granted(token);
  const app = await explorer(token);
  go(app, [':policies', 'y']);
  await app.sees(/it cannot be asked for: .*cannot get resource "networkpolicies"/s);
  await app.sees(/kind: NetworkPolicy/);
});
