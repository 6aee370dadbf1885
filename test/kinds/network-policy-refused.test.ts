import { describe, expect, it } from 'vitest';
import { decodePolicy, policyText } from './decode-text.ts';

interface Row {
  /** Begins on line 4. */
  readonly spec: string;
  readonly path: string;
  readonly code: string;
  readonly line: number;
  /** The server's words end with this. */
  readonly says: RegExp;
}

const rule = (body: string): string => `spec:\n  ingress:\n  - ${body}`;
const port = (entry: string): string => `spec:\n  ingress:\n  - ports:\n    - ${entry}`;
const peer = (entry: string): string => `spec:\n  egress:\n  - to:\n    - ${entry}`;
const selector = (body: string): string => `spec:\n  podSelector:\n    ${body}`;

const AT_PORT = 'spec.ingress[0].ports[0]';
const AT_PEER = 'spec.egress[0].to[0]';
const RANGE = /must be between 1 and 65535, inclusive$/;
const SUBSET = /must be a strict subset of `cidr`$/;
const CIDR = /must be a valid CIDR value/;

/** Semantics §3.2, row by row. */
const INVALID: readonly Row[] = [
  {
    spec: selector('matchLabels: {"a b": c}'),
    path: 'spec.podSelector.matchLabels',
    code: 'invalid-value',
    line: 6,
    says: /name part must/,
  },
  {
    spec: selector('matchLabels:\n      ok: yes-sir\n      /a: c'),
    path: 'spec.podSelector.matchLabels',
    code: 'invalid-value',
    line: 8,
    says: /prefix part must be non-empty$/,
  },
  {
    spec: selector('matchLabels: {a: -c}'),
    path: 'spec.podSelector.matchLabels',
    code: 'invalid-value',
    line: 6,
    says: /a valid label must be/,
  },
  {
    spec: selector(`matchLabels: {a: ${'c'.repeat(64)}}`),
    path: 'spec.podSelector.matchLabels',
    code: 'invalid-value',
    line: 6,
    says: /no more than 63/,
  },
  {
    spec: selector('matchExpressions: [{key: "", operator: Exists}]'),
    path: 'spec.podSelector.matchExpressions[0].key',
    code: 'invalid-value',
    line: 6,
    says: /name part must be non-empty$/,
  },
  {
    spec: selector('matchExpressions: [{key: a, operator: notin, values: [b]}]'),
    path: 'spec.podSelector.matchExpressions[0].operator',
    code: 'invalid-value',
    line: 6,
    says: /"notin": not a valid selector operator$/,
  },
  {
    spec: selector('matchExpressions: [{key: a, operator: Gt, values: ["1"]}]'),
    path: 'spec.podSelector.matchExpressions[0].operator',
    code: 'invalid-value',
    line: 6,
    says: /not a valid selector operator$/,
  },
  {
    spec: selector('matchExpressions: [{key: a, values: [b]}]'),
    path: 'spec.podSelector.matchExpressions[0].operator',
    code: 'invalid-value',
    line: 6,
    says: /"": not a valid selector operator$/,
  },
  {
    spec: selector('matchExpressions: [{key: a, operator: In}]'),
    path: 'spec.podSelector.matchExpressions[0].values',
    code: 'required',
    line: 6,
    says: /Required value: must be specified when `operator` is 'In' or 'NotIn'$/,
  },
  {
    spec: selector('matchExpressions: [{key: a, operator: NotIn, values: []}]'),
    path: 'spec.podSelector.matchExpressions[0].values',
    code: 'required',
    line: 6,
    says: /Required value/,
  },
  {
    spec: selector('matchExpressions: [{key: a, operator: Exists, values: [b]}]'),
    path: 'spec.podSelector.matchExpressions[0].values',
    code: 'forbidden',
    line: 6,
    says: /Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'$/,
  },
  {
    spec: selector('matchExpressions:\n    - {key: a, operator: In, values: [b, c d]}'),
    path: 'spec.podSelector.matchExpressions[0].values[1]',
    code: 'invalid-value',
    line: 7,
    says: /"c d": a valid label must be/,
  },
  {
    spec: 'spec: {policyTypes: [Ingress, Egress, Ingress]}',
    path: 'spec.policyTypes',
    code: 'invalid-value',
    line: 4,
    says: /may not specify more than two policyTypes$/,
  },
  {
    spec: 'spec:\n  policyTypes:\n  - Ingress\n  - egress',
    path: 'spec.policyTypes[1]',
    code: 'not-supported',
    line: 7,
    says: /Unsupported value: "egress": supported values: "Ingress", "Egress"$/,
  },
  {
    spec: 'spec: {policyTypes: [null]}',
    path: 'spec.policyTypes[0]',
    code: 'not-supported',
    line: 4,
    says: /Unsupported value: ""/,
  },
  {
    spec: port('{protocol: tcp}'),
    path: `${AT_PORT}.protocol`,
    code: 'not-supported',
    line: 7,
    says: /"tcp": supported values: "TCP", "UDP", "SCTP"$/,
  },
  {
    spec: port('{protocol: ICMP, port: 80}'),
    path: `${AT_PORT}.protocol`,
    code: 'not-supported',
    line: 7,
    says: /"ICMP"/,
  },
  { spec: port('{protocol: ""}'), path: `${AT_PORT}.protocol`, code: 'not-supported', line: 7, says: /""/ },
  { spec: port('{port: 0}'), path: `${AT_PORT}.port`, code: 'invalid-value', line: 7, says: RANGE },
  { spec: port('{port: -1}'), path: `${AT_PORT}.port`, code: 'invalid-value', line: 7, says: RANGE },
  { spec: port('{port: 65536}'), path: `${AT_PORT}.port`, code: 'invalid-value', line: 7, says: RANGE },
  { spec: port('{port: "80"}'), path: `${AT_PORT}.port`, code: 'invalid-value', line: 7, says: /at least one letter/ },
  { spec: port('{port: HTTP}'), path: `${AT_PORT}.port`, code: 'invalid-value', line: 7, says: /alpha-numeric/ },
  { spec: port('{port: ""}'), path: `${AT_PORT}.port`, code: 'invalid-value', line: 7, says: /at least one letter/ },
  {
    spec: port('{port: sixteen-letters-}'),
    path: `${AT_PORT}.port`,
    code: 'invalid-value',
    line: 7,
    says: /15 characters.*hyphen$/,
  },
  { spec: port('{port: a--b}'), path: `${AT_PORT}.port`, code: 'invalid-value', line: 7, says: /consecutive hyphens$/ },
  {
    spec: port('port: 90\n      endPort: 80'),
    path: `${AT_PORT}.endPort`,
    code: 'invalid-value',
    line: 8,
    says: /must be greater than or equal to `port`$/,
  },
  { spec: port('{port: 90, endPort: 70000}'), path: `${AT_PORT}.endPort`, code: 'invalid-value', line: 7, says: RANGE },
  {
    spec: port('{port: http, endPort: 90}'),
    path: `${AT_PORT}.endPort`,
    code: 'forbidden',
    line: 7,
    says: /when `port` is non-numeric$/,
  },
  {
    spec: port('{endPort: 90}'),
    path: `${AT_PORT}.endPort`,
    code: 'forbidden',
    line: 7,
    says: /when `port` is not specified$/,
  },
  { spec: peer('{}'), path: AT_PEER, code: 'required', line: 7, says: /Required value: must specify a peer$/ },
  { spec: peer('null'), path: AT_PEER, code: 'required', line: 7, says: /must specify a peer$/ },
  {
    spec: peer('{podSelector: , namespaceSelector: , ipBlock: }'),
    path: AT_PEER,
    code: 'required',
    line: 7,
    says: /must specify a peer$/,
  },
  {
    spec: peer('{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}'),
    path: AT_PEER,
    code: 'forbidden',
    line: 7,
    says: /may not specify both ipBlock and another peer$/,
  },
  {
    spec: peer('{namespaceSelector: {matchLabels: {"": x}}}'),
    path: `${AT_PEER}.namespaceSelector.matchLabels`,
    code: 'invalid-value',
    line: 7,
    says: /non-empty$/,
  },
  {
    spec: peer('{podSelector: {matchExpressions: [{key: a, operator: In}]}}'),
    path: `${AT_PEER}.podSelector.matchExpressions[0].values`,
    code: 'required',
    line: 7,
    says: /In/,
  },
  {
    spec: peer('ipBlock: {}'),
    path: `${AT_PEER}.ipBlock.cidr`,
    code: 'required',
    line: 7,
    says: /cidr: Required value$/,
  },
  {
    spec: peer('ipBlock: {cidr: ""}'),
    path: `${AT_PEER}.ipBlock.cidr`,
    code: 'required',
    line: 7,
    says: /Required value$/,
  },
  {
    spec: peer('ipBlock:\n        cidr: 10.0.0.5'),
    path: `${AT_PEER}.ipBlock.cidr`,
    code: 'invalid-value',
    line: 8,
    says: CIDR,
  },
  {
    spec: peer('ipBlock: {cidr: 10.0.0.0/33}'),
    path: `${AT_PEER}.ipBlock.cidr`,
    code: 'invalid-value',
    line: 7,
    says: CIDR,
  },
  {
    spec: peer('ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0]}'),
    path: `${AT_PEER}.ipBlock.except[0]`,
    code: 'invalid-value',
    line: 7,
    says: CIDR,
  },
  {
    spec: peer('ipBlock:\n        cidr: 10.0.0.0/24\n        except:\n        - 10.0.0.0/25\n        - 10.0.0.0/24'),
    path: `${AT_PEER}.ipBlock.except[1]`,
    code: 'invalid-value',
    line: 11,
    says: SUBSET,
  },
  {
    spec: peer('ipBlock: {cidr: 10.0.0.0/24, except: [10.0.0.0/16]}'),
    path: `${AT_PEER}.ipBlock.except[0]`,
    code: 'invalid-value',
    line: 7,
    says: SUBSET,
  },
  {
    spec: peer('ipBlock: {cidr: 10.0.0.0/24, except: [10.0.1.0/25]}'),
    path: `${AT_PEER}.ipBlock.except[0]`,
    code: 'invalid-value',
    line: 7,
    says: SUBSET,
  },
  {
    spec: peer('ipBlock: {cidr: 10.0.0.0/24, except: ["fd00::/64"]}'),
    path: `${AT_PEER}.ipBlock.except[0]`,
    code: 'invalid-value',
    line: 7,
    says: SUBSET,
  },
  {
    spec: rule('from: [null]'),
    path: 'spec.ingress[0].from[0]',
    code: 'required',
    line: 6,
    says: /must specify a peer$/,
  },
];

const UNREADABLE_BY = (what: string, type: string): RegExp =>
  new RegExp(`^json: cannot unmarshal ${what.replaceAll('.', '\\.')} of type ${type.replace(/[[\].]/g, '\\$&')}$`);

/** Semantics §3.3, row by row. */
const WRONG_TYPE: readonly (readonly [spec: string, path: string, line: number, says: RegExp])[] = [
  [
    'spec: {policyTypes: [{Ingress: {}}]}',
    'spec.policyTypes[0]',
    4,
    UNREADABLE_BY('object into Go struct field NetworkPolicySpec.spec.policyTypes', 'v1.PolicyType'),
  ],
  [
    'spec:\n  policyTypes:\n  - Ingress:',
    'spec.policyTypes[0]',
    6,
    UNREADABLE_BY('object into Go struct field NetworkPolicySpec.spec.policyTypes', 'v1.PolicyType'),
  ],
  [
    'spec: {policyTypes: Ingress}',
    'spec.policyTypes',
    4,
    UNREADABLE_BY('string into Go struct field NetworkPolicySpec.spec.policyTypes', '[]v1.PolicyType'),
  ],
  [
    rule('from: {podSelector: {}}'),
    'spec.ingress[0].from',
    6,
    UNREADABLE_BY('object into Go struct field NetworkPolicyIngressRule.spec.ingress.from', '[]v1.NetworkPolicyPeer'),
  ],
  [
    rule('from: {}'),
    'spec.ingress[0].from',
    6,
    UNREADABLE_BY('object into Go struct field NetworkPolicyIngressRule.spec.ingress.from', '[]v1.NetworkPolicyPeer'),
  ],
  [
    'spec: {ingress: {from: []}}',
    'spec.ingress',
    4,
    UNREADABLE_BY('object into Go struct field NetworkPolicySpec.spec.ingress', '[]v1.NetworkPolicyIngressRule'),
  ],
  [
    rule('ports: {port: 80}'),
    'spec.ingress[0].ports',
    6,
    UNREADABLE_BY('object into Go struct field NetworkPolicyIngressRule.spec.ingress.ports', '[]v1.NetworkPolicyPort'),
  ],
  [
    rule('ports: 80'),
    'spec.ingress[0].ports',
    6,
    UNREADABLE_BY('number into Go struct field NetworkPolicyIngressRule.spec.ingress.ports', '[]v1.NetworkPolicyPort'),
  ],
  [
    rule('ports: [80]'),
    'spec.ingress[0].ports[0]',
    6,
    UNREADABLE_BY('number into Go struct field NetworkPolicyIngressRule.spec.ingress.ports', 'v1.NetworkPolicyPort'),
  ],
  [
    port('{port: 80.5}'),
    `${AT_PORT}.port`,
    7,
    UNREADABLE_BY('number 80.5 into Go struct field NetworkPolicyPort.spec.ingress.ports.port', 'int32'),
  ],
  [
    port('{port: 99999999999}'),
    `${AT_PORT}.port`,
    7,
    UNREADABLE_BY('number 99999999999 into Go struct field NetworkPolicyPort.spec.ingress.ports.port', 'int32'),
  ],
  [
    port('{port: yes}'),
    `${AT_PORT}.port`,
    7,
    UNREADABLE_BY('bool into Go struct field NetworkPolicyPort.spec.ingress.ports.port', 'int32'),
  ],
  [
    port('{port: 80, endPort: "90"}'),
    `${AT_PORT}.endPort`,
    7,
    UNREADABLE_BY('string into Go struct field NetworkPolicyPort.spec.ingress.ports.endPort', 'int32'),
  ],
  [
    peer('ipBlock: {cidr: 10}'),
    `${AT_PEER}.ipBlock.cidr`,
    7,
    UNREADABLE_BY('number into Go struct field IPBlock.spec.egress.to.ipBlock.cidr', 'string'),
  ],
  [
    peer('ipBlock: {cidr: 10.0.0.0/8, except: 10.1.0.0/16}'),
    `${AT_PEER}.ipBlock.except`,
    7,
    UNREADABLE_BY('string into Go struct field IPBlock.spec.egress.to.ipBlock.except', '[]string'),
  ],
  [
    peer('ipBlock: 10.0.0.0/8'),
    `${AT_PEER}.ipBlock`,
    7,
    UNREADABLE_BY('string into Go struct field NetworkPolicyPeer.spec.egress.to.ipBlock', 'v1.IPBlock'),
  ],
  [
    peer('namespaceSelector: prod'),
    `${AT_PEER}.namespaceSelector`,
    7,
    UNREADABLE_BY('string into Go struct field NetworkPolicyPeer.spec.egress.to.namespaceSelector', 'v1.LabelSelector'),
  ],
  [
    selector('matchLabels: {matchExpressions: [1]}'),
    'spec.podSelector.matchLabels.matchExpressions',
    6,
    UNREADABLE_BY('array into Go struct field LabelSelector.spec.podSelector.matchLabels', 'string'),
  ],
  [
    selector('matchLabels: {v: 1.10}'),
    'spec.podSelector.matchLabels.v',
    6,
    UNREADABLE_BY('number into Go struct field LabelSelector.spec.podSelector.matchLabels', 'string'),
  ],
  [
    selector('matchLabels: {v: 1e3}'),
    'spec.podSelector.matchLabels.v',
    6,
    UNREADABLE_BY('number into Go struct field LabelSelector.spec.podSelector.matchLabels', 'string'),
  ],
  [
    selector('matchLabels:\n      a: b\n      c: yes'),
    'spec.podSelector.matchLabels.c',
    8,
    UNREADABLE_BY('bool into Go struct field LabelSelector.spec.podSelector.matchLabels', 'string'),
  ],
  [
    selector('matchLabels: [a]'),
    'spec.podSelector.matchLabels',
    6,
    UNREADABLE_BY('array into Go struct field LabelSelector.spec.podSelector.matchLabels', 'map[string]string'),
  ],
  [
    selector('matchExpressions: {}'),
    'spec.podSelector.matchExpressions',
    6,
    UNREADABLE_BY(
      'object into Go struct field LabelSelector.spec.podSelector.matchExpressions',
      '[]v1.LabelSelectorRequirement',
    ),
  ],
  [
    selector('matchExpressions: [{key: a, operator: In, values: web}]'),
    'spec.podSelector.matchExpressions[0].values',
    6,
    UNREADABLE_BY(
      'string into Go struct field LabelSelectorRequirement.spec.podSelector.matchExpressions.values',
      '[]string',
    ),
  ],
];

describe('values every server refuses (422, semantics §3.2)', () => {
  it.each(INVALID.map((row) => [row.spec, row] as const))('%s', (_spec, { spec, path, code, line, says }) => {
    const { policy, refused, diagnostics } = decodePolicy(policyText(spec));
    const at = diagnostics.filter((diagnostic) => diagnostic.path === path);
    expect(at).toContainEqual(
      expect.objectContaining({
        code,
        severity: 'error',
        lenient: 'refused as well',
        object: expect.objectContaining({ kind: 'NetworkPolicy', namespace: 'shop', name: 'p' }),
        position: expect.objectContaining({ file: 'f.yaml', line }),
        strict: expect.stringMatching(says),
      }),
    );
    expect(at.every(({ strict }) => strict?.startsWith(`The NetworkPolicy "p" is invalid: ${path}: `))).toBe(true);
    expect({ policy, refused }).toEqual({ policy: undefined, refused: true });
  });

  it('lists every problem of an object, and does not look at single types of too many', () => {
    const { diagnostics } = decodePolicy(
      policyText('spec: {policyTypes: [a, b, c], ingress: [{from: [{}], ports: [{port: 0, protocol: tcp}]}]}'),
    );
    expect(diagnostics.map(({ path }) => path)).toEqual([
      `${AT_PORT}.protocol`,
      `${AT_PORT}.port`,
      'spec.ingress[0].from[0]',
      'spec.policyTypes',
    ]);
  });
});

describe('types no server can decode (400, semantics §3.3)', () => {
  it.each(WRONG_TYPE)('%s', (spec, path, line, says) => {
    const { policy, refused, diagnostics } = decodePolicy(policyText(spec));
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'wrong-type',
        severity: 'error',
        path,
        position: expect.objectContaining({ line }),
        strict: expect.stringMatching(says),
        lenient: 'refused as well',
      }),
    ]);
    expect({ policy, refused }).toEqual({ policy: undefined, refused: true });
  });

  it('accepts the spellings of numbers and dates that YAML gives the API server as such', () => {
    const { diagnostics } = decodePolicy(
      policyText(
        'spec: {podSelector: {matchLabels: {d: 2024-01-01}}, ingress: [{ports: [{port: 0120}, {port: 8_080}, {port: 8e1}]}]}',
      ),
    );
    expect(diagnostics).toEqual([]);
  });

  it('speaks of a name that YAML reads as a boolean, and how to write it', () => {
    const { diagnostics } = decodePolicy(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\n',
    );
    expect(diagnostics[0]).toMatchObject({
      path: 'metadata.name',
      strict: 'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.name of type string',
      remedy: expect.stringContaining('quotes'),
    });
  });
});

describe('names', () => {
  it.each([
    ['{namespace: shop}', 'metadata.name', 'required'],
    ['{name: A_b, namespace: shop}', 'metadata.name', 'invalid-value'],
    ['{name: p, namespace: a.b}', 'metadata.namespace', 'invalid-value'],
    ['{name: p, labels: {"a b": c}}', 'metadata.labels', 'invalid-value'],
  ])('metadata: %s', (metadata, path, code) => {
    const { refused, diagnostics } = decodePolicy(
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: ${metadata}\n`,
    );
    expect(diagnostics).toEqual([expect.objectContaining({ path, code, severity: 'error' })]);
    expect(refused).toBe(true);
  });

  it('lets the server make the rest of a generated name', () => {
    const { policy } = decodePolicy(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {generateName: deny-}\n',
    );
    expect(policy?.ref.name).toBe('deny-xxxxx');
  });
});

describe('API versions (semantics §3.4)', () => {
  it.each(['extensions/v1beta1', 'networking.k8s.io/v1beta1', 'v1'])('%s is not served', (apiVersion) => {
    const { refused, diagnostics } = decodePolicy(
      `apiVersion: ${apiVersion}\nkind: NetworkPolicy\nmetadata: {name: p}\n`,
    );
    expect(refused).toBe(true);
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'unsupported-version',
        severity: 'error',
        position: expect.objectContaining({ line: 1 }),
      }),
    ]);
  });
});
