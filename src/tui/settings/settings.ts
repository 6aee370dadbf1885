import type { Skin } from '../colour/choose-theme.ts';
import type { ScreenName } from '../state/screens.ts';

/** Lists whose columns can be chosen: screens that are tables, and the two ways to list pods. */
export type TableName =
  | Extract<ScreenName, 'namespaces' | 'pods' | 'policies' | 'services' | 'findings' | 'exposure'>
  | 'workloads';

/** How the terminal UI looks and feels to one person. */
export interface Settings {
  /** `auto`, a theme's name, or a skin's. */
  readonly theme: string;
  readonly skins: ReadonlyMap<string, Skin>;
  /** `auto`: by the locale and the terminal. */
  readonly ascii: boolean | 'auto';
  readonly mouse: boolean;
  readonly screenReader: boolean;
  /** Changes of the cluster are drawn at most this often. Milliseconds. */
  readonly refreshMs: number;
  /** Namespaces behind the keys 1 to 9; the digits that are left go to the others by name. */
  readonly favourites: readonly string[];
  /** Ids of the columns of a table, in order; a table that is not named keeps its own. */
  readonly columns: ReadonlyMap<TableName, readonly string[]>;
  /** Keys instead of a binding's own, by its id. */
  readonly keys: ReadonlyMap<string, readonly [string, ...string[]]>;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'auto',
  skins: new Map(),
  ascii: 'auto',
  mouse: false,
  screenReader: false,
  refreshMs: 100,
  favourites: [],
  columns: new Map(),
  keys: new Map(),
};
