/** A context of the kubeconfig. */
export interface ContextEntry {
  readonly name: string;
  readonly cluster: string;
  /** The server's address; undefined when the kubeconfig does not know the cluster. */
  readonly server: string | undefined;
  readonly user: string;
  readonly namespace: string | undefined;
  /** The one a command without `--context` takes. */
  readonly isDefault: boolean;
}

/** Finds clusters and goes from one to another; what is watched then comes from the store. */
export interface Contexts {
  /** Rejects with an error whose message says why there are none. */
  readonly list: () => Promise<readonly ContextEntry[]>;
  /** Resolves when another cluster is looked at, connected or not; rejects, and nothing has changed, when there is no such context. */
  readonly use: (name: string) => Promise<void>;
}

/** The contexts as far as they are known. */
export type KnownContexts =
  | { readonly state: 'unread' | 'reading' }
  | { readonly state: 'read'; readonly entries: readonly ContextEntry[] }
  | { readonly state: 'failed'; readonly why: string };
