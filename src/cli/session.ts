import { resolveDomainNames } from '../cluster/resolve-names.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { enumerate, printable } from '../present/text.ts';
import { diagnosticCount, printDiagnostics } from './diagnostics-output.ts';
import type { CliIo } from './io.ts';
import { type Printer, printerFor } from './output.ts';
import { readResolutions } from './resolve-option.ts';
import type { CliServices } from './services.ts';
import type { SharedOptions } from './shared-options.ts';
import { UserError } from './user-error.ts';

/** Where a name without a namespace is looked up when `-n` does not say, as kubectl has it. */
const DEFAULT_NAMESPACE = 'default';

/** What every command needs: the cluster state, where to write, where unqualified names are looked up. */
export interface Session {
  readonly snapshot: Snapshot;
  readonly out: Printer;
  readonly namespace: string;
  /** The namespace a listing is narrowed to; undefined: all. */
  readonly only: string | undefined;
}

/**
 * Reads what `-f` names and writes its diagnostics to standard error. Throws a UserError when there is nothing to read, when a path
 * does not exist or cannot be read, and with `--strict` when some part of the input is invalid or unreadable.
 */
export async function openSession(options: SharedOptions, io: CliIo, services: CliServices): Promise<Session> {
  refuseLive(options);
  const names = readResolutions(options.resolve);
  await refuseMissing(options.filename, services);
  const { snapshot, unreadable } = await services.load(options.filename);
  const printing = { color: options.color, ascii: options.ascii };
  printDiagnostics(snapshot.diagnostics, printerFor(io.stderr, io.env, printing), options.verbose);
  // What was named and is not read may hold the policy that matters.
  if (unreadable.length > 0) throw new UserError(`cannot read ${enumerate(unreadable.map(printable))}`);
  if (options.strict) refuseErrors(snapshot);
  return {
    snapshot: resolveDomainNames(snapshot, names),
    out: printerFor(io.stdout, io.env, printing),
    namespace: options.namespace ?? DEFAULT_NAMESPACE,
    only: options.allNamespaces ? undefined : options.namespace,
  };
}

/** Says what this version does instead, when it is asked for a live cluster. */
export function refuseLive(options: SharedOptions, paths: readonly string[] = options.filename): void {
  if (options.live === undefined && paths.length > 0) return;
  const asked = options.live === undefined ? '' : `${options.live}: `;
  throw new UserError(
    `${asked}this version reads files only, no live cluster: name manifests with -f PATH, or try "netpol-tui demo"`,
  );
}

export async function refuseMissing(paths: readonly string[], services: CliServices): Promise<void> {
  const missing = await services.missingPaths(paths);
  if (missing.length > 0) throw new UserError(`no such file or folder: ${enumerate(missing.map(printable))}`);
}

function refuseErrors(snapshot: Snapshot): void {
  const errors = snapshot.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return;
  throw new UserError(
    `--strict: ${diagnosticCount(errors)} in the input; correct it, or leave --strict out to be answered from the rest`,
  );
}
