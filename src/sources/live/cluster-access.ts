import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { Agent, type Dispatcher } from 'undici';
import { messageOf } from '../../model/errors.ts';
import { type AccessOptions, type Chosen, loaderOf } from './chosen-context.ts';
import { AccessProblem, LiveFailure } from './live-failure.ts';
import { createOidcLogin } from './oidc-login.ts';

/** What a request is sent with. */
export interface Authorised {
  readonly dispatcher: Dispatcher;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Tells these credentials from those that come after them. */
  readonly credentials: object;
}

/** A cluster that was found in a kubeconfig, before anything is asked of it. */
export interface ClusterAccess {
  readonly context: string;
  /** The server's address, without a slash at the end. */
  readonly server: string;
  /** The context's namespace, when it has one. */
  readonly namespace: string | undefined;
  /** Credentials as they are now; runs a plugin when it has to. Throws a LiveFailure of kind `credentials`. */
  readonly authorise: () => Promise<Authorised>;
  /** Forgets these credentials, so that the next request gets new ones from files and plugins; not those that came after them. */
  readonly forget: (refused: Pick<Authorised, 'credentials'>) => void;
  readonly close: () => Promise<void>;
}

/** Finds the cluster as kubectl would. Throws an AccessProblem that says what there is instead. */
export async function findCluster(options: AccessOptions): Promise<ClusterAccess> {
  const load = await loaderOf(options);
  const chosen = await load(options);
  // Whoever goes over to another context elsewhere has not done so here: what is read again is the same one.
  const again = async (): Promise<Chosen> => sameServer(await load({ ...options, context: chosen.named }), chosen);
  return accessTo(chosen, again, options);
}

/** A server gets no credentials that are meant for another. */
function sameServer(chosen: Chosen, { context, server }: Chosen): Chosen {
  if (chosen.server === server) return chosen;
  throw new AccessProblem(`context ${context} now leads to ${chosen.server}, not to ${server}: open it anew`);
}

function accessTo(first: Chosen, load: () => Promise<Chosen>, options: AccessOptions): ClusterAccess {
  let chosen: Chosen | undefined = first;
  let connection: { readonly of: Chosen; readonly dispatcher: Dispatcher } | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  const oidc = createOidcLogin(options.env);

  const authoriseNow = async (): Promise<Authorised> => {
    if (isClosed) throw new LiveFailure('aborted', 'called off');
    chosen ??= await load().catch((error: unknown) => {
      throw credentialFailure(error);
    });
    const of = chosen;
    const request = await applied(of);
    // A new dispatcher means new connections; one is kept for as long as the credentials are.
    if (connection?.of !== of) {
      retire(connection?.dispatcher);
      connection = { of, dispatcher: request.dispatcher };
    }
    const login = of.oidc === undefined ? {} : { authorization: `Bearer ${await oidc.token(of.oidc)}` };
    const headers = { ...request.headers, ...login, ...groupHeaders(of, options) };
    return { dispatcher: connection.dispatcher, headers, credentials: of };
  };
  return {
    context: first.context,
    server: first.server,
    namespace: first.namespace,
    // One at a time: a plugin may open a browser, and once is enough.
    authorise: () => {
      const authorised = turn.then(authoriseNow);
      turn = authorised.catch(() => undefined);
      return authorised;
    },
    forget: ({ credentials }) => {
      if (chosen !== credentials) return;
      chosen = undefined;
      oidc.refused();
    },
    close: async () => {
      isClosed = true;
      await connection?.dispatcher.destroy();
    },
  };
}

/** Lets what is under way come to its end. */
function retire(dispatcher: Dispatcher | undefined): void {
  dispatcher?.close().catch(() => undefined);
}

function groupHeaders({ groups }: Chosen, { as }: AccessOptions): Readonly<Record<string, readonly string[]>> {
  return groups.length === 0 || as === '' ? {} : { 'impersonate-group': groups };
}

/** What client-node would put into a request of its own. */
async function applied({ config }: Chosen): Promise<{ dispatcher: Dispatcher; headers: Record<string, string> }> {
  const headers: Record<string, string> = {};
  let dispatcher: Dispatcher | undefined;
  const request = {
    setHeaderParam: (name: string, value: string): void => {
      headers[name.toLowerCase()] = value.trim();
    },
    setDispatcher: (made: Dispatcher): void => {
      dispatcher = made;
    },
  };
  try {
    await config.applySecurityAuthentication(request as Parameters<KubeConfig['applySecurityAuthentication']>[0]);
  } catch (error) {
    throw credentialFailure(error);
  }
  return { dispatcher: dispatcher ?? new Agent(), headers };
}

function credentialFailure(error: unknown): LiveFailure {
  const message = messageOf(error);
  const text = message.trim().split('\n').at(-1) ?? '';
  return new LiveFailure(
    'credentials',
    `no credentials: ${text === '' ? 'the login program failed and said nothing' : text}`,
  );
}
