import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Direction } from '../../src/model/policies.ts';

/** One connection that is denied, and what the answer must say about it; README.md of this folder describes the keys. */
export interface Denial {
  readonly file: string;
  readonly name: string;
  /** Policies and cluster, as one text of YAML documents. */
  readonly manifests: string;
  readonly from: string;
  readonly to: string;
  /** The rule that comes nearest, `pay/allow ingress #1`; undefined when there is none. */
  readonly nearest: string | undefined;
  readonly clauses: readonly string[];
  readonly side: Direction;
  readonly says: readonly string[];
  readonly explains: readonly string[];
}

const KEYS = ['denial', 'policies', 'asks', 'nearest', 'clauses', 'side', 'says', 'explains'];

const folder = new URL('.', import.meta.url);

/** Every case of this folder's files. Throws on the first that is not well-formed. */
export function readDenials(): readonly Denial[] {
  const cluster = readFileSync(new URL('cluster.yaml', folder), 'utf8');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'cluster.yaml')
    .sort()
    .flatMap((file) => listIn(file).map((value) => denialFrom(file, value, cluster)));
}

function listIn(file: string): readonly unknown[] {
  const value: unknown = parse(readFileSync(new URL(file, folder), 'utf8'));
  if (!Array.isArray(value)) throw new Error(`${file} is no list`);
  return value;
}

function denialFrom(file: string, value: unknown, cluster: string): Denial {
  const fields = mapping(value);
  const name = String(fields['denial']);
  const unknown = Object.keys(fields).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw new Error(`${file}: ${name}: unknown key ${unknown.join(', ')}`);
  const [from = '', to = ''] = String(fields['asks']).split(' > ');
  const nearest = fields['nearest'] === 'none' ? undefined : String(fields['nearest']);
  const side = fields['side'] ?? (nearest?.includes(' egress ') ? 'egress' : 'ingress');
  return {
    file,
    name,
    manifests: [...Object.entries(mapping(fields['policies'])).map(policyText), cluster].join('---\n'),
    from,
    to,
    nearest,
    clauses: texts(fields['clauses']),
    side: side === 'egress' ? 'egress' : 'ingress',
    says: texts(fields['says']),
    explains: texts(fields['explains']),
  };
}

const CLUSTER_SCOPED: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  anp: ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
  banp: ['policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy'],
  cnp: ['policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy'],
};

/** `pay/allow` and a spec are a NetworkPolicy; `anp/`, `banp/` and `cnp/` say another kind. */
function policyText([id, spec]: readonly [string, unknown]): string {
  const [place = '', name = ''] = id.split('/');
  const scoped = CLUSTER_SCOPED[place];
  const document =
    scoped === undefined
      ? { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: place }, spec }
      : { apiVersion: scoped[0], kind: scoped[1], metadata: { name }, spec };
  // JSON is YAML, and leaves no doubt about "yes".
  return `${JSON.stringify(document)}\n`;
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${JSON.stringify(value)} is no mapping`);
  return value as Readonly<Record<string, unknown>>;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
