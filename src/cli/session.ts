import { withStatedPlugin } from '../cluster/network-plugin.ts';
import { resolveDomainNames } from '../cluster/resolve-names.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { pluginSentence } from '../present/plugin-text.ts';
import { span } from '../present/spans.ts';
import { diagnosticCount, printDiagnostics } from './diagnostics-output.ts';
import type { CliIo } from './io.ts';
import { layOver, warnLaidOver } from './laid-over.ts';
import { type Printer, printerFor } from './output.ts';
import { readPlugin } from './plugin-option.ts';
import { isLaidOver, refuseBoth, refuseMissing, refuseOthersThanSnapshots, refuseUnreadable } from './refuse-input.ts';
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
  /** The cluster as it is, where files are laid over it; `snapshot` is as it would be. */
  readonly base: Snapshot | undefined;
}

/** What is said of the input while a session is opened. */
interface SessionReporting {
  readonly diagnostics?: 'printed' | 'unprinted';
  /** Said already, about what is read again. */
  readonly known?: readonly Diagnostic[];
}

/**
 * Reads what `-f` names and writes its diagnostics to standard error, unless the caller shows them itself. Throws a UserError when
 * there is nothing to read, when a path does not exist or cannot be read, and with `--strict` when some part of the input is
 * invalid or unreadable.
 */
export async function openSession(
  options: SharedOptions,
  io: CliIo,
  services: CliServices,
  { diagnostics = 'printed', known = [] }: SessionReporting = {},
): Promise<Session> {
  const names = readResolutions(options.resolve);
  const plugin = readPlugin(options.plugin);
  const { snapshot, unreadable, namespace, base } = await load(options, services);
  const printing = { color: options.color, ascii: options.ascii };
  const withSaid = (of: Snapshot): Snapshot => withStatedPlugin(resolveDomainNames(of, names), plugin);
  const said = withSaid(snapshot);
  if (diagnostics === 'printed') {
    const printer = printerFor(io.stderr, io.env, printing);
    const old = new Set(known.map(diagnosticKey));
    const news = snapshot.diagnostics.filter((diagnostic) => !old.has(diagnosticKey(diagnostic)));
    printDiagnostics(news, printer, options.verbose);
    warnIfNotEnforced(said, printer);
    if (base !== undefined) warnLaidOver(options, printer);
  }
  // What was named and is not read may hold the policy that matters.
  refuseUnreadable(unreadable);
  if (options.strict) refuseErrors(snapshot);
  return {
    snapshot: said,
    out: printerFor(io.stdout, io.env, printing),
    namespace: options.namespace ?? namespace ?? DEFAULT_NAMESPACE,
    only: options.allNamespaces ? undefined : options.namespace,
    base: base && withSaid(base),
  };
}

function diagnosticKey({ code, message, position }: Diagnostic): string {
  return `${code} ${message} ${position?.file}:${position?.line}:${position?.column}`;
}

/** Every table and every list says what policies say; that they are not in force stands beside it. */
function warnIfNotEnforced({ plugin }: Snapshot, printer: Printer): void {
  const sentence = plugin.enforces === 'no' ? pluginSentence(plugin) : undefined;
  if (sentence === undefined) return;
  printer.lines([[span(`${printer.glyphs.warning} warning `, 'warning'), span(sentence)]]);
}

interface Loaded {
  readonly snapshot: Snapshot;
  /** Paths that were named and cannot be read. */
  readonly unreadable: readonly string[];
  /** Of the context, when a cluster was read. */
  readonly namespace: string | undefined;
  /** The cluster without the files that are laid over it. */
  readonly base: Snapshot | undefined;
}

/** The files that are named, else the cluster; both where a cluster is named too. */
async function load(options: SharedOptions, services: CliServices): Promise<Loaded> {
  const { filename, replay, cluster } = options;
  if (isLaidOver(options, filename)) {
    await refuseMissing(filename, services);
    return layOver(options, services);
  }
  refuseBoth(options, filename);
  if (filename.length === 0) {
    const { snapshot, namespace } = await services.loadCluster(cluster);
    return { snapshot, namespace, unreadable: [], base: undefined };
  }
  await refuseMissing(filename, services);
  await refuseOthersThanSnapshots(replay, services);
  return { ...(await services.load(filename)), namespace: undefined, base: undefined };
}

export function refuseErrors(snapshot: Snapshot): void {
  const errors = snapshot.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return;
  throw new UserError(
    `--strict: ${diagnosticCount(errors)} in the input; correct it, or leave --strict out to be answered from the rest`,
  );
}
