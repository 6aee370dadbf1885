import { type Command, Option } from 'commander';
import { type Differences, differencesBetween, differencesWithin, isWithoutEffect } from '../engine/differences.ts';
import { chosenEnds, type ListEnds, type ListFilter, type ListRow, listPieces } from '../engine/list.ts';
import type { Narrowing } from '../engine/narrowed-differences.ts';
import { type Resolved, resolveEndpoint } from '../engine/resolve.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { diffRowsJson, diffSentence, diffTable } from '../present/diff-text.ts';
import { listDot, listMermaid } from '../present/list-graph.ts';
import { listJson, listTable } from '../present/list-text.ts';
import { resolveErrorText } from '../present/problem-text.ts';
import { listReport } from '../present/reports.ts';
import { span } from '../present/spans.ts';
import { yamlText } from '../present/yaml-text.ts';
import { aboutInput } from './about-input.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { isWrittenInPieces, listInPieces, listMarkdown, rowsAtMost } from './list-output.ts';
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
      const filter = filterOf(options, session);
      const about = aboutInput(sharedOptionsOf(command), services);
      const format = textIn(options['output']) ?? 'text';
      const whatIf = WITH_WHAT_IF.has(format) ? whatIfOf(filter, session) : undefined;
      const rows = rowsInTurn(session.snapshot, filter);
      if (isWrittenInPieces(format)) await session.out.pieces(listInPieces(rows, format, whatIf?.differences));
      else printRows(rowsAtMost(rows, MOST_ROWS), { format, about, whatIf }, session);
      finish(EXIT_OK);
    });
};

/** Of more rows than this nobody reads a table, and a graph is not drawn; data can be of any size. */
const MOST_ROWS = 500_000;

function* rowsInTurn(snapshot: Snapshot, filter: ListFilter): Generator<readonly ListRow[]> {
  for (const { rows } of listPieces(snapshot, filter)) yield rows;
}

function filterOf(options: Record<string, unknown>, session: Session): ListFilter {
  const { only } = session;
  const end = (name: 'from' | 'to'): { [key in 'from' | 'to']?: Resolved } => {
    const text = textIn(options[name]);
    return text === undefined ? {} : { [name]: resolved(text, session) };
  };
  const port = textIn(options['port']);
  return {
    ...end('from'),
    ...end('to'),
    ...(port === undefined ? {} : { ports: portsOption(port) }),
    ...(only === undefined ? {} : { namespace: only }),
  };
}

function resolved(text: string, { snapshot, namespace }: Session): Resolved {
  const found = resolveEndpoint(snapshot, text, namespace);
  if ('error' in found) throw new UserError(resolveErrorText(found));
  // A row is of workloads and addresses: that a node has none would read as if nothing were allowed.
  if (found.kind === 'node') throw new UserError(`${found.text} is a node, which list has no rows for: ask check`);
  return found;
}

function printRows(rows: readonly ListRow[], { format, about, whatIf }: Printing, { out }: Session): void {
  const data = format === 'html' ? listReport(rows, about, out.glyphs) : dataText(rows, format, whatIf?.differences);
  if (data !== undefined) {
    out.raw(data);
    return;
  }
  if (rows.length === 0) out.lines([[span('no connection is allowed')]]);
  else out.table(listTable(rows, out.glyphs));
  if (whatIf !== undefined) printWhatIf(whatIf, out);
}

interface Printing {
  readonly format: string;
  readonly about: readonly string[];
  readonly whatIf: WhatIf | undefined;
}

/** What files that are laid over a cluster open and close. */
interface WhatIf {
  readonly differences: Differences;
  /** Only some connections were asked for. */
  readonly isNarrowed: boolean;
}

const WITH_WHAT_IF: ReadonlySet<string> = new Set(['text', 'json', 'jsonl', 'yaml']);

/** Of the connections that are listed, what differs from the cluster as it is; undefined where no files are laid over it. */
function whatIfOf({ from, to, ports }: ListFilter, session: Session): WhatIf | undefined {
  const { base, snapshot, only } = session;
  if (base === undefined) return undefined;
  const narrowing: Narrowing = {
    ...(from === undefined ? {} : { from: endsOnEitherSide(from, base, session) }),
    ...(to === undefined ? {} : { to: endsOnEitherSide(to, base, session) }),
    ...(ports === undefined ? {} : { ports }),
  };
  return {
    differences: differencesWithin(differencesBetween(base, snapshot, narrowing), only),
    isNarrowed: only !== undefined || Object.keys(narrowing).length > 0,
  };
}

/** What was meant, with the files and without: a Service may lead to others. */
function endsOnEitherSide(end: Resolved, base: Snapshot, { snapshot, namespace }: Session): ListEnds {
  const after = chosenEnds(snapshot, end);
  const found = resolveEndpoint(base, end.text, namespace);
  if ('error' in found) return after;
  const before = chosenEnds(base, found);
  return { workloads: [...before.workloads, ...after.workloads], ranges: after.ranges };
}

function printWhatIf({ differences, isNarrowed }: WhatIf, out: Session['out']): void {
  const isNothing = isNarrowed && isWithoutEffect(differences);
  const sentence = isNothing ? 'of the connections asked for none differs' : diffSentence(differences);
  out.raw('\n');
  out.lines([[span('what-if  ', 'title'), span(sentence)]]);
  const table = diffTable(differences);
  if (table.rows.length > 0) out.table(table);
}

/** The rows in a format that is made as a whole; undefined for text. */
function dataText(rows: readonly ListRow[], format: string, differences: Differences | undefined): string | undefined {
  switch (format) {
    case 'yaml':
      return yamlText([...listJson(rows), ...(differences === undefined ? [] : diffRowsJson(differences))]);
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
