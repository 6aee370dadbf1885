/** A kind of object as a server serves it. */
export interface ServedKind {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** As in the API's paths, and as permissions name it. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** How far reading one kind has come. `refused`: the user may not list it (403). */
export type KindPhase = 'waiting' | 'listing' | 'live' | 'stale' | 'refused';

/** What is known of one kind in a cluster. */
export interface KindState {
  readonly served: ServedKind;
  readonly phase: KindPhase;
  readonly objects: number;
  /** Set when the kind may be read in this namespace only. */
  readonly onlyIn: string | undefined;
  /** True once a list has come to its end; then what is there is complete, as of the time it went stale. */
  readonly listed: boolean;
  /** What went wrong last, for a person; undefined when nothing did. */
  readonly problem: string | undefined;
  /** When it went stale, in milliseconds since 1970. */
  readonly since: number | undefined;
}

/** What connects a cluster's objects with what is shown of them. */
export interface ConnectionState {
  readonly context: string;
  readonly server: string;
  /** Empty until the server has said which kinds it serves. */
  readonly kinds: readonly KindState[];
  /** API groups the server cannot say anything about at the moment, though policies may be in them. */
  readonly unavailable: readonly string[];
  /** Every API group it serves, whether or not anything in it is read. */
  readonly apiGroups?: readonly string[];
  /** Why the server last failed to say which kinds it serves. */
  readonly problem: string | undefined;
}

/** The connection in one word, with what a person needs to know about it. */
export type ConnectionSummary =
  | { readonly kind: 'connecting' }
  /** Kinds read so far, of how many. */
  | { readonly kind: 'syncing'; readonly done: number; readonly of: number }
  | { readonly kind: 'live' }
  /** What was read is shown, and may be old. */
  | { readonly kind: 'stale'; readonly since: number | undefined; readonly problem: string }
  | { readonly kind: 'failed'; readonly problem: string }
  /** The server answers, and this user may read nothing of what it has. */
  | { readonly kind: 'forbidden'; readonly problem: string };

/** The worst that is true of the connection: a broken one first, then an unfinished one. */
export function summaryOf({ kinds, problem }: ConnectionState): ConnectionSummary {
  const stale = kinds.filter(({ phase }) => phase === 'stale');
  const [first] = [...stale].sort((a, b) => (a.since ?? 0) - (b.since ?? 0));
  if (first !== undefined) return { kind: 'stale', since: first.since, problem: first.problem ?? 'no connection' };
  if (kinds.length === 0) return problem === undefined ? { kind: 'connecting' } : { kind: 'failed', problem };
  if (kinds.every(({ phase }) => phase === 'refused'))
    return { kind: 'forbidden', problem: kinds[0]?.problem ?? 'this user may list nothing' };
  const done = kinds.filter(({ phase }) => phase === 'live' || phase === 'refused').length;
  return done < kinds.length ? { kind: 'syncing', done, of: kinds.length } : { kind: 'live' };
}

/** The kinds the user may not read, or only in one namespace. */
export function refusedKinds({ kinds }: ConnectionState): readonly KindState[] {
  return kinds.filter(({ phase, onlyIn }) => phase === 'refused' || onlyIn !== undefined);
}

/** A kind's API group; empty for the core group. */
export function groupOf({ apiVersion }: Pick<ServedKind, 'apiVersion'>): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** A kind as `kubectl auth can-i` wants it: `networkpolicies.networking.k8s.io`. */
export function resourceName(served: Pick<ServedKind, 'apiVersion' | 'plural'>): string {
  const group = groupOf(served);
  return group === '' ? served.plural : `${served.plural}.${group}`;
}
