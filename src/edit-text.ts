import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from './model/errors.ts';
import type { EditorEnd } from './tui/state/what-if.ts';

/** What the editor runs with. */
export interface EditorContext {
  /** `VISUAL`, else `EDITOR`, else vi. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** Anything longer is no text somebody wrote. */
const MOST_BYTES = 4 * 1024 * 1024;

/** When the text was written, as far as the file says: saving it, even as it is, is seen by another time. */
const LONG_AGO = new Date(Date.UTC(2000, 0, 1));

/**
 * Has a text edited in the user's editor, in a folder of its own that only they may read and that is gone afterwards, and reads the
 * objects of what was written. Never rejects: what goes wrong is how it ended.
 */
export async function editText(file: string, text: string, context: EditorContext): Promise<EditorEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'netpol-tui-'));
  try {
    const path = join(folder, file);
    await writeFile(path, text, { mode: 0o600 });
    await utimes(path, LONG_AGO, LONG_AGO);
    const problem = await runEditor(path, context);
    if (problem !== undefined) return { kind: 'failed', why: problem };
    const written = await readFile(path);
    if (written.length > MOST_BYTES) return { kind: 'failed', why: 'what was written is larger than 4 MB' };
    const after = written.toString('utf8');
    if (after === text && (await stat(path)).mtimeMs === LONG_AGO.getTime()) return { kind: 'unchanged' };
    const { readManifestText } = await import('./sources/manifest-text.ts');
    return { kind: 'written', text: after, ...readManifestText(after, file) };
  } catch (error) {
    return { kind: 'failed', why: messageOf(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runEditor(path: string, { env, platform }: EditorContext): Promise<string | undefined> {
  const editor = [env['VISUAL'], env['EDITOR']].find((name) => name !== undefined && name.trim() !== '');
  const command = editor ?? (platform === 'win32' ? 'notepad' : 'vi');
  return new Promise((resolve) => {
    const child = started(command, path, platform);
    child.on('error', (error) =>
      resolve(`cannot start an editor, EDITOR names another: ${command} (${error.message})`),
    );
    child.on('exit', (code, signal) => resolve(endOf(command, code, signal)));
  });
}

// The words of EDITOR may have options among them, as a shell would read them.
function started(command: string, path: string, platform: NodeJS.Platform): ChildProcess {
  if (platform === 'win32') return spawn(`${command} "${path}"`, { shell: true, stdio: 'inherit' });
  // An interrupt is the editor's: this shell must not end before it.
  return spawn('/bin/sh', ['-c', `trap : INT; ${command} "$1"`, 'sh', path], { stdio: 'inherit' });
}

function endOf(command: string, code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (code === 0) return undefined;
  if (code === 127) return `no such editor, EDITOR names another: ${command}`;
  return `the editor ended with ${signal ?? code}: ${command}`;
}
