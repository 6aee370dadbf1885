import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { ControlPlane } from './control-plane.ts';

/** A service account of namespace `default`, and a token with which to be it. It may do nothing yet. */
export async function tokenOf({ admin }: ControlPlane, name: string): Promise<string> {
  await admin.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } });
  const path = `/api/v1/namespaces/default/serviceaccounts/${name}/token`;
  const { body } = await admin.send('POST', path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  });
  return (JSON.parse(body) as { status: { token: string } }).status.token;
}

/** Lets the service account of this name do so much, in the whole cluster or in one namespace. */
export async function grant(
  { admin }: ControlPlane,
  name: string,
  rules: readonly object[],
  namespace?: string,
): Promise<void> {
  const api = { apiVersion: 'rbac.authorization.k8s.io/v1' };
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  await admin.create({ ...api, kind, metadata, rules });
  await admin.create({
    ...api,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  });
}

/** A token of a service account that may do what `docs/rbac.yaml` grants, with only these verbs where some are named. */
export async function readerToken(plane: ControlPlane, name: string, verbs?: readonly string[]): Promise<string> {
  const role = parse(await readFile('docs/rbac.yaml', 'utf8')) as { readonly rules: readonly object[] };
  const token = await tokenOf(plane, name);
  await grant(
    plane,
    name,
    role.rules.map((rule) => (verbs === undefined ? rule : { ...rule, verbs })),
  );
  return token;
}
