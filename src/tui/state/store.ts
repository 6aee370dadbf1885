import type { WhatIfEdit } from '../../cluster/what-if.ts';
import type { ConnectionState } from '../../model/live-state.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** What the terminal UI looks at: the newest snapshot, how far reading has come, and where it comes from. */
export interface World {
  readonly snapshot: Snapshot;
  /** What there really is, where `snapshot` is a what-if. */
  readonly actual?: Snapshot;
  readonly loading: Loading;
  readonly source: WorldSource;
  /** What there really is, as it would be after some edits in memory. */
  readonly overlaid: (edits: readonly WhatIfEdit[]) => Snapshot;
}

/** Progress of reading. Counts only grow until `done`. */
export interface Loading {
  readonly files: number;
  readonly objects: number;
  /** Of the bytes of the file being read, in percent; undefined where it is not known, or read at once. */
  readonly percent?: number;
  readonly done: boolean;
  /** Somebody stopped it: there is more. */
  readonly stopped?: true;
}

/** Where the objects come from; `label` is what a person would call it: a folder, `3 paths`, `stdin`, a context. */
export type WorldSource = { readonly kind: 'files'; readonly label: string } | ClusterSource;

export interface ClusterSource {
  readonly kind: 'cluster';
  readonly label: string;
  readonly connection: ConnectionState;
}

/** Hands out the newest world and says when there is a newer one. Never calls a listener from within `subscribe`. */
export interface WorldStore {
  readonly get: () => World;
  /** Answers the function that ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void;
}
