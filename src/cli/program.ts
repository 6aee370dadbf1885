import { Command, type OutputConfiguration } from 'commander';
import { printable } from '../present/text.ts';
import type { CommandContext, Register } from './command-context.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import type { CliIo } from './io.ts';
import { addSharedOptions } from './shared-options.ts';
import { registerTui } from './tui-command.ts';

const EXAMPLES = `
Examples:
  netpol-tui demo                                       look around in bundled manifests
  netpol-tui ./manifests                                explore your own
  netpol-tui check -f ./manifests shop/web shop/db:5432  may this connection open, and why?
  helm template . | netpol-tui get pods -f -            isolation of every pod of a chart

Exit code: 0 yes or done, 1 denied, 2 usage or input, 3 unknown.`;

/** The command-line parser with every command registered. */
export function createProgram(context: CommandContext): Promise<Command> {
  return programWith(context, () => true);
}

/** The parser for one command line: of the commands that it does not name, only the names. */
export function programFor(words: readonly string[], context: CommandContext): Promise<Command> {
  const said = new Set(words);
  const isHelp = words.some((word) => word === 'help' || word === '--help' || /^-[A-Za-z]*h/.test(word));
  // Help describes every command, and completion completes them.
  const isLoaded = isHelp || said.has('__complete') ? () => true : ({ name }: CommandEntry) => said.has(name);
  return programWith(context, isLoaded);
}

async function programWith(context: CommandContext, isLoaded: (entry: CommandEntry) => boolean): Promise<Command> {
  const program = new Command('netpol-tui')
    .description(
      'Who may open a connection to whom in a Kubernetes cluster, and why not: an explorer for NetworkPolicy.',
    )
    .exitOverride()
    .configureOutput(outputFor(context.io))
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for usage and examples)')
    .helpCommand('help [command]', 'how to use it, or one of its commands')
    .version(context.services.version.program, '-V, --version', 'print the version')
    .addHelpText('after', EXAMPLES);
  addSharedOptions(program);
  registerTui(program, context);
  const registers = await Promise.all(COMMANDS.map((entry) => (isLoaded(entry) ? entry.load() : nameOnly(entry))));
  for (const register of registers) register(program, context);
  return program;
}

function nameOnly({ name }: CommandEntry): Register {
  return (program) => program.command(name);
}

function outputFor({ stdout, stderr }: CliIo): OutputConfiguration {
  const columns = (stream: CliIo['stdout']): number => (stream.isTTY === true ? (stream.columns ?? 80) : 100);
  return {
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    getOutHelpWidth: () => columns(stdout),
    getErrHelpWidth: () => columns(stderr),
    // Arguments come back in messages; they are input like any other.
    outputError: (text, write) => write(`netpol-tui: ${text.trimEnd().split('\n').map(printable).join('\n')}\n`),
  };
}
