import { Command, type OutputConfiguration } from 'commander';
import { printable } from '../present/text.ts';
import { registerCheck } from './check-command.ts';
import type { CommandContext, Register } from './command-context.ts';
import { registerComplete } from './complete-command.ts';
import { registerCompletion } from './completion-command.ts';
import { registerConfig } from './config-command.ts';
import { registerDemo } from './demo-command.ts';
import { registerDiff } from './diff-command.ts';
import { registerEffective } from './effective-command.ts';
import { registerExplain } from './explain-command.ts';
import { registerExposure } from './exposure-command.ts';
import { registerFix } from './fix-command.ts';
import { registerGet } from './get-command.ts';
import type { CliIo } from './io.ts';
import { registerLint } from './lint-command.ts';
import { registerList } from './list-command.ts';
import { registerMatrix } from './matrix-command.ts';
import { registerRecipe } from './recipe-command.ts';
import { addSharedOptions } from './shared-options.ts';
import { registerSnapshot } from './snapshot-command.ts';
import { registerTest } from './test-command.ts';
import { registerTui } from './tui-command.ts';
import { registerVersion } from './version-command.ts';

const COMMANDS: readonly Register[] = [
  registerCheck,
  registerFix,
  registerRecipe,
  registerEffective,
  registerList,
  registerMatrix,
  registerExposure,
  registerGet,
  registerLint,
  registerDiff,
  registerTest,
  registerSnapshot,
  registerDemo,
  registerExplain,
  registerConfig,
  registerCompletion,
  registerComplete,
  registerVersion,
];

const EXAMPLES = `
Examples:
  netpol-tui demo                                       look around in bundled manifests
  netpol-tui ./manifests                                explore your own
  netpol-tui check -f ./manifests shop/web shop/db:5432  may this connection open, and why?
  helm template . | netpol-tui get pods -f -            isolation of every pod of a chart

Exit code: 0 yes or done, 1 denied, 2 usage or input, 3 unknown.`;

/** The command-line parser with every command registered. */
export function createProgram(context: CommandContext): Command {
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
  for (const register of COMMANDS) register(program, context);
  return program;
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
