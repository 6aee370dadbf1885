import { pluginNamed, pluginNames } from '../cluster/network-plugin.ts';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import { printable } from '../present/text.ts';
import { UserError } from './user-error.ts';

/** What `--plugin` says; throws a UserError that lists what can be said. */
export function readPlugin(name: string | undefined): NetworkPlugin | undefined {
  if (name === undefined) return undefined;
  const plugin = pluginNamed(name);
  if (plugin !== undefined) return plugin;
  throw new UserError(`--plugin ${printable(name)}: not known; there are ${pluginNames().join(', ')}`);
}
