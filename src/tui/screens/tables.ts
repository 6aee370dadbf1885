import type { Finding } from '../../engine/lint/finding.ts';
import type { Namespace, Pod, Service, Workload } from '../../model/cluster-objects.ts';
import type { CompiledPolicy } from '../../model/policies.ts';
import { findingNamespace } from '../../present/finding-place.ts';
import { findingTable } from '../../present/finding-table.ts';
import { withFindings } from '../../present/finding-tally.ts';
import { namespaceTable } from '../../present/namespace-table.ts';
import { podTable } from '../../present/pod-table.ts';
import { policyTable } from '../../present/policy-table.ts';
import { serviceTable } from '../../present/service-table.ts';
import type { Cell, Column, Table } from '../../present/tables.ts';
import { count } from '../../present/text.ts';
import { workloadTable } from '../../present/workload-table.ts';
import type { Screen } from '../state/screens.ts';
import type { Linted } from '../state/state.ts';
import { type Context, cached, type ScreenKind } from './content.ts';
import { elsewhere, inNamespace, whenEmpty } from './empty-table.ts';
import { exposureSource } from './exposure-screen.ts';
import { digitOf } from './favourites.ts';
import { linesOfFinding, rowsBelowFindings } from './finding-lines.ts';
import { tallyOfNamespace, tallyOfPolicy } from './found.ts';
import { pinsSource } from './pins-screen.ts';
import { policyId } from './subjects.ts';
import { tableContent } from './table-content.ts';
import { type TableSource, tableOf } from './table-source.ts';

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
  below: { rows: rowsBelowFindings, lines: linesOfFinding },
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
    case 'exposure':
      return exposureSource(context);
    case 'pins':
      return pinsSource(context);
    default:
      return undefined;
  }
}

function keyOf(name: string, { namespace, glyphs }: Context, linted?: Linted): string {
  return `${name} ${namespace ?? '*'} ${glyphs.allowed}${linted === undefined ? '' : ` ${linted.number}`}`;
}

function namespacesSource(context: Context): TableSource<Namespace> {
  const { snapshot, glyphs, linted } = context;
  return {
    key: keyOf('namespaces', { ...context, namespace: undefined }, linted),
    table: () => {
      const plain = cached(snapshot, `plain namespaces ${glyphs.allowed}`, () => namespaceTable(snapshot, glyphs));
      return withFindings(plain, ({ name }) => tallyOfNamespace(name, context), glyphs, 'declared');
    },
    subject: ({ name }) => ({ kind: 'namespace', name }),
    labels: ({ labels }) => labels,
    mark: ({ name }) => digitOf(context, name),
    empty: whenEmpty(context, [
      'No namespace: the input holds no pod, workload, Service or NetworkPolicy.',
      'L shows what was read and what was left out.',
    ]),
  };
}

function isSealed(_of: unknown, cells: readonly Cell[]): boolean {
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
  const { snapshot, glyphs, namespace, linted } = context;
  return {
    key: keyOf('policies', context, linted),
    table: () => {
      const plain = cached(snapshot, `plain ${keyOf('policies', context)}`, () =>
        policyTable(snapshot, glyphs, { namespace }),
      );
      return withFindings(plain, ({ ref }) => tallyOfPolicy(policyId(ref), context), glyphs, 'where');
    },
    subject: ({ ref }) => ({ kind: 'policy', id: policyId(ref) }),
    empty: whenEmpty(context, [
      snapshot.foreign.length === 0
        ? `No policies ${inNamespace(context)}: every pod there is open, in both directions.`
        : `No policies ${inNamespace(context)} that are evaluated; there are others, see findings.`,
      `${elsewhere(context)} L shows policies that were refused, and why.`,
    ]),
  };
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

function findingsSource(context: Context): TableSource<Finding> {
  const { glyphs, namespace, linted } = context;
  return {
    key: keyOf('findings', context, linted),
    table: (): Table<Finding> => {
      const found = linted?.result.findings ?? [];
      return findingTable(
        namespace === undefined ? found : found.filter((finding) => concerns(finding, namespace)),
        glyphs,
      );
    },
    subject: (finding) => ({ kind: 'finding', finding }),
    isProblem: ({ severity }) => severity !== 'info',
    empty: whenEmpty(
      context,
      linted === undefined
        ? ['Looking at everything; what is found comes here.']
        : [`Nothing to report ${inNamespace(context)}.`, suppressedText(linted)],
    ),
  };
}

/** Findings about the input as a whole concern every namespace. */
function concerns(finding: Finding, namespace: string): boolean {
  const own = findingNamespace(finding);
  return own === undefined || own === namespace;
}

function suppressedText({ result: { suppressed } }: Linted): string {
  return suppressed.length === 0
    ? 'What is looked for: netpol-tui lint --list.'
    : `${count(suppressed.length, 'finding is', 'findings are')} left out by annotations; netpol-tui lint -o json shows them.`;
}
