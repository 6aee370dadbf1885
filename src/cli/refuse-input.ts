import { enumerate, printable } from '../present/text.ts';
import type { CliServices } from './services.ts';
import type { SharedOptions } from './shared-options.ts';
import { UserError } from './user-error.ts';

// What is wrong with the files a line names, and with how they go together. Asked before anything is read.

/** Whether files are to be laid over a running cluster. */
export function isLaidOver({ live, replay }: SharedOptions, paths: readonly string[]): boolean {
  return live !== undefined && paths.length > 0 && replay.length === 0;
}

/** For what is of one source only. */
export function refuseBoth({ live }: SharedOptions, paths: readonly string[]): void {
  if (live === undefined || paths.length === 0) return;
  throw new UserError(`${live} asks for a running cluster, and there are files to read too: name one or the other`);
}

/** What `--replay` names has to be a snapshot: manifests opened as one would pass for all there is. */
export async function refuseOthersThanSnapshots(replay: readonly string[], services: CliServices): Promise<void> {
  for (const path of replay) {
    if (!(await services.isSnapshot(path)))
      throw new UserError(`${printable(path)} is no snapshot (netpol-tui snapshot writes one); read manifests with -f`);
  }
}

export async function refuseMissing(paths: readonly string[], services: CliServices): Promise<void> {
  const missing = await services.missingPaths(paths);
  if (missing.length > 0) throw new UserError(`no such file or folder: ${enumerate(missing.map(printable))}`);
}

export function refuseUnreadable(paths: readonly string[]): void {
  if (paths.length > 0)
    throw new UserError(
      `cannot read (all of) ${enumerate(paths.map(printable))}, and an answer without the rest could be wrong`,
    );
}
