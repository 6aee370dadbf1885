import { type Column, cell, type Row, type Table } from './tables.ts';

/** What is shown of a context of the kubeconfig. */
export interface ShownContext {
  readonly name: string;
  readonly cluster: string;
  readonly server: string | undefined;
  readonly user: string;
  readonly namespace: string | undefined;
  readonly isDefault: boolean;
  /** Whether it is looked at now. */
  readonly isHere: boolean;
}

const COLUMNS: readonly Column[] = [
  { id: 'name', title: 'CONTEXT', align: 'left', minWidth: 16, priority: 0, sortKey: 'N' },
  { id: 'state', title: '', align: 'left', minWidth: 7, priority: 1 },
  { id: 'cluster', title: 'CLUSTER', align: 'left', minWidth: 12, priority: 2, sortKey: 'C' },
  { id: 'namespace', title: 'NAMESPACE', align: 'left', minWidth: 9, priority: 2 },
  { id: 'server', title: 'SERVER', align: 'left', minWidth: 20, priority: 3 },
  { id: 'user', title: 'USER', align: 'left', minWidth: 10, priority: 4 },
];

/** The contexts of a kubeconfig as it lists them. */
export function contextTable(contexts: readonly ShownContext[]): Table<ShownContext> {
  return {
    columns: COLUMNS,
    rows: contexts.map((context): Row<ShownContext> => {
      const { name, cluster, server, user, namespace, isDefault, isHere } = context;
      const cells = [
        cell(name, 'strong'),
        isHere ? cell('here', 'allowed') : cell(isDefault ? 'default' : '', 'dim'),
        cell(cluster),
        cell(namespace ?? 'default', namespace === undefined ? 'dim' : 'namespace'),
        cell(server ?? 'not in the kubeconfig', server === undefined ? 'warning' : 'dim'),
        cell(user, 'dim'),
      ];
      return { id: `context/${name}`, subject: context, cells };
    }),
  };
}
