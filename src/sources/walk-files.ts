import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Diagnostic } from '../model/diagnostics.ts';
import { messageOf } from '../model/errors.ts';
import { fileProblem } from './input-problems.ts';

/** A file to read. `file` is what users call it: the argument they gave, and the way from there. */
export interface FoundFile {
  readonly kind: 'file';
  readonly file: string;
  readonly stats: Stats;
}

export type WalkStep =
  | FoundFile
  | { readonly kind: 'problem'; readonly problem: Diagnostic }
  /** The argument itself is not there, or cannot be read. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly problem: Diagnostic };

/** What has been walked over, by real paths: each file is read once, however many ways lead to it. */
export type Walked = Set<string>;

type Steps = AsyncGenerator<WalkStep, void, undefined>;

/**
 * The files under an argument: itself, whatever its name, or every manifest in the folder and below, by name. Links are followed,
 * hidden folders and `node_modules` passed over.
 */
export async function* walkFiles(argument: string, walked: Walked): Steps {
  let stats: Stats;
  let real: string;
  try {
    stats = await stat(argument);
    // The pipe behind `<(kustomize build .)` can be read and has no path of its own.
    real = isFileOrFolder(stats) ? await realpath(argument) : `${stats.dev}:${stats.ino}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') yield { kind: 'missing' };
    else yield { kind: 'unreadable', problem: unreadable(argument, error) };
    return;
  }
  if (stats.isDirectory()) yield* walkFolder({ name: argument, real, inside: [] }, walked);
  else if (once(walked, real)) yield { kind: 'file', file: argument, stats };
}

interface Folder {
  readonly name: string;
  readonly real: string;
  /** Real paths of the folders the walk is in, links resolved. */
  readonly inside: readonly string[];
}

async function* walkFolder(folder: Folder, walked: Walked): Steps {
  if (!once(walked, folder.real)) return;
  let entries: Dirent[];
  try {
    entries = await readdir(folder.name, { withFileTypes: true });
  } catch (error) {
    const problem = unreadable(folder.name, error);
    yield folder.inside.length === 0 ? { kind: 'unreadable', problem } : { kind: 'problem', problem };
    return;
  }
  const byName = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const inside = [...folder.inside, folder.real];
  for (const entry of byName) yield* walkEntry(entry, { ...folder, inside }, walked);
}

async function* walkEntry(entry: Dirent, { name, real, inside }: Folder, walked: Walked): Steps {
  const child = { name: join(name, entry.name), real: join(real, entry.name), inside };
  if (entry.isSymbolicLink()) yield* walkLink(entry.name, child, walked);
  else if (entry.isDirectory()) {
    if (!isPassedOver(entry.name)) yield* walkFolder(child, walked);
  } else if (isManifestName(entry.name)) {
    if (entry.isFile()) yield* foundFile(child, walked);
    else yield { kind: 'problem', problem: noFileProblem(child.name) };
  }
}

async function* walkLink(entryName: string, link: Folder, walked: Walked): Steps {
  try {
    const real = await realpath(link.name);
    const stats = await stat(real);
    if (stats.isDirectory()) {
      if (isPassedOver(entryName)) return;
      const loop = link.inside.find(
        (folder) => folder === real || folder.startsWith(real.endsWith(sep) ? real : real + sep),
      );
      if (loop === undefined) yield* walkFolder({ ...link, real }, walked);
      else yield { kind: 'problem', problem: loopProblem(link.name, real) };
    } else if (isManifestName(entryName)) {
      if (stats.isFile()) yield* foundFile({ ...link, real }, walked);
      else yield { kind: 'problem', problem: noFileProblem(link.name) };
    }
  } catch (error) {
    if (codeOf(error) === 'ELOOP') yield { kind: 'problem', problem: loopProblem(link.name, 'itself') };
    else if (isManifestName(entryName)) yield { kind: 'problem', problem: unreadable(link.name, error) };
  }
}

async function* foundFile({ name, real }: Folder, walked: Walked): Steps {
  if (!once(walked, real)) return;
  try {
    yield { kind: 'file', file: name, stats: await stat(name) };
  } catch (error) {
    yield { kind: 'problem', problem: unreadable(name, error) };
  }
}

function isFileOrFolder(stats: Stats): boolean {
  return stats.isFile() || stats.isDirectory();
}

function once(walked: Walked, real: string): boolean {
  if (walked.has(real)) return false;
  walked.add(real);
  return true;
}

function isPassedOver(folder: string): boolean {
  return folder.startsWith('.') || folder === 'node_modules';
}

function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name);
}

function loopProblem(link: string, target: string): Diagnostic {
  return fileProblem('symlink-loop', link, {
    message: `the link leads back to ${target}, which is being read`,
    remedy: 'remove the link',
  });
}

// Waiting for a pipe nobody writes to would never end, so only one that is named is read.
function noFileProblem(file: string): Diagnostic {
  return fileProblem('unreadable', file, {
    message: 'not read: it is a pipe, a socket or a device, not a file',
    remedy: `name it, if it is to be read: -f ${file}`,
  });
}

/** Why a file or folder could not be read, in words rather than in codes. */
export function unreadable(file: string, error: unknown): Diagnostic {
  return fileProblem('unreadable', file, { message: `cannot be read: ${reasonOf(error)}`, remedy: remedyFor(error) });
}

const REASONS: ReadonlyMap<string, { readonly reason: string; readonly remedy: string }> = new Map([
  ['EACCES', { reason: 'no permission', remedy: 'run as a user who may read it, or change its permissions' }],
  ['EPERM', { reason: 'no permission', remedy: 'run as a user who may read it, or change its permissions' }],
  [
    'ENOENT',
    { reason: 'it is not there, or a link leads to nothing', remedy: 'remove the link, or put back the file' },
  ],
  ['EISDIR', { reason: 'it is a folder', remedy: 'name the files in it' }],
  ['EMFILE', { reason: 'too many files are open', remedy: 'raise the limit: ulimit -n' }],
]);

function reasonOf(error: unknown): string {
  const known = REASONS.get(codeOf(error))?.reason;
  return known ?? messageOf(error);
}

function remedyFor(error: unknown): string {
  return REASONS.get(codeOf(error))?.remedy ?? 'check the file, then read it again';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
