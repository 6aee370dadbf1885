import type { Namespace, Pod, Service, Workload } from '../../model/cluster-objects.ts';
import type { Diagnostic } from '../../model/diagnostics.ts';
import { type ConnectionState, summaryOf } from '../../model/live-state.ts';
import type { CompiledPolicy } from '../../model/policies.ts';
import { diagnosticTable } from '../../present/diagnostic-table.ts';
import { namespaceTable } from '../../present/namespace-table.ts';
import { podTable } from '../../present/pod-table.ts';
import { policyTable } from '../../present/policy-table.ts';
import { serviceTable } from '../../present/service-table.ts';
import type { Column, Row, Table } from '../../present/tables.ts';
import { printable } from '../../present/text.ts';
import { workloadTable } from '../../present/workload-table.ts';
import type { Screen } from '../state/screens.ts';
import type { Context, ScreenKind } from './content.ts';
import { digitOf } from './favourites.ts';
import { pinsSource } from './pins-screen.ts';
import { policyId } from './subjects.ts';
import { type TableSource, tableContent, tableOf } from './table-content.ts';

type At<N extends Screen['at']> = Extract<Screen, { at: N }>;

export const namespacesScreen: ScreenKind<At<'namespaces'>> = {
  title: () => 'Namespaces',
  searches: false,
  content: (screen, context) => tableContent(namespacesSource(context), screen.view, context),
};

export const podsScreen: ScreenKind<At<'pods'>> = {
  title: (screen, { namespace }) => `${screen.by === 'pod' ? 'Pods' : 'Workloads'}(${namespace ?? 'all'})`,
  searches: false,
  content: (screen, context) =>
    screen.by === 'pod'
      ? tableContent(podsSource(context), screen.view, context)
      : tableContent(workloadsSource(context), screen.view, context),
};

export const policiesScreen: ScreenKind<At<'policies'>> = {
  title: (_screen, { namespace }) => `Policies(${namespace ?? 'all'})`,
  searches: false,
  content: (screen, context) => tableContent(policiesSource(context), screen.view, context),
};

export const servicesScreen: ScreenKind<At<'services'>> = {
  title: (_screen, { namespace }) => `Services(${namespace ?? 'all'})`,
  searches: false,
  content: (screen, context) => tableContent(servicesSource(context), screen.view, context),
};

export const findingsScreen: ScreenKind<At<'findings'>> = {
  title: (_screen, { namespace }) => `Findings(${namespace ?? 'all'})`,
  searches: false,
  content: (screen, context) => tableContent(findingsSource(context), screen.view, context),
};

/** Columns of a table screen, for the keys that sort; none for other screens. */
export function columnsOf(screen: Screen, context: Context): readonly Column[] {
  const source = sourceOf(screen, context);
  return source === undefined ? [] : tableOf(source, context).columns;
}

function sourceOf(screen: Screen, context: Context): Pick<TableSource<unknown>, 'key' | 'table'> | undefined {
  switch (screen.at) {
    case 'namespaces':
      return namespacesSource(context);
    case 'pods':
      return screen.by === 'pod' ? podsSource(context) : workloadsSource(context);
    case 'policies':
      return policiesSource(context);
    case 'services':
      return servicesSource(context);
    case 'findings':
      return findingsSource(context);
    case 'pins':
      return pinsSource(context);
    default:
      return undefined;
  }
}

function keyOf(name: string, { namespace, glyphs }: Context): string {
  return `${name} ${namespace ?? '*'} ${glyphs.allowed}`;
}

function whenEmpty({ world }: Context, empty: readonly string[]): readonly string[] {
  if (world.loading.done) return empty;
  const broken = world.source.kind === 'cluster' ? brokenConnection(world.source.connection) : undefined;
  if (broken !== undefined)
    return [printable(broken), 'It is tried again by itself, and at once with ctrl-r; :ctx goes to another cluster.'];
  return [`Reading ${world.source.label}: nothing of this kind yet.`];
}

function brokenConnection(connection: ConnectionState): string | undefined {
  const summary = summaryOf(connection);
  if (summary.kind === 'failed') return `Not connected: ${summary.problem}.`;
  return summary.kind === 'stale' ? `The connection broke: ${summary.problem}.` : undefined;
}

function inNamespace({ namespace }: Context): string {
  return namespace === undefined ? 'in the input' : `in namespace ${namespace}`;
}

function elsewhere({ namespace }: Context): string {
  return namespace === undefined ? 'Open other files, or give a folder: netpol-tui PATH.' : '0 shows all namespaces.';
}

function namespacesSource(context: Context): TableSource<Namespace> {
  const { snapshot, glyphs } = context;
  return {
    key: keyOf('namespaces', { ...context, namespace: undefined }),
    table: () => namespaceTable(snapshot, glyphs),
    subject: ({ name }) => ({ kind: 'namespace', name }),
    labels: ({ labels }) => labels,
    mark: ({ name }) => digitOf(context, name),
    isProblem: ({ subject }) => snapshot.diagnostics.some(({ object }) => object?.namespace === subject.name),
    empty: whenEmpty(context, [
      'No namespace: the input holds no pod, workload, Service or NetworkPolicy.',
      'L shows what was read and what was left out.',
    ]),
  };
}

function isSealed({ cells }: Row<unknown>): boolean {
  return cells.some((cell) => cell.style === 'sealed');
}

function podsSource(context: Context): TableSource<Pod> {
  const { snapshot, glyphs, namespace } = context;
  return {
    key: keyOf('pods', context),
    table: () => podTable(snapshot, glyphs, { namespace }),
    subject: ({ key }) => ({ kind: 'pod', key }),
    labels: ({ labels }) => labels,
    isProblem: isSealed,
    empty: whenEmpty(context, [
      `No pods ${inNamespace(context)}, and no workload that would make some.`,
      elsewhere(context),
    ]),
  };
}

function workloadsSource(context: Context): TableSource<Workload> {
  const { snapshot, glyphs, namespace } = context;
  return {
    key: keyOf('workloads', context),
    table: () => workloadTable(snapshot, glyphs, { namespace }),
    subject: ({ key }) => ({ kind: 'workload', key }),
    labels: ({ podKeys }) => snapshot.pods.get(podKeys[0] ?? '')?.labels,
    isProblem: isSealed,
    empty: whenEmpty(context, [`No workloads ${inNamespace(context)}.`, elsewhere(context)]),
  };
}

function policiesSource(context: Context): TableSource<CompiledPolicy> {
  const { snapshot, glyphs, namespace } = context;
  return {
    key: keyOf('policies', context),
    table: () => policyTable(snapshot, glyphs, { namespace }),
    subject: ({ ref }) => ({ kind: 'policy', id: policyId(ref) }),
    isProblem: ({ subject }) =>
      snapshot.diagnostics.some(({ object }) => object !== undefined && isSame(object, subject)),
    empty: whenEmpty(context, [
      snapshot.foreign.length === 0
        ? `No policies ${inNamespace(context)}: every pod there is open, in both directions.`
        : `No policies ${inNamespace(context)} that are evaluated; there are others, see findings.`,
      `${elsewhere(context)} L shows policies that were refused, and why.`,
    ]),
  };
}

function isSame(
  object: { readonly kind: string; readonly namespace: string; readonly name: string },
  { ref }: CompiledPolicy,
): boolean {
  return object.kind === ref.kind && object.namespace === (ref.namespace ?? '') && object.name === ref.name;
}

function servicesSource(context: Context): TableSource<Service> {
  const { snapshot, glyphs, namespace } = context;
  return {
    key: keyOf('services', context),
    table: () => serviceTable(snapshot, glyphs, { namespace }),
    subject: ({ key }) => ({ kind: 'service', key }),
    labels: ({ selector }) => selector,
    empty: whenEmpty(context, [`No Services ${inNamespace(context)}.`, elsewhere(context)]),
  };
}

function findingsSource(context: Context): TableSource<Diagnostic> {
  const { snapshot, glyphs, namespace } = context;
  const isShown = ({ object }: Diagnostic): boolean =>
    namespace === undefined || object === undefined || object.namespace === '' || object.namespace === namespace;
  return {
    key: keyOf('findings', context),
    table: (): Table<Diagnostic> => {
      const all = diagnosticTable(snapshot.diagnostics, glyphs);
      return { columns: all.columns.map(roomForPlaces), rows: all.rows.filter((row) => isShown(row.subject)) };
    },
    subject: (diagnostic) => ({ kind: 'finding', index: snapshot.diagnostics.indexOf(diagnostic) }),
    isProblem: ({ subject }) => subject.severity !== 'info',
    empty: whenEmpty(context, [`Nothing to report ${inNamespace(context)}: everything was read and understood.`]),
  };
}

// Messages are longer than any screen; what is left of a place or a field beside them must still tell which one it is.
function roomForPlaces(column: Column): Column {
  return column.id === 'where' || column.id === 'path' ? { ...column, minWidth: 24 } : column;
}
