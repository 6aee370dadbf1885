import type { ClusterChoice, LoadedCluster } from './cli/services.ts';
import { UserError } from './cli/user-error.ts';
import type { ObjectEvent } from './model/raw-object.ts';
import type { FedStore } from './switch-world.ts';
import type { ContextEntry } from './tui/state/contexts.ts';

// The client of a cluster is half of the program, and loaded by what asks a cluster.

type Env = Readonly<Record<string, string | undefined>>;

/** What kubectl would do without options. */
export const NO_CHOICE: ClusterChoice = {
  kubeconfig: undefined,
  context: undefined,
  cluster: undefined,
  user: undefined,
  as: undefined,
  asGroups: [],
  timeoutMs: undefined,
  namespace: undefined,
};

/** A cluster read once; `onEvents` gets what it is made of. Rejects with a UserError when it cannot be asked. */
export async function readCluster(
  choice: ClusterChoice,
  env: Env,
  onEvents?: (events: readonly ObjectEvent[]) => void,
): Promise<LoadedCluster> {
  const { loadCluster, openCluster } = await import('./load-cluster.ts');
  return loadCluster(await openCluster(choice, env).catch(asUserError), onEvents).catch(asUserError);
}

/** A cluster that is followed. Rejects with a UserError when the kubeconfig does not lead to one. */
export async function followCluster(choice: ClusterChoice, env: Env): Promise<FedStore> {
  const { openCluster, watchCluster } = await import('./load-cluster.ts');
  return watchCluster(await openCluster(choice, env).catch(asUserError));
}

/** The contexts of a kubeconfig; rejects when there is none. */
export async function contextsIn(choice: ClusterChoice, env: Env): Promise<readonly ContextEntry[]> {
  const { contextsOf } = await import('./load-cluster.ts');
  return contextsOf(choice, env);
}

/** Names of the contexts in a kubeconfig; rejects when there is none. */
export async function contextNames(kubeconfig: string | undefined, env: Env): Promise<readonly string[]> {
  return (await contextsIn({ ...NO_CHOICE, kubeconfig }, env)).map(({ name }) => name);
}

/** What is wrong with a kubeconfig or a connection is for its user to mend. */
function asUserError(error: unknown): never {
  if (error instanceof Error && error.name === 'AccessProblem') throw new UserError(error.message);
  throw error;
}
