import { count, printable } from '../present/text.ts';
import type { CliServices } from './services.ts';
import type { SharedOptions } from './shared-options.ts';

/** Under a report's title: what was read, when, and by which version. */
export function aboutInput(
  { filename, cluster, namespace }: SharedOptions,
  { today, version }: Pick<CliServices, 'today' | 'version'>,
): readonly string[] {
  const files = filename.length > 3 ? count(filename.length, 'path') : filename.join(', ');
  const source = filename.length === 0 ? `cluster of context ${cluster.context ?? '(current)'}` : files;
  const within = namespace === undefined ? '' : `, namespace ${namespace}`;
  return [printable(`${source}${within}; read ${today()} by netpol-tui ${version.program}`)];
}
