import { type Command, Option } from 'commander';
import { finished } from '../engine/in-steps.ts';
import { type AxisEntry, type AxisOf, axisOf, matrixOf } from '../engine/reachability/matrix.ts';
import { workloadName } from '../present/workload-text.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { hasLineForEachCell, type MatrixGrid, matrixText } from './matrix-output.ts';
import { portsOption } from './ports-option.ts';
import { openSession, type Session } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
Examples:
  netpol-tui matrix -f manifests                                    namespaces by namespaces
  netpol-tui matrix -f manifests --port 443                         for one port
  netpol-tui matrix -f manifests --by workload --from web --to db   workloads of web by those of db
  netpol-tui matrix -o json | jq '.[] | select(.state == "all")'    what is wide open`;

/** A table of more cells than this is no answer to anybody; data can be of any size. */
const MOST_CELLS = 4_000_000;

/** `matrix`: who may connect to whom, namespaces by namespaces or workloads by workloads. */
export const registerMatrix: Register = (program, { io, services, finish }) => {
  program
    .command('matrix')
    .description('how much is open between namespaces, or between workloads')
    .addOption(
      new Option('--by <what>', 'what rows and columns are').choices(['namespace', 'workload']).default('namespace'),
    )
    .option('--from <namespace>', 'only rows of this namespace')
    .option('--to <namespace>', 'only columns of this namespace')
    .option('--port <port[/protocol]>', 'only this port')
    .addOption(
      new Option('-o, --output <format>', 'format')
        .choices(['text', 'json', 'jsonl', 'csv', 'md', 'html'])
        .default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.opts<Record<string, unknown>>();
      const session = await openSession(sharedOptionsOf(command), io, services);
      const format = textIn(options['output']) ?? 'text';
      const grid = gridOf(session, options, format);
      await session.out.pieces(matrixText(grid, format, session));
      finish(EXIT_OK);
    });
};

function gridOf(session: Session, options: Record<string, unknown>, format: string): MatrixGrid {
  const by = options['by'] === 'workload' ? 'workload' : 'namespace';
  const from = namespaceIn(session, textIn(options['from']) ?? session.only);
  const to = namespaceIn(session, textIn(options['to']));
  const rows = entries(session, by, from);
  const columns = entries(session, by, to);
  if (rows.length * columns.length > MOST_CELLS && !hasLineForEachCell(format)) throw tooLarge(rows, columns, by);
  const port = textIn(options['port']);
  const matrix = matrixOf(session.snapshot, port === undefined ? undefined : { ports: portsOption(port), key: port });
  const nameOf = ({ key }: AxisEntry): string => {
    const workload = session.snapshot.workloads.get(key);
    return workload === undefined ? key : workloadName(workload);
  };
  const row = finished(matrix.rows(rows, columns));
  return { rows, columns, row: (from) => finished(row(from)), ports: matrix.ports, nameOf, port };
}

function tooLarge(rows: readonly AxisEntry[], columns: readonly AxisEntry[], by: AxisOf['by']): UserError {
  const size = `${rows.length.toLocaleString('en')} rows and ${columns.length.toLocaleString('en')} columns`;
  const fewer = `narrow it with --from and --to${by === 'workload' ? ', or show it --by namespace' : ''}`;
  return new UserError(`this matrix has ${size}; ${fewer}; -o csv, json and jsonl print all of it`);
}

function entries({ snapshot }: Session, by: AxisOf['by'], namespace: string | undefined): readonly AxisEntry[] {
  if (by === 'workload') return axisOf(snapshot, namespace === undefined ? { by } : { by, namespace });
  return axisOf(snapshot, { by }).filter(({ key }) => namespace === undefined || key === namespace);
}

function namespaceIn({ snapshot }: Session, name: string | undefined): string | undefined {
  if (name === undefined || snapshot.namespaces.has(name)) return name;
  throw new UserError(`there is no namespace ${name}; netpol-tui get namespaces lists them`);
}
