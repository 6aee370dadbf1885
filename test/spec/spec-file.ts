import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type Verdict = 'allowed' | 'denied' | 'unknown';

/** One question and the answer it must get. */
export interface Check {
  readonly from: string;
  readonly to: string;
  /** Undefined: which ports. */
  readonly port: number | string | undefined;
  readonly protocol: string;
  readonly verdict: Verdict;
  /** Each stands in the explanation. */
  readonly says: readonly string[];
  /** None stands in it. */
  readonly silent: readonly string[];
  /** `ingress isolated`: a direction and why it decided, in the words of the JSON answer. */
  readonly reason: string | undefined;
}

/** A diagnostic the input must get. `line` counts in the file's `policies` text, from 1. */
export interface ExpectedDiagnostic {
  readonly severity: string;
  readonly code: string;
  readonly path: string | undefined;
  readonly line: number | undefined;
}

/** One rule of the specification as data; README.md of this folder describes the keys. */
export interface SpecFile {
  readonly file: string;
  readonly rule: string;
  readonly case: readonly number[];
  readonly tags: readonly string[];
  /** Which issue will run this file, and why it cannot be run yet. */
  readonly later: string | undefined;
  /** The generated pods and the file's own objects; empty when there are none. */
  readonly cluster: string;
  readonly policies: string;
  readonly checks: readonly Check[];
  /** Undefined: no error must be reported. */
  readonly diagnostics: readonly ExpectedDiagnostic[] | undefined;
  /** False: every API server refuses the policies, so none is in force. */
  readonly loaded: boolean;
  readonly lenient: string | undefined;
}

const KEYS = [
  'rule',
  'case',
  'tags',
  'later',
  'pods',
  'cluster',
  'policies',
  'matrix',
  'checks',
  'diagnostics',
  'loaded',
  'lenient',
];
const CHECK_KEYS = ['from', 'to', 'port', 'protocol', 'verdict', 'says', 'silent', 'reason'];
const DIAGNOSTIC_KEYS = ['severity', 'code', 'path', 'line'];
const CELLS: Readonly<Record<string, Verdict>> = { '+': 'allowed', '-': 'denied', '?': 'unknown' };

type Fields = { readonly [key: string]: unknown };

/** Every specification file of this folder, by name. Throws on the first that is not well-formed. */
export function readSpecFiles(): readonly SpecFile[] {
  const folder = new URL('.', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => readSpecFile(name, readFileSync(new URL(name, folder), 'utf8')));
}

function readSpecFile(file: string, text: string): SpecFile {
  try {
    return specFrom(file, parse(text));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function specFrom(file: string, value: unknown): SpecFile {
  const fields = fieldsOf(value, KEYS);
  const later = optional(fields, 'later', asText);
  const matrices = asList(fields['matrix'] ?? []).flatMap(checksOfMatrix);
  const checks = [...matrices, ...asList(fields['checks'] ?? []).map(checkFrom)];
  const diagnostics = optional(fields, 'diagnostics', (list) => asList(list).map(diagnosticFrom));
  if (later === undefined && checks.length === 0 && diagnostics === undefined) throw new Error('asserts nothing');
  return {
    file,
    rule: asText(fields['rule']),
    case: asList(fields['case']).map(Number),
    tags: asList(fields['tags']).map(asText),
    later,
    cluster: [podsText(fields['pods']), optional(fields, 'cluster', asText) ?? '']
      .filter((part) => part !== '')
      .join('\n---\n'),
    policies: optional(fields, 'policies', asText) ?? '',
    checks,
    diagnostics,
    loaded: fields['loaded'] !== false,
    lenient: optional(fields, 'lenient', asText),
  };
}

function checkFrom(value: unknown): Check {
  const fields = fieldsOf(value, CHECK_KEYS);
  const { port } = fields;
  if (port !== undefined && typeof port !== 'number' && typeof port !== 'string') throw new Error('no port');
  return {
    from: asText(fields['from']),
    to: asText(fields['to']),
    port,
    protocol: optional(fields, 'protocol', asText) ?? 'TCP',
    verdict: asVerdict(fields['verdict']),
    says: asList(fields['says'] ?? []).map(asText),
    silent: asList(fields['silent'] ?? []).map(asText),
    reason: optional(fields, 'reason', asText),
  };
}

function diagnosticFrom(value: unknown): ExpectedDiagnostic {
  const fields = fieldsOf(value, DIAGNOSTIC_KEYS);
  return {
    severity: asText(fields['severity']),
    code: asText(fields['code']),
    path: optional(fields, 'path', asText),
    line: optional(fields, 'line', Number),
  };
}

/** One check per marked cell: the first line names destinations, each further line a source and its cells; `.` asks nothing. */
function checksOfMatrix(value: unknown): readonly Check[] {
  const fields = fieldsOf(value, ['port', 'expect']);
  const [protocol = '', port = ''] = asText(fields['port']).split('/');
  const lines = asText(fields['expect'])
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const [destinations = [], ...rows] = lines.filter(([first]) => first !== '');
  return rows.flatMap(([from = '', ...cells]) => {
    if (cells.length !== destinations.length) throw new Error(`matrix row ${from} has ${cells.length} cells`);
    return cells.flatMap((cell, column): readonly Check[] => {
      if (cell === '.') return [];
      const verdict = CELLS[cell];
      if (verdict === undefined) throw new Error(`"${cell}" is no matrix cell`);
      return [
        {
          from,
          to: destinations[column] ?? '',
          port: Number(port),
          protocol,
          verdict,
          says: [],
          silent: [],
          reason: undefined,
        },
      ];
    });
  });
}

/** `{ x: [a, b] }`: namespaces with label ns, running pods with label pod and addresses 10.0.1.1, 10.0.1.2, 10.0.2.1 … */
function podsText(value: unknown): string {
  if (value === undefined) return '';
  const namespaces = Object.entries(value as Fields);
  const documents = namespaces.flatMap(([namespace, pods], index) => [
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: "${namespace}", labels: { ns: "${namespace}" } }`,
    ...asList(pods).map((pod, place) => podText(namespace, asText(pod), `10.0.${index + 1}.${place + 1}`)),
  ]);
  return documents.join('\n---\n');
}

function podText(namespace: string, name: string, address: string): string {
  return [
    'apiVersion: v1',
    'kind: Pod',
    `metadata: { name: "${name}", namespace: "${namespace}", labels: { pod: "${name}" } }`,
    'spec: { containers: [{ name: main, image: main }] }',
    `status: { phase: Running, podIP: ${address}, podIPs: [{ ip: ${address} }] }`,
  ].join('\n');
}

function fieldsOf(value: unknown, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${JSON.stringify(value)} is no mapping`);
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`unknown key ${unknown.join(', ')}`);
  return value as Fields;
}

function optional<T>(fields: Fields, key: string, read: (value: unknown) => T): T | undefined {
  const value = fields[key];
  return value === undefined ? undefined : read(value);
}

/** A single mapping stands for a list of one. */
function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) throw new Error('a list is missing');
  return Array.isArray(value) ? value : [value];
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`${JSON.stringify(value)} is no text`);
  return value;
}

function asVerdict(value: unknown): Verdict {
  if (value === 'allowed' || value === 'denied' || value === 'unknown') return value;
  throw new Error(`${JSON.stringify(value)} is no verdict`);
}
