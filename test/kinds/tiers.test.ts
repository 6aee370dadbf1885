import { describe, expect, test } from 'vitest';
import type { CompiledPolicy } from '../../src/model/policies.ts';
import { snapshotOf } from './decode-text.ts';

type Kind = 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy' | 'ClusterNetworkPolicy';

const VERSION: Readonly<Record<Kind, string>> = {
  AdminNetworkPolicy: 'v1alpha1',
  BaselineAdminNetworkPolicy: 'v1alpha1',
  ClusterNetworkPolicy: 'v1alpha2',
};

function policy(kind: Kind, spec: string, { name = 'default', version = VERSION[kind] } = {}): string {
  return `apiVersion: policy.networking.k8s.io/${version}\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
}

const ALL = 'subject: { namespaces: {} }';
const cnp = (rules: string): string => policy('ClusterNetworkPolicy', `{ tier: Admin, priority: 1, ${ALL}, ${rules} }`);
const anp = (rules: string): string => policy('AdminNetworkPolicy', `{ priority: 1, ${ALL}, ${rules} }`);
const banp = (rules: string): string => policy('BaselineAdminNetworkPolicy', `{ ${ALL}, ${rules} }`);
const from = (peer: string): string => `ingress: [{ action: Deny, from: [${peer}] }]`;
const to = (peer: string, action = 'Deny'): string => `egress: [{ action: ${action}, to: [${peer}] }]`;
const ports = (field: string, entry: string): string =>
  `ingress: [{ action: Deny, from: [{ namespaces: {} }], ${field}: [${entry}] }]`;
const times = (count: number, text: string): string => Array.from({ length: count }, () => text).join(', ');
const rule = '{ action: Deny, from: [{ namespaces: {} }] }';

/** What the API server refuses, with the field it names (semantics §4.1 to §4.4). */
const REFUSED: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'no spec',
    'apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: { name: p }',
    'spec',
    /Required/,
  ],
  ['no tier', policy('ClusterNetworkPolicy', `{ priority: 1, ${ALL} }`), 'spec.tier', /Required value/],
  [
    'a tier in small letters',
    policy('ClusterNetworkPolicy', `{ tier: admin, priority: 1, ${ALL} }`),
    'spec.tier',
    /"Admin", "Baseline"$/,
  ],
  ['no priority', policy('ClusterNetworkPolicy', `{ tier: Admin, ${ALL} }`), 'spec.priority', /Required value/],
  [
    'priority 1001',
    policy('AdminNetworkPolicy', `{ priority: 1001, ${ALL} }`),
    'spec.priority',
    /less than or equal to 1000$/,
  ],
  [
    'priority -1',
    policy('AdminNetworkPolicy', `{ priority: -1, ${ALL} }`),
    'spec.priority',
    /greater than or equal to 0$/,
  ],
  [
    'priority as text',
    policy('AdminNetworkPolicy', `{ priority: "5", ${ALL} }`),
    'spec.priority',
    /must be of type integer: "string"$/,
  ],
  ['no subject', policy('AdminNetworkPolicy', '{ priority: 1 }'), 'spec.subject', /Required value/],
  [
    'an empty subject',
    policy('AdminNetworkPolicy', '{ priority: 1, subject: {} }'),
    'spec.subject',
    /at least 1 properties$/,
  ],
  [
    'two subjects',
    policy(
      'AdminNetworkPolicy',
      '{ priority: 1, subject: { namespaces: {}, pods: { namespaceSelector: {}, podSelector: {} } } }',
    ),
    'spec.subject',
    /Too many: 2/,
  ],
  [
    'v1alpha1 pods without namespaceSelector',
    policy('AdminNetworkPolicy', '{ priority: 1, subject: { pods: { podSelector: {} } } }'),
    'spec.subject.pods.namespaceSelector',
    /Required value$/,
  ],
  [
    'pods without podSelector',
    policy('ClusterNetworkPolicy', '{ tier: Admin, priority: 1, subject: { pods: { namespaceSelector: {} } } }'),
    'spec.subject.pods.podSelector',
    /Required value$/,
  ],
  ['26 rules', cnp(`ingress: [${times(26, rule)}]`), 'spec.ingress', /Too many: 26: must have at most 25 items$/],
  ['101 rules', anp(`ingress: [${times(101, rule)}]`), 'spec.ingress', /must have at most 100 items$/],
  ['26 peers', cnp(from(times(26, '{ namespaces: {} }'))), 'spec.ingress[0].from', /at most 25 items$/],
  ['101 peers', banp(from(times(101, '{ namespaces: {} }'))), 'spec.ingress[0].from', /at most 100 items$/],
  [
    '26 protocols',
    cnp(ports('protocols', times(26, '{ destinationNamedPort: web }'))),
    'spec.ingress[0].protocols',
    /at most 25/,
  ],
  [
    '26 networks',
    cnp(to(`{ networks: [${Array.from({ length: 26 }, (_, i) => `10.${i}.0.0/16`).join(', ')}] }`)),
    'spec.egress[0].to[0].networks',
    /at most 25/,
  ],
  [
    'a rule without action',
    cnp('ingress: [{ from: [{ namespaces: {} }] }]'),
    'spec.ingress[0].action',
    /Required value/,
  ],
  [
    'Accept in v1alpha1',
    anp(`ingress: [{ action: Accept, from: [{ namespaces: {} }] }]`),
    'spec.ingress[0].action',
    /"Allow", "Deny", "Pass"$/,
  ],
  [
    'Pass in the baseline of v1alpha1',
    banp(`ingress: [{ action: Pass, from: [{ namespaces: {} }] }]`),
    'spec.ingress[0].action',
    /"Allow", "Deny"$/,
  ],
  ['a rule without peers', cnp('ingress: [{ action: Deny }]'), 'spec.ingress[0].from', /Required value$/],
  ['an empty list of peers', cnp(from('')), 'spec.ingress[0].from', /should have at least 1 items$/],
  [
    'two members in one peer',
    cnp(to('{ namespaces: {}, networks: [10.0.0.0/8] }')),
    'spec.egress[0].to[0]',
    /Too many: 2/,
  ],
  ['an empty list of protocols', cnp(ports('protocols', '')), 'spec.ingress[0].protocols', /at least 1 items$/],
  ['an empty list of networks', cnp(to('{ networks: [] }')), 'spec.egress[0].to[0].networks', /at least 1 items$/],
  [
    'the same network twice',
    cnp(to('{ networks: [10.0.0.0/8, 10.0.0.0/8] }')),
    'spec.egress[0].to[0].networks[1]',
    /Duplicate value/,
  ],
  [
    'an address without prefix',
    cnp(to('{ networks: [10.0.0.1] }')),
    'spec.egress[0].to[0].networks[0]',
    /Invalid CIDR/,
  ],
  ['leading zeros', cnp(to('{ networks: [010.0.0.0/8] }')), 'spec.egress[0].to[0].networks[0]', /Invalid CIDR/],
  [
    'an IPv4 range as IPv6',
    cnp(to("{ networks: ['::ffff:10.0.0.0/104'] }")),
    'spec.egress[0].to[0].networks[0]',
    /Invalid CIDR/,
  ],
  [
    'the same in v1alpha1',
    anp(to("{ networks: ['::ffff:10.0.0.0/104'] }")),
    'spec.egress[0].to[0].networks[0]',
    /IPv4 address embedded/,
  ],
  [
    'host bits in v1beta1',
    policy('ClusterNetworkPolicy', `{ tier: Admin, priority: 1, ${ALL}, ${to('{ networks: [10.0.0.1/8] }')} }`, {
      version: 'v1beta1',
    }),
    'spec.egress[0].to[0].networks[0]',
    /Invalid CIDR/,
  ],
  [
    'a domain name of one label',
    cnp(to('{ domainNames: [localhost] }', 'Accept')),
    'spec.egress[0].to[0].domainNames[0]',
    /should match/,
  ],
  [
    'a star in the middle',
    cnp(to("{ domainNames: ['api.*.com'] }", 'Accept')),
    'spec.egress[0].to[0].domainNames[0]',
    /should match/,
  ],
  [
    'two ports in one entry',
    anp(ports('ports', '{ portNumber: { port: 1 }, namedPort: web }')),
    'spec.ingress[0].ports[0]',
    /Too many: 2/,
  ],
  ['an empty port', anp(ports('ports', '{}')), 'spec.ingress[0].ports[0]', /at least 1 properties$/],
  [
    'port 0',
    anp(ports('ports', '{ portNumber: { port: 0 } }')),
    'spec.ingress[0].ports[0].portNumber.port',
    /greater than or equal to 1$/,
  ],
  [
    'a range without end',
    anp(ports('ports', '{ portRange: { start: 1 } }')),
    'spec.ingress[0].ports[0].portRange.end',
    /Required value$/,
  ],
  [
    'port 65536',
    cnp(ports('protocols', '{ tcp: { destinationPort: { number: 65536 } } }')),
    'spec.ingress[0].protocols[0].tcp.destinationPort.number',
    /65535$/,
  ],
  [
    'an empty port of v1alpha2',
    cnp(ports('protocols', '{ tcp: { destinationPort: {} } }')),
    'spec.ingress[0].protocols[0].tcp.destinationPort',
    /1 properties$/,
  ],
  [
    'a range backwards',
    cnp(ports('protocols', '{ tcp: { destinationPort: { range: { start: 9, end: 8 } } } }')),
    'spec.ingress[0].protocols[0].tcp.destinationPort.range',
    /Start port must be less than End port$/,
  ],
  [
    'a long rule name',
    cnp(`ingress: [{ name: ${'n'.repeat(101)}, action: Deny, from: [{ namespaces: {} }] }]`),
    'spec.ingress[0].name',
    /may not be more than 100 bytes$/,
  ],
  [
    'named ports and nodes in v1alpha1',
    banp('egress: [{ action: Deny, to: [{ nodes: {} }], ports: [{ namedPort: web }] }]'),
    'spec.egress[0].ports[0]',
    /networks\/nodes peer cannot be set with namedPorts since there are no namedPorts for networks\/nodes$|cannot be set with namedPorts/,
  ],
];

describe('what every server refuses', () => {
  test.each(REFUSED)('%s', (_, text, path, says) => {
    const { policies, refused, diagnostics } = snapshotOf(text);
    expect(policies).toEqual([]);
    expect(refused.length).toBe(1);
    const named = diagnostics.filter((diagnostic) => diagnostic.path === path && says.test(diagnostic.strict ?? ''));
    expect(diagnostics.map((diagnostic) => `${diagnostic.path} ${diagnostic.strict}`).join('\n')).toMatch(says);
    expect(named.length).toBe(1);
    expect(named[0]?.position?.file).toBe('f.yaml');
  });
});

/** What is stored, and what it comes to. */
const STORED: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty list of ports in v1alpha1 is none', anp(ports('ports', '')), ['deny ingress | any']],
  ['a missing protocol is TCP', anp(ports('ports', '{ portNumber: { port: 80 } }')), ['deny ingress | TCP/80-80']],
  ['a named port has the protocol of the pod', anp(ports('ports', '{ namedPort: web }')), ['deny ingress | any/web']],
  [
    'an unknown protocol matches nothing',
    anp(ports('ports', '{ portNumber: { protocol: tcp, port: 80 } }')),
    ['deny ingress | nothing'],
  ],
  [
    'a range of one in v1alpha1',
    anp(ports('ports', '{ portRange: { start: 5, end: 5 } }')),
    ['deny ingress | TCP/5-5'],
  ],
  [
    'a range backwards in v1alpha1',
    anp(ports('ports', '{ portRange: { start: 6, end: 5 } }')),
    ['deny ingress | nothing'],
  ],
  [
    'protocols',
    cnp(
      ports(
        'protocols',
        '{ sctp: { destinationPort: { range: { start: 5, end: 9 } } } }, { destinationNamedPort: web }',
      ),
    ),
    ['deny ingress | SCTP/5-9 any/web'],
  ],
  [
    'one peer for each network',
    cnp(to('{ networks: [10.0.0.0/8, fd00::/8] }')),
    ['deny egress 10.0.0.0/8 fd00::/8 | any'],
  ],
  ['a network nobody can read is unknown', anp(to('{ networks: [10.0.0.0/33] }')), ['deny egress ? | any']],
  [
    'domain names are unknown',
    cnp(to("{ domainNames: ['*.a.example', b.example.] }", 'Accept')),
    ['accept egress ? ? | any'],
  ],
  [
    'a selector nobody can read is unknown',
    cnp(to('{ nodes: { matchExpressions: [{ key: k, operator: Like }] } }')),
    ['deny egress ? | any'],
  ],
];

describe('what is stored', () => {
  test.each(STORED)('%s', (_, text, rules) => {
    const { policies, refused } = snapshotOf(text);
    expect(refused).toEqual([]);
    expect(policies.flatMap(inShort)).toEqual(rules);
  });

  test('tiers and precedence; no kind isolates', () => {
    const text = [
      policy('BaselineAdminNetworkPolicy', `{ ${ALL} }`),
      policy('ClusterNetworkPolicy', `{ tier: Baseline, priority: 3, ${ALL} }`, { name: 'c' }),
      policy('ClusterNetworkPolicy', `{ tier: Admin, priority: 2, ${ALL} }`, { name: 'b' }),
      policy('AdminNetworkPolicy', `{ priority: 1, ${ALL} }`, { name: 'a' }),
    ].join('---\n');
    const { policies } = snapshotOf(text);
    expect(
      policies.map(({ ref, tier, precedence, isolates }) => [ref.name, tier.id, tier.order, precedence, isolates]),
    ).toEqual([
      ['a', 'Admin', 0, 1, []],
      ['b', 'Admin', 0, 2, []],
      ['default', 'Baseline', 200, 0, []],
      ['c', 'Baseline', 200, 3, []],
    ]);
    expect(policies[0]?.ref.namespace).toBeUndefined();
  });

  test('rules keep their names and places', () => {
    const { policies } = snapshotOf(cnp('ingress: [{ name: first, action: Deny, from: [{ namespaces: {} }] }]'));
    expect(policies[0]?.rules[0]?.ref).toMatchObject({ name: 'first', index: 0, path: ['spec', 'ingress', 0] });
  });

  test('a subject nobody can read makes a policy that is not evaluated', () => {
    const subject = 'subject: { namespaces: { matchLabels: { team: "not a value!" } } }';
    const { policies, refused, foreign } = snapshotOf(
      policy('ClusterNetworkPolicy', `{ tier: Admin, priority: 1, ${subject} }`),
    );
    expect([policies, refused]).toEqual([[], []]);
    expect(foreign.map(({ ref, effect, selections }) => [ref.name, effect, selections[0]?.certain])).toEqual([
      ['default', 'any', false],
    ]);
  });

  test('a port of a newer API makes the policy one that is not evaluated, for its subject', () => {
    const { foreign, diagnostics } = snapshotOf(cnp(ports('protocols', '{ icmp: {} }')));
    expect(foreign[0]?.selections[0]?.certain).toBe(true);
    expect(diagnostics.map(({ path }) => path)).toContain('spec.ingress[0].protocols[0].icmp');
  });
});

describe('fields that are dropped', () => {
  const DROPPED: readonly (readonly [string, string, RegExp, RegExp | undefined])[] = [
    ['spec.egres', cnp('egres: []'), /the rest of the policy stands/, /did you mean `egress`/],
    ['spec.ingress[0].ports', cnp(ports('ports', '{}')), /about every port/, /did you mean `protocols`/],
    ['spec.ingress[0].protocols', anp(ports('protocols', '{}')), /about every port/, /did you mean `ports`/],
    [
      'spec.subject.namespaces.team',
      policy('AdminNetworkPolicy', '{ priority: 1, subject: { namespaces: { team: a } } }'),
      /selects everything/,
      undefined,
    ],
    ['spec.ingress[0].from[0].networks', cnp(from('{ networks: [10.0.0.0/8] }')), /denies everything/, undefined],
    ['spec.egress[0].to[0].podSelector', cnp(to('{ podSelector: {} }', 'Accept')), /matches nothing/, undefined],
  ];

  test.each(DROPPED)('%s', (path, text, lenient, remedy) => {
    const found = snapshotOf(text).diagnostics.find((diagnostic) => diagnostic.path === path);
    expect(found?.code).toBe('unknown-field');
    expect(found?.strict).toBe(`strict decoding error: unknown field "${path}"`);
    expect(found?.lenient).toMatch(lenient);
    if (remedy !== undefined) expect(found?.remedy).toMatch(remedy);
  });
});

function inShort({ rules }: CompiledPolicy): readonly string[] {
  return rules.map(({ ref, action, peers, ports: matchers }) => {
    const who =
      peers === 'any'
        ? ['any']
        : peers.flatMap((peer) => (peer.kind === 'addresses' ? [peer.text] : peer.kind === 'unsupported' ? ['?'] : []));
    const which =
      matchers === 'any'
        ? ['any']
        : matchers.map(
            (port) =>
              `${port.protocol}/${port.kind === 'named' ? port.name : port.kind === 'range' ? `${port.first}-${port.last}` : ''}`,
          );
    return `${[action, ref.direction, ...who].join(' ')} | ${which.join(' ') || 'nothing'}`;
  });
}
