import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { proxyFor } from './environment-proxy.ts';
import { type KubeconfigContents, mergeKubeconfigs, readKubeconfig, type UserEntry } from './kubeconfig-file.ts';
import { AccessProblem } from './live-failure.ts';
import { type OidcConfig, oidcConfigOf } from './oidc-login.ts';

/** Which cluster, and as whom: kubectl's options, where they were given. */
export interface AccessOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly as?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  /** `KUBECONFIG`, `HOME`, `KUBERNETES_SERVICE_HOST` and the proxies are looked at. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the file system begins that a pod has its service account in; the machine's own when not said. */
  readonly root?: string;
}

/** A context as the kubeconfig has it. */
export interface ListedContext {
  readonly name: string;
  readonly cluster: string;
  /** Undefined when the cluster is not in the kubeconfig. */
  readonly server: string | undefined;
  readonly user: string;
  readonly namespace: string | undefined;
  readonly isDefault: boolean;
}

/** The contexts there are, in their order. Rejects with an AccessProblem when there is no kubeconfig. */
export async function listContexts(
  options: Pick<AccessOptions, 'kubeconfig' | 'env'>,
): Promise<readonly ListedContext[]> {
  const { files } = kubeconfigFiles(options);
  const contents = await readAll(files);
  if (contents.length === 0)
    throw new AccessProblem(`there is no kubeconfig (${files.join(', ')}), so there are no contexts`);
  const { contexts, clusters, currentContext } = mergeKubeconfigs(contents);
  return contexts.map(({ name, cluster, user, namespace }) => ({
    name,
    cluster,
    server: clusters.find((candidate) => candidate.name === cluster)?.server,
    user,
    namespace: namespace === undefined || namespace === '' ? undefined : namespace,
    isDefault: name === currentContext,
  }));
}

/** A kubeconfig of one context, cluster and user. */
export interface Chosen {
  readonly config: KubeConfig;
  readonly context: string;
  /** The context by its name in the kubeconfig; undefined where there is none. */
  readonly named: string | undefined;
  readonly namespace: string | undefined;
  readonly server: string;
  readonly oidc: OidcConfig | undefined;
  readonly groups: readonly string[];
}

const IN_CLUSTER_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

type Load = (options: AccessOptions) => Promise<Chosen>;

/** How the cluster that is meant is read from the kubeconfigs, now and again. Throws an AccessProblem that says what there is instead. */
export async function loaderOf(options: AccessOptions): Promise<Load> {
  const { files, isNamed } = kubeconfigFiles(options);
  const contents = await readAll(files);
  if (contents.length > 0) return async (which) => choose(mergeKubeconfigs(await readAll(files)), files, which);
  if (isNamed) throw new AccessProblem(`there is no kubeconfig at ${files.join(', ')}`);
  if (options.env['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync(`${options.root ?? ''}${IN_CLUSTER_TOKEN}`)) {
    return async (which) => inCluster(which);
  }
  throw new AccessProblem(
    `there is no kubeconfig (${files.join(', ')}), so there is no cluster to look at: name manifests with -f PATH, or try "netpol-tui demo"`,
  );
}

async function readAll(files: readonly string[]): Promise<readonly KubeconfigContents[]> {
  const contents = await Promise.all(files.map(readKubeconfig));
  return contents.filter((content) => content !== undefined);
}

function kubeconfigFiles({ kubeconfig, env }: AccessOptions): {
  readonly files: readonly string[];
  readonly isNamed: boolean;
} {
  if (kubeconfig !== undefined) return { files: [kubeconfig], isNamed: true };
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return { files: listed, isNamed: false };
  return { files: [join(env['HOME'] ?? env['USERPROFILE'] ?? '', '.kube', 'config')], isNamed: false };
}

function choose(all: KubeconfigContents, files: readonly string[], options: AccessOptions): Chosen {
  const context = contextIn(all, files, options);
  const named = all.contexts.some(({ name }) => name === context.name) ? context.name : undefined;
  const cluster = all.clusters.find(({ name }) => name === context.cluster);
  if (cluster === undefined) {
    throw new AccessProblem(
      missing(
        'cluster',
        context.cluster,
        all.clusters.map(({ name }) => name),
      ),
    );
  }
  const entry = all.users.find(({ user }) => user.name === context.user);
  if (entry === undefined && options.user !== undefined) {
    throw new AccessProblem(
      missing(
        'user',
        context.user,
        all.users.map(({ user }) => user.name),
      ),
    );
  }
  if (URL.parse(cluster.server) === null) throw new AccessProblem(`${cluster.server} is no address of a server`);
  const config = new KubeConfig();
  const proxyUrl = cluster.proxyUrl ?? proxyFor(cluster.server, options.env);
  // client-node refuses plain HTTP unless certificates are ignored; where there are none, nothing is.
  const isPlain = cluster.server.startsWith('http:');
  config.loadFromOptions({
    clusters: [
      { ...cluster, skipTLSVerify: isPlain || cluster.skipTLSVerify, ...(proxyUrl === undefined ? {} : { proxyUrl }) },
    ],
    users: [asUser(entry, context, options)],
    contexts: [context],
    currentContext: context.name,
  });
  return {
    config,
    context: context.name,
    named,
    namespace: context.namespace === undefined || context.namespace === '' ? undefined : context.namespace,
    server: cluster.server,
    oidc: entry && oidcConfigOf(entry.user),
    groups: options.asGroups ?? entry?.impersonateGroups ?? [],
  };
}

/** Without a user client-node forgets about the certificate authority too. */
function asUser(entry: UserEntry | undefined, context: Context, { as }: AccessOptions): User {
  const user: User = withoutOidc(entry?.user ?? { name: context.user });
  return as === undefined ? user : { ...user, impersonateUser: as };
}

/** Those tokens are got here. */
function withoutOidc(user: User): User {
  if (oidcConfigOf(user) === undefined) return user;
  const { authProvider: _, ...others } = user;
  return others;
}

function contextIn(all: KubeconfigContents, files: readonly string[], options: AccessOptions): Context {
  const names = all.contexts.map(({ name }) => name);
  const name = options.context ?? all.currentContext;
  const found = all.contexts.find((context) => context.name === name);
  if (found === undefined && options.context !== undefined)
    throw new AccessProblem(missing('context', options.context, names));
  if (found === undefined && options.cluster === undefined) {
    const what = name === undefined ? 'no current context' : `the current context ${name} and no context of that name`;
    throw new AccessProblem(
      names.length === 0
        ? `${files.join(', ')}: no contexts; name manifests with -f PATH, or try "netpol-tui demo"`
        : `${files.join(', ')}: ${what}: choose one with --context: ${listed(names)}`,
    );
  }
  const base: Context = found ?? { name: options.cluster ?? '', cluster: '', user: '' };
  return { ...base, cluster: options.cluster ?? base.cluster, user: options.user ?? base.user };
}

const MOST_NAMES = 20;

function missing(what: string, name: string, names: readonly string[]): string {
  if (names.length === 0) return `there is no ${what} "${name}" in the kubeconfig, nor any other`;
  return `there is no ${what} "${name}" in the kubeconfig; there are ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function inCluster(options: AccessOptions): Chosen {
  const config = new KubeConfig();
  config.loadFromCluster(options.root);
  const context = config.getContextObject(config.currentContext);
  const server = config.getCurrentCluster()?.server ?? '';
  const user = config.getCurrentUser();
  if (options.as !== undefined && user !== null) config.users = [{ ...user, impersonateUser: options.as }];
  return {
    config,
    context: 'in-cluster',
    named: undefined,
    namespace: context?.namespace?.trim(),
    server,
    oidc: undefined,
    groups: options.asGroups ?? [],
  };
}
