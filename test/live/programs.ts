import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A program and the arguments it begins with. */
export type Command = readonly [string, ...string[]];

const run = promisify(execFile);
const SOURCE = join(import.meta.dirname, 'control-plane');
/** Five minutes of two processors from nothing; a machine with more to do takes longer. */
const BUILD_MS = 1_800_000;

/** The two programs: from KUBEBUILDER_ASSETS, else built once from their Go modules and kept in the user's cache. */
export async function programs(): Promise<Readonly<Record<'etcd' | 'apiserver', Command>>> {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined) return { etcd: [join(assets, 'etcd')], apiserver: [join(assets, 'kube-apiserver')] };
  const binary = await built();
  return { etcd: [binary, 'etcd'], apiserver: [binary, 'kube-apiserver'] };
}

/** Whether nothing has to be built. */
export async function isBuilt(): Promise<boolean> {
  return process.env['KUBEBUILDER_ASSETS'] !== undefined || existsSync(await cachedProgram());
}

/** Where the built program is, or will be: another source is another program. */
async function cachedProgram(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(await readFile(join(SOURCE, file)));
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'netpol-tui');
  return join(folder, `control-plane-${hash.digest('hex').slice(0, 16)}`);
}

async function built(): Promise<string> {
  const binary = await cachedProgram();
  if (existsSync(binary)) return binary;
  await mkdir(join(binary, '..'), { recursive: true });
  const draft = `${binary}.${process.pid}`;
  await run('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', draft, '.'], { cwd: SOURCE, timeout: BUILD_MS });
  await rename(draft, binary);
  return binary;
}
