import { whatIf } from '../cluster/what-if.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { span } from '../present/spans.ts';
import { count, enumerate, printable } from '../present/text.ts';
import type { Printer } from './output.ts';
import type { CliServices } from './services.ts';
import type { SharedOptions } from './shared-options.ts';

/** A cluster with files laid over it in memory. */
export interface LaidOver {
  /** As it would be. */
  readonly snapshot: Snapshot;
  /** As it is. */
  readonly base: Snapshot;
  /** Of the context. */
  readonly namespace: string | undefined;
  /** Those of the files that cannot be read. */
  readonly unreadable: readonly string[];
}

/** Reads the cluster and the files, and lays these over it. Nothing is written anywhere. */
export async function layOver(
  { cluster, filename, namespace }: Pick<SharedOptions, 'cluster' | 'filename' | 'namespace'>,
  services: CliServices,
): Promise<LaidOver> {
  const { events, diagnostics, unreadable } = await services.readObjects(filename);
  const loaded = await services.loadCluster(cluster);
  // As kubectl apply would have it.
  const defaultNamespace = namespace ?? loaded.namespace ?? 'default';
  const laid = whatIf(loaded.snapshot, [{ kind: 'objects', events }], { defaultNamespace });
  return {
    snapshot: { ...laid, diagnostics: [...diagnostics, ...laid.diagnostics] },
    base: loaded.snapshot,
    namespace: loaded.namespace,
    unreadable,
  };
}

/** That answers are not the cluster's has to be seen, whatever is done with the output. */
export function warnLaidOver({ filename, cluster }: SharedOptions, printer: Printer): void {
  const files = enumerate(filename.map(printable), 3);
  const where = cluster.context === undefined ? 'the cluster' : `context ${printable(cluster.context)}`;
  const text = `${files} ${filename.length === 1 ? 'is' : 'are'} laid over ${where} in memory: what is said here is what would be, and nothing is applied`;
  printer.lines([[span(`${printer.glyphs.warning} what-if `, 'warning'), span(text)]]);
}

/** What the title of files laid over a cluster says of them. */
export function filesTitle(paths: readonly string[], objects: number): string {
  return `files ${enumerate(paths.map(printable), 3)}: ${count(objects, 'object')}`;
}
