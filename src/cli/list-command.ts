import { type Command, Option } from 'commander';
import { type Differences, differencesBetween } from '../engine/differences.ts';
import { type ListFilter, type ListRow, listConnections } from '../engine/list.ts';
import { type Resolved, resolveEndpoint } from '../engine/resolve.ts';
import { diffRowsJson, diffSentence, diffTable } from '../present/diff-text.ts';
import type { JsonObject } from '../present/json.ts';
import { jsonLine, jsonText } from '../present/json-text.ts';
import { listDot, listMermaid } from '../present/list-graph.ts';
import { listJson, listTable } from '../present/list-text.ts';
import { resolveErrorText } from '../present/problem-text.ts';
import { listReport } from '../present/reports.ts';
import { span } from '../present/spans.ts';
import { yamlText } from '../present/yaml-text.ts';
import { aboutInput } from './about-input.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { listCsv, listMarkdown } from './list-output.ts';
import { portsOption } from './ports-option.ts';
import { openSession, type Session } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
Examples:
  netpol-tui list -f manifests                                every allowed connection
  netpol-tui list -f manifests --to shop/sts/db               who can reach the database?
  netpol-tui list -f manifests --from external --port 443     what is open to the outside?
  netpol-tui list -f manifests -o csv > connections.csv
  netpol-tui list -f manifests -o dot | dot -Tsvg > connections.svg`;

/** `list`: all allowed connections between workloads and with the outside. */
export const registerList: Register = (program, { io, services, finish }) => {
  program
    .command('list')
    .description('all allowed connections between workloads and with the outside')
    .option('--from <endpoint>', 'only from here')
    .option('--to <endpoint>', 'only to here')
    .option('--port <port[/protocol]>', 'only this port')
    .addOption(
      new Option('-o, --output <format>', 'format')
        .choices(['text', 'json', 'yaml', 'jsonl', 'csv', 'md', 'dot', 'mermaid', 'html'])
        .default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.opts<Record<string, unknown>>();
      const session = await openSession(sharedOptionsOf(command), io, services);
      const rows = listConnections(session.snapshot, filterOf(options, session)).filter((row) =>
        concerns(row, session.only),
      );
      const about = aboutInput(sharedOptionsOf(command), services);
      const format = textIn(options['output']) ?? 'text';
      printRows(rows, { format, about, differences: whatIfOf(format, session) }, session);
      finish(EXIT_OK);
    });
};

function filterOf(options: Record<string, unknown>, session: Session): ListFilter {
  const end = (name: 'from' | 'to'): { [key in 'from' | 'to']?: Resolved } => {
    const text = textIn(options[name]);
    return text === undefined ? {} : { [name]: resolved(text, session) };
  };
  const port = textIn(options['port']);
  return { ...end('from'), ...end('to'), ...(port === undefined ? {} : { ports: portsOption(port) }) };
}

function resolved(text: string, { snapshot, namespace }: Session): Resolved {
  const found = resolveEndpoint(snapshot, text, namespace);
  if ('error' in found) throw new UserError(resolveErrorText(found));
  return found;
}

/** With `-n`: connections of which at least one end is in that namespace. */
function concerns({ from, to }: ListRow, namespace: string | undefined): boolean {
  if (namespace === undefined) return true;
  return [from, to].some((end) => end.kind === 'workload' && end.workload.namespace === namespace);
}

function printRows(rows: readonly ListRow[], { format, about, differences }: Printing, { out }: Session): void {
  const data = format === 'html' ? listReport(rows, about, out.glyphs) : dataText(rows, format, differences);
  if (data !== undefined) {
    out.raw(data);
    return;
  }
  if (rows.length === 0) out.lines([[span('no connection is allowed')]]);
  else out.table(listTable(rows, out.glyphs));
  if (differences !== undefined) printWhatIf(differences, out);
}

interface Printing {
  readonly format: string;
  readonly about: readonly string[];
  readonly differences: Differences | undefined;
}

const WITH_WHAT_IF: ReadonlySet<string> = new Set(['text', 'json', 'jsonl', 'yaml']);

/** What files that are laid over a cluster open and close; undefined where there are none, and for formats that have no place for it. */
function whatIfOf(format: string, { base, snapshot }: Session): Differences | undefined {
  return base === undefined || !WITH_WHAT_IF.has(format) ? undefined : differencesBetween(base, snapshot);
}

function printWhatIf(differences: Differences, out: Session['out']): void {
  out.raw('\n');
  out.lines([[span('what-if  ', 'title'), span(diffSentence(differences))]]);
  const table = diffTable(differences);
  if (table.rows.length > 0) out.table(table);
}

/** The rows in a format for programs; undefined for text. */
function dataText(rows: readonly ListRow[], format: string, differences: Differences | undefined): string | undefined {
  const data = (): readonly JsonObject[] => [
    ...listJson(rows),
    ...(differences === undefined ? [] : diffRowsJson(differences)),
  ];
  switch (format) {
    case 'json':
      return jsonText(data());
    case 'jsonl':
      return data()
        .map((row) => `${jsonLine(row)}\n`)
        .join('');
    case 'yaml':
      return yamlText(data());
    case 'csv':
      return listCsv(rows);
    case 'md':
      return listMarkdown(rows);
    case 'dot':
      return listDot(rows);
    case 'mermaid':
      return listMermaid(rows);
    default:
      return undefined;
  }
}
