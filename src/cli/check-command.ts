import { type Command, Option } from 'commander';
import { type CheckAnswer, check, isProblem } from '../engine/check.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { fixCommand } from '../present/answer-commands.ts';
import { checkJson, diagnosticJson } from '../present/answer-json.ts';
import { answerMarkdown, verdictLine } from '../present/answer-text.ts';
import { headline } from '../present/headline.ts';
import type { JsonObject } from '../present/json.ts';
import { jsonLine, jsonText } from '../present/json-text.ts';
import { pluginJson, pluginSentence } from '../present/plugin-text.ts';
import { problemText } from '../present/problem-text.ts';
import { verdictReport } from '../present/reports.ts';
import { span } from '../present/spans.ts';
import { printable } from '../present/text.ts';
import { explain } from '../present/verdict-text.ts';
import { yamlText } from '../present/yaml-text.ts';
import { aboutInput } from './about-input.ts';
import { runBatch } from './check-batch.ts';
import type { CommandContext, Register } from './command-context.ts';
import { exitCodeOf } from './exit-codes.ts';
import { fileErrorWords } from './file-error.ts';
import { openSession, type Session } from './session.ts';
import { type SharedOptions, sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
FROM and TO: NAMESPACE/POD, POD, KIND/NAME, NAMESPACE/KIND/NAME (deploy/web, shop/svc/db, node/worker-1),
an address or CIDR, or "external" for everything outside. A port is a number or a name.

Examples:
  netpol-tui check -f manifests shop/web shop/svc/db:5432     may web reach the Service db?
  netpol-tui check -f manifests shop/deploy/web kube-system/deploy/coredns:53/UDP
  netpol-tui check -f manifests external shop/web             which ports are open to the outside?
  kustomize build . | netpol-tui check -f - shop/web 10.1.2.3:443 -o json
  netpol-tui check -f manifests --batch queries.jsonl         one {"from":…,"to":…,"port":…} a line

Exit code: 0 allowed, 1 denied, 2 cannot be answered, 3 unknown.`;

/** `check FROM TO[:PORT[/PROTOCOL]]`, and `check --batch FILE`. */
export const registerCheck: Register = (program, context) => {
  program
    .command('check')
    .description('may this connection open, and why; without a port: which ports')
    .argument('[FROM]', 'who connects')
    .argument('[TO]', 'to whom, TO[:PORT[/PROTOCOL]]')
    .option('--batch <file>', 'many queries, one JSON object a line; - is standard input')
    .addOption(
      new Option('-o, --output <format>', 'text (jsonl with --batch)').choices([
        'text',
        'json',
        'yaml',
        'jsonl',
        'md',
        'html',
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (from: string | undefined, to: string | undefined, _options: unknown, command: Command) => {
      const options = command.opts<Record<string, unknown>>();
      const batch = textIn(options['batch']);
      if (batch !== undefined)
        await checkBatch({ batch, format: textIn(options['output']), extra: from }, command, context);
      else await checkOne({ from, to, format: textIn(options['output']) ?? 'text' }, command, context);
    });
};

interface BatchArguments {
  readonly batch: string;
  readonly format: string | undefined;
  /** An argument that has no place beside --batch. */
  readonly extra: string | undefined;
}

async function checkBatch(
  { batch, format, extra }: BatchArguments,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const shared = sharedOptionsOf(command);
  if (extra !== undefined) throw new UserError('with --batch the queries stand in the file: leave FROM and TO out');
  if (format !== undefined && format !== 'jsonl') throw new UserError(`--batch answers as jsonl, not as ${format}`);
  if (batch === '-' && shared.filename.includes('-')) {
    throw new UserError('-f - and --batch - both want standard input: put the queries or the manifests into a file');
  }
  const queries = await queriesIn(batch, context);
  const session = await openSession(shared, context.io, context.services);
  context.finish(runBatch(queries, session, (text) => context.io.stdout.write(text)));
}

async function queriesIn(file: string, { services }: CommandContext): Promise<string> {
  try {
    return await services.readText(file);
  } catch (error) {
    throw new UserError(`cannot read the queries in ${printable(file)}: ${fileErrorWords(error)}`);
  }
}

interface OneQuery {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly format: string;
}

async function checkOne({ from, to, format }: OneQuery, command: Command, context: CommandContext): Promise<void> {
  if (from === undefined || to === undefined) {
    throw new UserError(
      `check wants FROM and TO: ${from === undefined ? 'neither is given' : 'TO is missing'} (netpol-tui check --help)`,
    );
  }
  const shared = sharedOptionsOf(command);
  const session = await openSession(shared, context.io, context.services);
  const answer = check(session.snapshot, { from, to }, session.namespace);
  if (isProblem(answer)) throw new UserError(problemText(answer));
  const without = standingWithout({ from, to }, session);
  if (format === 'text') {
    printAnswer(answer, session, without);
    if (context.io.stdout.isTTY === true) pointToFix(answer, shared, session);
  } else if (format === 'md') session.out.raw(answerMarkdown(answer, session.out.glyphs));
  else if (format === 'html')
    session.out.raw(verdictReport(answer, aboutInput(shared, context.services), session.out.glyphs));
  else session.out.raw(dataText({ ...answerJson(answer, session.snapshot), ...withoutJson(without) }, format));
  context.finish(exitCodeOf(answer.decision));
}

// Where a person reads it; what is piped holds the answer and nothing else.
function pointToFix(answer: CheckAnswer, { filename, cluster }: SharedOptions, { out, base }: Session): void {
  const source =
    filename.length === 0
      ? ({ kind: 'cluster', context: cluster.context } as const)
      : ({ kind: 'files', paths: filename } as const);
  // What stood on standard input is gone, and files over a cluster take both.
  const command = filename.includes('-') || base !== undefined ? undefined : fixCommand(answer, source);
  if (command !== undefined) out.lines([[span('what would allow it: ', 'dim'), span(command)]]);
}

function answerJson(answer: CheckAnswer, { diagnostics, plugin }: Snapshot): JsonObject {
  const grave = diagnostics.filter((diagnostic) => diagnostic.severity !== 'info');
  return { ...checkJson(answer, 'full'), enforcement: pluginJson(plugin), diagnostics: grave.map(diagnosticJson) };
}

function dataText(value: JsonObject, format: string): string {
  if (format === 'yaml') return yamlText(value);
  return format === 'jsonl' ? `${jsonLine(value)}\n` : jsonText(value);
}

/** How it is without the files that are laid over the cluster; undefined where there are none. */
function standingWithout(query: { readonly from: string; readonly to: string }, session: Session): string | undefined {
  if (session.base === undefined) return undefined;
  const answer = check(session.base, query, session.namespace);
  return isProblem(answer) ? 'cannot be asked' : answer.decision;
}

function withoutJson(without: string | undefined): JsonObject {
  return without === undefined ? {} : { whatIf: { without } };
}

function printAnswer(answer: CheckAnswer, { out, snapshot }: Session, without: string | undefined): void {
  out.lines([verdictLine(answer, out.glyphs), headline(answer)]);
  if (without !== undefined) out.lines([[span('what-if  ', 'title'), span(`without the files: ${without}`)]]);
  const lines = explain(answer, out.glyphs);
  if (lines.length > 0) out.raw('\n');
  for (const { indent, spans } of lines) out.lines([spans], indent * 2);
  // That it does not stands in the answer itself.
  const plugin = snapshot.plugin.enforces === 'no' ? undefined : pluginSentence(snapshot.plugin);
  if (plugin !== undefined) out.lines([[span(plugin, snapshot.plugin.enforces === 'yes' ? 'dim' : 'warning')]]);
}
