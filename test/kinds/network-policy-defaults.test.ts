import { describe, expect, it } from 'vitest';
import { decodePolicy, inShort, policyText, snapshotOf } from './decode-text.ts';

const EVERYTHING_IN = 'ingress any | any';

/** Semantics §1.1, §1.2 and §7.1: what absent, null and empty mean. Each row: the text after the metadata, the policy it makes. */
const TABLE: readonly (readonly [string, ...string[]])[] = [
  ['', '<all> -> ingress'],
  ['spec:', '<all> -> ingress'],
  ['spec: null', '<all> -> ingress'],
  ['spec: {}', '<all> -> ingress'],
  ['spec: {podSelector: }', '<all> -> ingress'],
  ['spec: {podSelector: {}}', '<all> -> ingress'],
  ['spec: {podSelector: {matchLabels: {}}}', '<all> -> ingress'],
  ['spec: {podSelector: {matchLabels: , matchExpressions: }}', '<all> -> ingress'],
  ['spec: {podSelector: {matchLabels: {a: b}}}', 'a=b -> ingress'],
  ['spec: {podSelector: {matchLabels: {a: }}}', 'a= -> ingress'],
  // policyTypes: only an empty list is defaulted, and only egress rules add Egress.
  ['spec: {policyTypes: }', '<all> -> ingress'],
  ['spec: {policyTypes: []}', '<all> -> ingress'],
  ['spec: {policyTypes: [], egress: [{}]}', '<all> -> ingress,egress', 'egress any | any'],
  ['spec: {egress: }', '<all> -> ingress'],
  ['spec: {egress: []}', '<all> -> ingress'],
  ['spec: {egress: [{}]}', '<all> -> ingress,egress', 'egress any | any'],
  ['spec: {egress: [null]}', '<all> -> ingress,egress', 'egress any | any'],
  ['spec: {policyTypes: [Egress]}', '<all> -> egress'],
  ['spec: {policyTypes: [Egress], egress: []}', '<all> -> egress'],
  ['spec: {policyTypes: [Egress], ingress: [{}]}', '<all> -> egress', 'inert ingress any | any'],
  ['spec: {policyTypes: [Ingress], egress: [{}]}', '<all> -> ingress', 'inert egress any | any'],
  ['spec: {policyTypes: [Ingress, Ingress]}', '<all> -> ingress'],
  ['spec: {policyTypes: [Egress, Ingress]}', '<all> -> ingress,egress'],
  // Rules.
  ['spec: {ingress: }', '<all> -> ingress'],
  ['spec: {ingress: []}', '<all> -> ingress'],
  ['spec: {ingress: [{}]}', '<all> -> ingress', EVERYTHING_IN],
  ['spec: {ingress: [null]}', '<all> -> ingress', EVERYTHING_IN],
  ['spec:\n  ingress:\n  -', '<all> -> ingress', EVERYTHING_IN],
  ['spec: {ingress: [{from: }]}', '<all> -> ingress', EVERYTHING_IN],
  ['spec: {ingress: [{from: []}]}', '<all> -> ingress', EVERYTHING_IN],
  ['spec: {ingress: [{ports: }]}', '<all> -> ingress', EVERYTHING_IN],
  ['spec: {ingress: [{ports: []}]}', '<all> -> ingress', EVERYTHING_IN],
  ['spec: {ingress: [{from: [], ports: []}, {}]}', '<all> -> ingress', EVERYTHING_IN, EVERYTHING_IN],
  // Ports.
  ['spec: {ingress: [{ports: [null]}]}', '<all> -> ingress', 'ingress any | ["TCP"]'],
  ['spec: {ingress: [{ports: [{}]}]}', '<all> -> ingress', 'ingress any | ["TCP"]'],
  ['spec: {ingress: [{ports: [{protocol: }]}]}', '<all> -> ingress', 'ingress any | ["TCP"]'],
  ['spec: {ingress: [{ports: [{protocol: UDP}]}]}', '<all> -> ingress', 'ingress any | ["UDP"]'],
  ['spec: {ingress: [{ports: [{port: }]}]}', '<all> -> ingress', 'ingress any | ["TCP"]'],
  ['spec: {ingress: [{ports: [{port: 80}]}]}', '<all> -> ingress', 'ingress any | ["TCP/80-80"]'],
  ['spec: {ingress: [{ports: [{port: 80, endPort: }]}]}', '<all> -> ingress', 'ingress any | ["TCP/80-80"]'],
  ['spec: {ingress: [{ports: [{port: 80, endPort: 80}]}]}', '<all> -> ingress', 'ingress any | ["TCP/80-80"]'],
  ['spec: {ingress: [{ports: [{port: 80, endPort: 90}]}]}', '<all> -> ingress', 'ingress any | ["TCP/80-90"]'],
  [
    'spec: {ingress: [{ports: [{port: 80.0}, {port: 0x50}]}]}',
    '<all> -> ingress',
    'ingress any | ["TCP/80-80","TCP/80-80"]',
  ],
  ['spec: {ingress: [{ports: [{port: http, protocol: SCTP}]}]}', '<all> -> ingress', 'ingress any | ["SCTP/http"]'],
  // Peers: absent is not empty.
  ['spec: {ingress: [{from: [{podSelector: {}}]}]}', '<all> -> ingress', 'ingress [in shop: <all>] | any'],
  ['spec: {ingress: [{from: [{namespaceSelector: {}}]}]}', '<all> -> ingress', 'ingress [where <all>: <all>] | any'],
  [
    'spec: {ingress: [{from: [{namespaceSelector: , podSelector: {matchLabels: {a: b}}}]}]}',
    '<all> -> ingress',
    'ingress [in shop: a=b] | any',
  ],
  [
    'spec: {ingress: [{from: [{namespaceSelector: {matchLabels: {ns: m}}, podSelector: }]}]}',
    '<all> -> ingress',
    'ingress [where ns=m: <all>] | any',
  ],
  [
    'spec: {ingress: [{from: [{namespaceSelector: {matchLabels: {ns: m}}, podSelector: {matchLabels: {a: b}}}]}]}',
    '<all> -> ingress',
    'ingress [where ns=m: a=b] | any',
  ],
  [
    'spec: {ingress: [{from: [{namespaceSelector: {matchLabels: {ns: m}}}, {podSelector: {matchLabels: {a: b}}}]}]}',
    '<all> -> ingress',
    'ingress [where ns=m: <all>; in shop: a=b] | any',
  ],
  [
    'spec: {policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: }}], ports: [{port: 53, protocol: UDP}]}]}',
    '<all> -> egress',
    'egress [10.0.0.0/8] | ["UDP/53-53"]',
  ],
  [
    'spec: {policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}, podSelector: }]}]}',
    '<all> -> egress',
    'egress [10.0.0.0/8 except 10.1.0.0/16] | any',
  ],
];

describe('absent, null and empty (semantics §1.1, §1.2)', () => {
  it.each(TABLE)('%s', (text, ...expected) => {
    const { policy, diagnostics } = decodePolicy(policyText(text));
    expect(diagnostics).toEqual([]);
    expect(inShort(policy)).toEqual(expected);
  });
});

describe('selectors (semantics §1.5)', () => {
  it('reads the four operators, and the same selector as the same object', () => {
    const spec = `spec:
  podSelector: {matchExpressions: [{key: a, operator: In, values: [v, u]}, {key: b, operator: NotIn, values: [z]}, {key: c, operator: Exists}, {key: d, operator: DoesNotExist}]}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: web, tier: front}}
    - podSelector: {matchLabels: {tier: front, app: web}}`;
    const { policy } = decodePolicy(policyText(spec));
    expect(policy?.subject.pods.text).toBe('!d,a in (u,v),b!=z,c');
    const peers = policy?.rules[0]?.peers;
    if (peers === undefined || peers === 'any') throw new Error('two peers expected');
    const selectors = peers.map((peer) => (peer.kind === 'endpoints' ? peer.select.pods : undefined));
    expect(selectors[0]).toBe(selectors[1]);
  });
});

describe('identity', () => {
  it('names a policy without a namespace by the default one, and selects pods there', () => {
    const text = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n';
    expect(snapshotOf(text).policies[0]?.subject.namespaces).toEqual({ kind: 'named', name: 'default' });
    expect(snapshotOf(text, 'mine').policies[0]?.ref).toMatchObject({ namespace: 'mine', name: 'p' });
  });

  it('keeps for each rule its direction, index and line', () => {
    const { policy } = decodePolicy(
      policyText('spec:\n  ingress:\n  - {}\n  - ports: [{port: 80}]\n  policyTypes: [Ingress]'),
    );
    const second = policy?.rules[1]?.ref;
    expect(second).toMatchObject({ direction: 'ingress', index: 1, path: ['spec', 'ingress', 1] });
    const origin = second?.policy.origin;
    expect(origin?.kind === 'file' && origin.locate(second?.path ?? []).line).toBe(7);
  });
});
