import { emptySnapshot } from '../../cluster/fold.ts';
import { ASCII } from '../../present/glyphs.ts';
import { contextOf } from '../screens/scene.ts';
import { columnsOf } from '../screens/tables.ts';
import { freshScreen, type Screen } from '../state/screens.ts';
import { initialState } from '../state/state.ts';
import type { World } from '../state/store.ts';
import type { TableName } from './settings.ts';

const SCREENS: Readonly<Record<TableName, Screen>> = {
  namespaces: freshScreen({ at: 'namespaces' }),
  pods: freshScreen({ at: 'pods', by: 'pod' }),
  workloads: freshScreen({ at: 'pods', by: 'workload' }),
  policies: freshScreen({ at: 'policies' }),
  services: freshScreen({ at: 'services' }),
  findings: freshScreen({ at: 'findings' }),
  exposure: freshScreen({ at: 'exposure' }),
};

export const TABLE_NAMES = Object.keys(SCREENS) as readonly TableName[];

const EMPTY: World = {
  snapshot: emptySnapshot(),
  loading: { files: 0, objects: 0, done: true },
  overlaid: emptySnapshot,
  source: { kind: 'files', label: '' },
};

/** Names of the columns a table can have. */
export function columnNames(table: TableName): readonly string[] {
  const state = initialState({ size: { columns: 80, rows: 24 }, glyphs: ASCII });
  return columnsOf(SCREENS[table], contextOf(state, EMPTY)).map(({ id }) => id);
}
