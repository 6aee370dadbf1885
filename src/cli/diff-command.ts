import { type Command, Option } from 'commander';
import { type Differences, differencesBetween, differencesWithin, isWithoutEffect } from '../engine/differences.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import { diffCsv, diffJson, diffMarkdown, diffSentence, diffTable, diffWorkloadLines } from '../present/diff-text.ts';
import { jsonText } from '../present/json-text.ts';
import { type Line, span } from '../present/spans.ts';
import { printable } from '../present/text.ts';
import { yamlText } from '../present/yaml-text.ts';
import type { CommandContext, Register } from './command-context.ts';
import { EXIT_FOUND, EXIT_OK, EXIT_UNKNOWN } from './exit-codes.ts';
import type { Printer } from './output.ts';
import { openSession, type Session } from './session.ts';
import { type SharedOptions, sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
OLD and NEW: a file or folder, - for standard input, a snapshot, or context:NAME for a running cluster. What -f names is read
beneath both sides: the workloads, say, when OLD and NEW hold policies only.

Examples:
  netpol-tui diff policies.old policies -f workloads      what does this change open, what does it close?
  netpol-tui diff context:staging context:prod            do two clusters allow the same?
  git show main:policies.yaml | netpol-tui diff - policies.yaml -f workloads -o md

Exit code: 0 no difference, 1 connections differ, 2 cannot be read, 3 unknown.`;

/** `diff OLD NEW`: the connections that two states allow and the other does not. */
export const registerDiff: Register = (program, context) => {
  program
    .command('diff')
    .description('connections added, removed and changed between two states; whether they are equivalent')
    .argument('<OLD>', 'a path, a snapshot, or context:NAME')
    .argument('<NEW>', 'likewise')
    .addOption(
      new Option('-o, --output <format>', 'format').choices(['text', 'json', 'yaml', 'md', 'csv']).default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (old: string, next: string, _options: unknown, command: Command) => {
      const shared = sharedOptionsOf(command);
      if (old === '-' && next === '-') throw new UserError('OLD and NEW both want standard input: put one into a file');
      const before = await openSide(old, shared, context);
      // What -f names is read beneath both, and is complained of once.
      const after = await openSide(next, shared, context, before.snapshot.diagnostics);
      const all = differencesBetween(before.snapshot, after.snapshot);
      const differences = shared.allNamespaces ? all : differencesWithin(all, shared.namespace);
      print(differences, textIn(command.opts<Record<string, unknown>>()['output']) ?? 'text', after.out);
      context.finish(exitCode(differences));
    });
};

const CONTEXT = 'context:';

function openSide(
  side: string,
  shared: SharedOptions,
  { io, services }: CommandContext,
  known: readonly Diagnostic[] = [],
): Promise<Session> {
  if (side.startsWith(CONTEXT)) {
    const name = side.slice(CONTEXT.length);
    if (name === '') throw new UserError('context: wants the name of a context behind it, as in context:prod');
    if (shared.filename.length > 0)
      throw new UserError(`-f is read beneath files, and ${printable(side)} is a running cluster: leave it out`);
    return openSession({ ...shared, cluster: { ...shared.cluster, context: name } }, io, services, { known });
  }
  return openSession({ ...shared, live: undefined, filename: [...shared.filename, side] }, io, services, { known });
}

/** Where nothing surely differs and something may, or nothing was compared, nobody can say that the two are equivalent. */
function exitCode({ opened, closed, inDoubt, compared }: Differences): number {
  if (opened.length > 0 || closed.length > 0) return EXIT_FOUND;
  return inDoubt.length > 0 || compared === 0 ? EXIT_UNKNOWN : EXIT_OK;
}

function print(differences: Differences, format: string, out: Printer): void {
  switch (format) {
    case 'json':
      out.raw(jsonText(diffJson(differences)));
      return;
    case 'yaml':
      out.raw(yamlText(diffJson(differences)));
      return;
    case 'md':
      out.raw(diffMarkdown(differences));
      return;
    case 'csv':
      out.raw(diffCsv(differences));
      return;
    default:
      printText(differences, out);
  }
}

function printText(differences: Differences, out: Printer): void {
  out.lines([[span(diffSentence(differences), 'strong')]]);
  out.lines(diffWorkloadLines(differences).map((line): Line => [span(line, 'dim')]));
  if (!isWithoutEffect(differences)) out.table(diffTable(differences));
}
