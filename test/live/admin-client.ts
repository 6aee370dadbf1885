import { Agent, request } from 'node:https';

export interface AdminAccess {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

/** Writes to a test cluster, as its administrator. */
export interface AdminClient {
  readonly send: (
    method: string,
    path: string,
    body?: object | string,
    type?: string,
  ) => Promise<{ readonly status: number; readonly body: string }>;
  /** Creates or replaces an object, with its status where it has one; throws when the server refuses. */
  readonly create: (object: ApiObject) => Promise<void>;
  /** Merges a patch into an object. */
  readonly patch: (object: ApiObject, change: object) => Promise<void>;
  readonly remove: (object: ApiObject) => Promise<void>;
}

export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

const PLURALS: Readonly<Record<string, string>> = {
  NetworkPolicy: 'networkpolicies',
  AdminNetworkPolicy: 'adminnetworkpolicies',
};

function pathOf({ apiVersion, kind, metadata }: ApiObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  return `${root}${namespace}/${plural}/${metadata.name}`;
}

const MERGE = 'application/merge-patch+json';

export function adminClient({ url, ca, token }: AdminAccess): AdminClient {
  const agent = new Agent({ ca, keepAlive: true });
  const send: AdminClient['send'] = (method, path, body, type = 'application/json') =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': type };
      const sent = request(`${url}${path}`, { method, agent, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece) => {
          text += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
        answer.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(typeof body === 'object' ? JSON.stringify(body) : body);
    });
  const must = async (...asked: Parameters<AdminClient['send']>): Promise<void> => {
    const { status, body } = await send(...asked);
    if (status >= 300) throw new Error(`${asked[0]} ${asked[1]}: ${status} ${body.slice(0, 300)}`);
  };
  return {
    send,
    create: async (object) => {
      await must('PATCH', `${pathOf(object)}?fieldManager=test&force=true`, object, 'application/apply-patch+yaml');
      const { status } = object;
      if (status !== undefined) await must('PATCH', `${pathOf(object)}/status`, { status }, MERGE);
    },
    patch: (object, change) => must('PATCH', pathOf(object), change, MERGE),
    remove: (object) => must('DELETE', `${pathOf(object)}?gracePeriodSeconds=0`),
  };
}
