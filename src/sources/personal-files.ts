import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pid } from 'node:process';
import { messageOf } from '../model/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where one person's settings stand: NETPOL_TUI_CONFIG, else in the folder for settings (XDG Base Directory Specification). */
export function settingsPath(env: Env): string {
  const own = env['NETPOL_TUI_CONFIG'];
  return own === undefined || own === '' ? join(folder(env['XDG_CONFIG_HOME'], '.config'), 'config.yaml') : own;
}

/** Where the program keeps what it remembers: in the folder for state, apart from the settings. */
function memoryPath(env: Env): string {
  return join(folder(env['XDG_STATE_HOME'], join('.local', 'state')), 'state.json');
}

// The specification: a path that is not absolute is to be ignored.
function folder(said: string | undefined, usual: string): string {
  return join(said !== undefined && isAbsolute(said) ? said : join(homedir(), usual), 'netpol-tui');
}

/** A settings file, and where its parts stand; a file that cannot be read has an empty value and says why. */
export interface SettingsFile {
  readonly path: string;
  readonly value: unknown;
  readonly lineOf: (path: readonly (string | number)[]) => number;
  /** What keeps it from being read at all. */
  readonly fault: { readonly line: number; readonly message: string } | undefined;
}

/** Reads the settings; undefined where there is no such file. Never rejects. */
export async function readSettingsFile(env: Env): Promise<SettingsFile | undefined> {
  const path = settingsPath(env);
  try {
    return await readSettingsText(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    const message = `it cannot be read: ${messageOf(error)}`;
    return { path, value: {}, lineOf: () => 1, fault: { line: 1, message } };
  }
}

/** Reads the text of a settings file. */
export async function readSettingsText(text: string, path: string): Promise<SettingsFile> {
  // The parser takes a fifth of the time to the first frame: it comes where there is something to parse.
  const { readYaml } = await import('./yaml-document.ts');
  const { value, faults, duplicates, locate } = readYaml(text, { file: path, line: 1, column: 1 });
  const [first] = faults;
  const [twice] = duplicates;
  const fault =
    first !== undefined
      ? { line: first.position.line, message: `this is not YAML: ${first.message}` }
      : twice && { line: twice.position.line, message: `${twice.path.join('.')} stands here twice` };
  return { path, value: value ?? {}, lineOf: (place) => locate(place).line, fault };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** What the last run kept; undefined where there is nothing, or nothing that can be read. Never rejects. */
export async function readMemoryFile(env: Env): Promise<unknown> {
  try {
    return JSON.parse(await readFile(memoryPath(env), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Keeps values for the next run, the newest one at last, each through a new file that takes the old one's place: a reader never sees
 * half of one. `together` joins a value with what other runs have kept meanwhile. A folder that cannot be written is no reason to fail.
 */
export function memoryWriter<T>(
  env: Env,
  together: (value: T, kept: unknown) => unknown,
): {
  readonly write: (value: T) => void;
  readonly done: () => Promise<void>;
} {
  const path = memoryPath(env);
  let newest: { readonly value: T } | undefined;
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const written = newest;
    newest = undefined;
    if (written === undefined) return;
    const whole = together(written.value, await readMemoryFile(env));
    await replaceFile(path, `${JSON.stringify(whole)}\n`).catch(() => undefined);
  };
  return {
    write: (value) => {
      newest = { value };
      writing = writing.then(flush);
    },
    done: () => writing,
  };
}

async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${pid}.new`;
  // What one looked for is nobody else's business.
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(draft, text, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
