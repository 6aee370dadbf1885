import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { ownFolder, runProgram } from '../support/program.ts';
import type { Terminal } from '../support/terminal.ts';
import { type ServedCluster, serveManifests } from './served-cluster.ts';

// What people come with, from the first screen to the answer, in as many keys as docs/journeys.md says.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = ownFolder();
  cpSync(join(ROOT, 'demo-manifests/shop'), join(folder, 'shop'), { recursive: true });
});

/** A person at a terminal of eighty columns: what was pressed is counted, a paste as one key. */
interface Journey {
  readonly app: Terminal;
  readonly press: (...keys: readonly string[]) => void;
  readonly paste: (text: string) => void;
  readonly pressed: readonly string[];
}

function run(...args: readonly string[]): Terminal {
  const env = { VISUAL: undefined, EDITOR: join(folder, 'editor') };
  return runProgram(args, { cwd: folder, columns: 80, rows: 24, env });
}

async function begin(...args: readonly string[]): Promise<Journey> {
  const app = run(...args);
  // The count has no ellipsis when all is read and looked through.
  await app.until(() => /findings(?!…)/.test(app.screen()[0] ?? ''), 'all read and looked through');
  const pressed: string[] = [];
  return {
    app,
    pressed,
    press: (...keys) => {
      pressed.push(...keys);
      app.press(...keys);
    },
    paste: (text) => {
      pressed.push('paste');
      app.paste(text);
    },
  };
}

const NAMED = /^(enter|esc|tab|space|up|down|paste|ctrl-[a-z])$/;

function keysIn(pressed: readonly string[]): number {
  return pressed.reduce((sum, key) => sum + (NAMED.test(key) ? 1 : key.length), 0);
}

/** The keys that the documentation tells, of the part with this title. */
function documented(title: string): { readonly count: number; readonly keys: readonly string[] } {
  const page = readFileSync(join(ROOT, 'docs/journeys.md'), 'utf8');
  const part = page.split(/^#{2,3} /m).find((text) => text.startsWith(title)) ?? '';
  const [, count = '', keys = ''] = /^(\d+) keys?: (.*)$/m.exec(part) ?? [];
  return { count: Number(count), keys: [...keys.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key) };
}

function expectAsDocumented({ pressed }: Journey, title: string): void {
  expect(documented(title)).toEqual({ count: keysIn(pressed), keys: pressed });
}

function edit(file: string, edits: Readonly<Record<string, string>>): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const edited = Object.entries(edits).reduce((now, [from, to]) => now.replace(from, to), text);
  expect(edited).not.toBe(text);
  writeFileSync(path, edited);
}

/** The shop as a running cluster. */
function serveShop(): Promise<ServedCluster> {
  return serveManifests([join(folder, 'shop/dump'), join(folder, 'shop/policies')]);
}

const FIXED = { 'app: checkout\n': 'app: checkout-v2\n' };

describe('journeys', () => {
  test('checkout cannot reach payments: denied, where, by which rule, since whose edit, and the smallest fix', async () => {
    edit('shop/policies/payments.yaml', {
      '  name: ledger\n': `  name: ledger
  managedFields:
    - {manager: argocd, operation: Apply, time: '2026-11-25T14:05:12Z', fieldsType: FieldsV1, fieldsV1: {'f:spec': {}}}
`,
    });
    const journey = await begin('shop');
    const { app, press } = journey;
    press('r', 'chec', 'enter', 'led', 'enter', ':', 'enter', 'enter');
    await app.sees('✗ DENIED  ingress of payments/ledger');
    expect(app.text()).toMatch(/nearest: ledger #1 wants\s+app=checkout, pod has app=checkout-v2/);
    expect(app.text()).toMatch(/shop\/policies\/payments\.yaml:\d+/);
    press('enter');
    await app.sees(/edited 2026-11-25 \d\d:05 by\s+argocd/);
    const rule = app.screen().findIndex((row) => row.includes('app=checkout in shop'));
    expect(
      app.cell({ column: 4, row: rule }).inverse || app.cell({ column: 4, row: rule }).background !== undefined,
    ).toBe(true);
    press('esc');
    await app.sees('DENIED');
    press('f');
    await app.sees(/app=checkout\s+in shop becomes app=checkout-v2 in shop/);
    expect(app.text()).toContain('opens nothing else and closes nothing');
    expectAsDocumented(journey, '1.');
  });

  test('who can reach the database: the union of its rules, the pods they mean now, and the outside', async () => {
    const journey = await begin('shop');
    const { app, press } = journey;
    press('1', 'j', 'enter');
    await app.sees('INGRESS  ◐ 2 rules');
    expect(app.text()).toContain('outside the cluster: nothing');
    press('j', 'space');
    await app.sees(/shop\/catalog-\S+ +deploy\/catalog +10\.2\.1\.31/);
    expectAsDocumented(journey, '2.');
  });

  describe('what a pull request changes', () => {
    test('as connections, over the cluster that runs', async () => {
      cpSync(join(folder, 'shop/policies'), join(folder, 'pull-request'), { recursive: true });
      edit('pull-request/payments.yaml', FIXED);
      const app = run('diff', '-f', 'shop/dump', 'shop/policies', 'pull-request');
      expect((await app.exited).code).toBe(1);
      expect(app.text()).toContain('connections that differ: 1 added');
      expect(app.text()).toMatch(/\+ added +shop\/deploy\/checkout +payments\/deploy\/ledger +TCP 8080/);
    });

    test('in the explorer, over the cluster that runs', async () => {
      const cluster = await serveShop();
      cpSync(join(folder, 'shop/policies'), join(folder, 'pull-request'), { recursive: true });
      edit('pull-request/payments.yaml', FIXED);
      const journey = await begin('--kubeconfig', cluster.kubeconfig, '--context', 'lab', '-f', 'pull-request');
      const { app } = journey;
      await app.sees(/\+ added +shop\/deploy\/checkout +payments\/deploy\/ledger +TCP 8080/);
      expect(app.screen()[0]).toContain('WHAT-IF');
      expectAsDocumented(journey, 'Over the cluster');
    });

    test('before it is written: the policy edited in memory', async () => {
      const editor = join(folder, 'editor');
      writeFileSync(editor, `#!/bin/sh\nsed -i 's/app: checkout$/app: checkout-v2/' "$1"\n`);
      chmodSync(editor, 0o755);
      const journey = await begin('shop');
      const { app, press } = journey;
      press('L', 'j', 'j');
      await app.sees(/found: no pod matches app=checkout in shop/);
      press('enter');
      await app.sees('› payments/ledger');
      press('e');
      await app.sees(/\+ added +shop\/deploy\/checkout +payments\/deploy\/ledger +TCP 8080/);
      expect(app.text()).toContain('Nothing is ever applied');
      expect(readFileSync(join(folder, 'shop/policies/payments.yaml'), 'utf8')).toContain('app: checkout\n');
      expectAsDocumented(journey, 'In memory');
    });

    test('in the explorer, when the branch is switched under it', async () => {
      const journey = await begin('shop');
      const { app, press } = journey;
      edit('shop/policies/payments.yaml', FIXED);
      press('ctrl-r');
      await app.sees('1 object has changed');
      press('C');
      await app.sees(/~ edited +NetworkPolicy payments\/ledger/);
      press('space');
      await app.sees(/app=checkout in namespaces\s+\S+ → app=checkout-v2 in namespaces/);
      expectAsDocumented(journey, 'On a checkout');
    });
  });

  describe('a policy is applied and nothing happens', () => {
    test('the network plugin does not enforce', async () => {
      const journey = await begin('shop', '--plugin', 'flannel');
      const { app, press } = journey;
      expect(app.screen()[0]).toContain('flannel: not enforced');
      press('L');
      await app.sees(/found: 21 policies without effect: flannel does not enforce policies/);
      expectAsDocumented(journey, 'The plugin');
    });

    test('the pod uses the network of its node', async () => {
      const journey = await begin('demo', 'dual-stack-and-nodes');
      const { app, press } = journey;
      press('1');
      await app.sees('host network');
      press('enter');
      await app.sees("It uses its node's network: policies neither protect nor restrict it.");
      expectAsDocumented(journey, 'The pod');
    });

    test('a label is not there, a selector matches nothing, a port is the one of the Service', async () => {
      writeFileSync(
        join(folder, 'shop/policies/backup.yaml'),
        `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: backup-only, namespace: data}
spec:
  podSelector: {matchLabels: {app: pgbackup}}
  policyTypes: [Ingress]
`,
      );
      const journey = await begin('shop');
      const { app, press } = journey;
      press('L');
      await app.sees('to do: write kubernetes.io/metadata.name: monitoring');
      expect(app.text()).toContain('namespace-label-missing');
      press('j');
      await app.sees(/found: no pod matches app=pgbackup in data/);
      press('j');
      await app.sees('80/TCP is the port of Service payments/fraud; its pods are reached at');
      expect(app.text()).toContain('to do: write port 9090');
      expectAsDocumented(journey, 'The policy');
    });
  });

  describe('an address shows up in a log', () => {
    test('the line is pasted: whose addresses they are, and whether the connection may be', async () => {
      const journey = await begin('shop');
      const { app, paste } = journey;
      paste('14:05:07 ledger: connect 10.2.2.61:41522 -> 10.2.1.101:5432: timed out');
      await app.sees('✗ DENIED');
      expect(app.text()).toMatch(/10\.2\.2\.61 is shop\/recommender-/);
      expect(app.text()).toContain('10.2.1.101 is data/postgres-0');
      expectAsDocumented(journey, '5.');
    });

    test('an address alone is the destination; who asks is the one thing to add', async () => {
      const journey = await begin('shop');
      const { app, press, paste } = journey;
      paste('10.2.1.101:5432');
      await app.sees('TO    10.2.1.101:5432');
      press('catal', 'enter');
      await app.sees('✓ ALLOWED');
      expect(app.text()).toContain('FROM  shop/deployment/catalog');
      expectAsDocumented(journey, 'One address');
    });
  });

  describe('is it all right now', () => {
    test('a pin turns in place while the cluster changes, and names the object that turned it', async () => {
      const cluster = await serveShop();
      const journey = await begin('--kubeconfig', cluster.kubeconfig, '--context', 'lab');
      const { app, press, paste } = journey;
      paste('shop/deploy/checkout -> payments/svc/ledger:8080');
      await app.sees('✗ DENIED');
      press('p', ':pins', 'enter');
      await app.sees('as when it was pinned');
      cluster.edit('NetworkPolicy', 'payments/ledger', '"app":"checkout"', '"app":"checkout-v2"');
      await app.sees('✓ allowed');
      expect(app.text()).toContain('NetworkPolicy payments/ledger edited (was denied)');
      expectAsDocumented(journey, '6.');
    });

    test('the same with files, when they are read again', async () => {
      const journey = await begin('shop');
      const { app, press, paste } = journey;
      paste('shop/deploy/checkout -> payments/svc/ledger:8080');
      await app.sees('✗ DENIED');
      press('p', ':pins', 'enter');
      await app.sees('as when it was pinned');
      edit('shop/policies/payments.yaml', FIXED);
      press('ctrl-r');
      await app.sees('✓ allowed');
      expect(app.text()).toContain('NetworkPolicy payments/ledger edited (was denied)');
      expectAsDocumented(journey, 'With files');
    });
  });
});
