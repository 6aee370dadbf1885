import { describe, expect, it } from 'vitest';
import { decodePolicy, inShort, policyText } from './decode-text.ts';

interface Row {
  /** Begins on line 4. */
  readonly spec: string;
  readonly path: string;
  readonly at: readonly [line: number, column: number];
  readonly effect: RegExp;
  readonly remedy?: RegExp;
  /** What is evaluated; `refused` when a lenient server refuses what is left. */
  readonly stored: readonly string[];
}

const FROM = 'spec:\n  ingress:\n  - from:\n';

/** Semantics §3.3, the unknown-field family. */
const FAMILY: readonly Row[] = [
  {
    spec: `${FROM}    - podSelector:\n      matchLabels: {app: x}`,
    path: 'spec.ingress[0].from[0].matchLabels',
    at: [8, 7],
    effect: /^dropped; what is left is refused as well: .*must specify a peer$/,
    remedy: /indent/,
    stored: ['refused'],
  },
  {
    spec: `${FROM}    - podSelector: {}\n      matchLabels: {app: x}`,
    path: 'spec.ingress[0].from[0].matchLabels',
    at: [8, 7],
    effect: /^dropped; the peer then is every pod of the policy's namespace$/,
    stored: ['<all> -> ingress', 'ingress [in shop: <all>] | any'],
  },
  {
    spec: `${FROM}    - matchLabels: {app: x}`,
    path: 'spec.ingress[0].from[0].matchLabels',
    at: [7, 7],
    effect: /refused as well/,
    stored: ['refused'],
  },
  {
    spec: 'spec:\n  podSelector: {app: web}',
    path: 'spec.podSelector.app',
    at: [5, 17],
    effect: /^dropped; the selector is then empty, and the policy selects every pod of its namespace$/,
    remedy: /`matchLabels: \{app: web\}`/,
    stored: ['<all> -> ingress'],
  },
  {
    spec: 'spec:\n  ingress:\n  - to:\n    - podSelector: {}',
    path: 'spec.ingress[0].to',
    at: [6, 5],
    effect: /^dropped; the rule then has no `from` and no `ports`, and allows traffic from anywhere on every port$/,
    remedy: /`from`/,
    stored: ['<all> -> ingress', 'ingress any | any'],
  },
  {
    spec: 'spec:\n  policyTypes: [Egress]\n  egress:\n  - from: []\n    ports: [{port: 53}]',
    path: 'spec.egress[0].from',
    at: [7, 5],
    effect: /has no `to`, and allows traffic to anywhere on its ports$/,
    remedy: /`to`/,
    stored: ['<all> -> egress', 'egress any | ["TCP/53-53"]'],
  },
  {
    spec: 'spec:\n  ingress:\n  - form:\n    - podSelector: {}',
    path: 'spec.ingress[0].form',
    at: [6, 5],
    effect: /allows traffic from anywhere/,
    remedy: /did you mean `from`/,
    stored: ['<all> -> ingress', 'ingress any | any'],
  },
  {
    spec: 'spec:\n  Ingress: [{}]',
    path: 'spec.Ingress',
    at: [5, 3],
    effect: /no ingress rules: the pods it selects are isolated and nothing is allowed in$/,
    remedy: /`ingress`/,
    stored: ['<all> -> ingress'],
  },
  {
    spec: 'spec:\n  podselector: {matchLabels: {a: b}}',
    path: 'spec.podselector',
    at: [5, 3],
    effect: /selects every pod of its namespace$/,
    remedy: /`podSelector`/,
    stored: ['<all> -> ingress'],
  },
  {
    spec: `${FROM}    - namespaceSelector: {}\n      ports: [{port: 80}]`,
    path: 'spec.ingress[0].from[0].ports',
    at: [8, 7],
    effect: /^dropped; the peer is then allowed every port of every protocol$/,
    remedy: /indent it like `from`/,
    stored: ['<all> -> ingress', 'ingress [where <all>: <all>] | any'],
  },
  {
    spec: 'spec:\n  ingress:\n  - ipBlock: {cidr: 10.0.0.0/8}',
    path: 'spec.ingress[0].ipBlock',
    at: [6, 5],
    effect: /allows traffic from anywhere on every port$/,
    remedy: /entry of `from:`/,
    stored: ['<all> -> ingress', 'ingress any | any'],
  },
  {
    spec: `${FROM}    - cidr: 10.0.0.0/8`,
    path: 'spec.ingress[0].from[0].cidr',
    at: [7, 7],
    effect: /refused as well/,
    remedy: /ipBlock/,
    stored: ['refused'],
  },
  {
    spec: 'spec:\n  namespaceSelector: {}',
    path: 'spec.namespaceSelector',
    at: [5, 3],
    effect: /still selects pods of its own namespace only$/,
    stored: ['<all> -> ingress'],
  },
  {
    spec: 'ingress: [{}]\nspec: {podSelector: {}}',
    path: 'ingress',
    at: [4, 1],
    effect: /no ingress rules: .*nothing is allowed in$/,
    remedy: /indent it, so that it stands in `spec`/,
    stored: ['<all> -> ingress'],
  },
  {
    spec: 'spec:\n  policyType: [Egress]',
    path: 'spec.policyType',
    at: [5, 3],
    effect: /policyTypes then default to Ingress$/,
    remedy: /`policyTypes`/,
    stored: ['<all> -> ingress'],
  },
  {
    spec: 'spec:\n  podSelector:\n    matchlabels: {a: b}\n    matchLabels: {c: d}',
    path: 'spec.podSelector.matchlabels',
    at: [6, 5],
    effect: /the selector then asks only for c=d$/,
    remedy: /`matchLabels`/,
    stored: ['c=d -> ingress'],
  },
  {
    spec: `${FROM}    - ipBlock: {cidr: 10.0.0.0/8, excpt: [10.1.0.0/16]}`,
    path: 'spec.ingress[0].from[0].ipBlock.excpt',
    at: [7, 35],
    effect: /without exceptions$/,
    remedy: /`except`/,
    stored: ['<all> -> ingress', 'ingress [10.0.0.0/8] | any'],
  },
  {
    spec: 'spec:\n  ingress:\n  - ports:\n    - {protcol: UDP, port: 53}',
    path: 'spec.ingress[0].ports[0].protcol',
    at: [7, 8],
    effect: /matches TCP 53$/,
    remedy: /`protocol`/,
    stored: ['<all> -> ingress', 'ingress any | ["TCP/53-53"]'],
  },
  {
    spec: 'sepc:\n  podSelector: {}',
    path: 'sepc',
    at: [4, 1],
    effect: /selects every pod of its namespace and isolates them for Ingress$/,
    remedy: /`spec`/,
    stored: ['<all> -> ingress'],
  },
];

describe('fields no server knows: strict refuses, lenient drops (semantics §3.3)', () => {
  it.each(FAMILY.map((row) => [row.spec, row] as const))('%s', (_spec, { spec, path, at, effect, remedy, stored }) => {
    const { policy, diagnostics } = decodePolicy(policyText(spec));
    const diagnostic = diagnostics.find(({ code }) => code === 'unknown-field');
    expect(diagnostic).toMatchObject({
      severity: 'error',
      path,
      position: { file: 'f.yaml', line: at[0], column: at[1] },
      strict: `strict decoding error: unknown field "${path}"`,
      lenient: expect.stringMatching(effect),
    });
    if (remedy !== undefined) expect(diagnostic?.remedy).toMatch(remedy);
    expect(inShort(policy)).toEqual(stored);
  });

  it('is no matter of annotations, labels or what the server writes into metadata', () => {
    const { diagnostics } = decodePolicy(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\n  uid: x\n  creationTimestamp: null\n  generation: 2\n  managedFields: [{manager: kubectl}]\n  annotations: {a/b: "{}"}\n  labels: {a/b: c}\nspec: {}\nstatus: {}\n',
    );
    expect(diagnostics).toEqual([]);
  });
});

describe('duplicate keys', () => {
  it('names the second place, and keeps the last value as a lenient server does', () => {
    const { policy, diagnostics } = decodePolicy(
      policyText('spec:\n  podSelector: {matchLabels: {a: b}}\n  podSelector: {matchLabels: {c: d}}'),
    );
    expect(inShort(policy)[0]).toBe('c=d -> ingress');
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'duplicate-key',
        severity: 'error',
        path: 'spec.podSelector',
        position: expect.objectContaining({ line: 6 }),
        strict: 'line 6: key "podSelector" already set in map',
      }),
    ]);
  });
});

describe('what only a strict server refuses about a CIDR (semantics §3.2)', () => {
  it.each([
    ['10.0.0.1/8', 'host-bits', '10.0.0.0/8', /bits set beyond the prefix length$/],
    ['010.0.0.0/8', 'invalid-value', '10.0.0.0/8', /leading 0s$/],
    ['10.0.0.0/08', 'invalid-value', '10.0.0.0/8', /leading 0s$/],
    ['"::ffff:10.0.0.0/104"', 'invalid-value', '10.0.0.0/8', /IPv4-mapped IPv6 address$/],
  ])('%s is read as %s', (cidr, code, range, says) => {
    const { policy, diagnostics } = decodePolicy(policyText(`${FROM}    - ipBlock: {cidr: ${cidr}}`));
    expect(policy).toBeDefined();
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code,
        severity: 'warning',
        path: 'spec.ingress[0].from[0].ipBlock.cidr',
        lenient: `read as ${range}`,
        strict: expect.stringMatching(says),
        position: expect.objectContaining({ line: 7 }),
      }),
    ]);
    expect(diagnostics[0]?.strict).toContain('1.36');
  });
});
