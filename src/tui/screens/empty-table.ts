import { type ConnectionState, summaryOf } from '../../model/live-state.ts';
import { printable } from '../../present/text.ts';
import type { Context } from './content.ts';

/** What stands in a list without rows: the words given, or that it is still being read. */
export function whenEmpty({ world }: Context, empty: readonly string[]): readonly string[] {
  if (world.loading.done) return empty;
  const broken = world.source.kind === 'cluster' ? brokenConnection(world.source.connection) : undefined;
  if (broken !== undefined)
    return [printable(broken), 'It is tried again by itself, and at once with ctrl-r; :ctx goes to another cluster.'];
  return [`Reading ${world.source.label}: nothing of this kind yet.`];
}

function brokenConnection(connection: ConnectionState): string | undefined {
  const summary = summaryOf(connection);
  if (summary.kind === 'failed') return `Not connected: ${summary.problem}.`;
  return summary.kind === 'stale' ? `The connection broke: ${summary.problem}.` : undefined;
}

/** `in namespace shop`. */
export function inNamespace({ namespace }: Context): string {
  return namespace === undefined ? 'in the input' : `in namespace ${namespace}`;
}

/** Where there may be some. */
export function elsewhere({ namespace }: Context): string {
  return namespace === undefined ? 'Open other files, or give a folder: netpol-tui PATH.' : '0 shows all namespaces.';
}
