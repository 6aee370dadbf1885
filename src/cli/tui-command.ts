import type { Command } from 'commander';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import { printable } from '../present/text.ts';
import type { Register } from './command-context.ts';
import { isLaidOver, refuseBoth, refuseMissing, refuseOthersThanSnapshots } from './refuse-input.ts';
import { readResolutions } from './resolve-option.ts';
import type { CliServices } from './services.ts';
import { type SharedOptions, sharedOptionsOf } from './shared-options.ts';
import { UserError } from './user-error.ts';

/** `netpol-tui PATH…`: the terminal UI; without paths on the cluster of the current context. */
export const registerTui: Register = (program, { services, finish }) => {
  program
    .argument('[PATH...]', 'open the terminal UI on these files and folders; on a running cluster when there are none')
    .action(async (paths: string[], _options: unknown, command: Command) => {
      const shared = sharedOptionsOf(command);
      const all = [...paths, ...shared.filename];
      if (!isLaidOver(shared, all)) refuseBoth(shared, all);
      await refuseUnknownCommand(paths, program, services);
      await refuseMissing(all, services);
      await refuseOthersThanSnapshots(shared.replay, services);
      finish(await openExplorer(all, shared, services));
    });
};

// `netpol-tui chek a b` would otherwise be told that there is no file "chek".
async function refuseUnknownCommand(
  [first]: readonly string[],
  program: Command,
  services: CliServices,
): Promise<void> {
  if (first === undefined || !/^[a-z]+$/.test(first) || (await services.missingPaths([first])).length === 0) return;
  const commands = commandNames(program).join(', ');
  throw new UserError(`"${printable(first)}" is neither a file or folder nor a command of this version (${commands})`);
}

/** Opens the terminal UI, or says what to use where there is no terminal. */
export async function openExplorer(
  paths: readonly string[],
  shared: SharedOptions,
  services: CliServices,
): Promise<number> {
  if (!services.isInteractive(paths)) {
    throw new UserError(
      'the explorer needs a terminal for input and output; without one use check, list, effective or get (netpol-tui help)',
    );
  }
  const namespace = shared.allNamespaces ? undefined : shared.namespace;
  const { cluster, color, ascii, wishes } = shared;
  const said = { names: readResolutions(shared.resolve), plugin: await pluginSaid(shared.plugin) };
  const isOver = isLaidOver(shared, paths);
  const sources = isOver ? { paths: [], over: paths } : { paths, over: [] };
  return services.openTui({ ...sources, cluster, namespace, ...said, color, ascii, wishes });
}

// Hardly anybody says it, and to know every plugin by name takes what reads manifests.
async function pluginSaid(name: string | undefined): Promise<NetworkPlugin | undefined> {
  if (name === undefined) return undefined;
  const { readPlugin } = await import('./plugin-option.ts');
  return readPlugin(name);
}

/** The names of the commands that people use. */
function commandNames(program: Command): readonly string[] {
  return program.commands.map((command) => command.name()).filter((name) => !name.startsWith('_'));
}
