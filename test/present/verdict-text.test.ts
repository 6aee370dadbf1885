import { describe, expect, test } from 'vitest';
import { check, isProblem } from '../../src/engine/check.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { UNICODE } from '../../src/present/glyphs.ts';
import { headlineText } from '../../src/present/headline.ts';
import { plainText } from '../../src/present/spans.ts';
import { explain } from '../../src/present/verdict-text.ts';
import {
  addresses,
  block,
  type ClusterSketch,
  cluster,
  onNamed,
  onPort,
  pod,
  podsIn,
  podsOfNamespaces,
  policy,
  replicas,
  service,
  tcp,
} from './sample-cluster.ts';

function answer(snapshot: Snapshot, from: string, to: string) {
  const found = check(snapshot, { from, to }, 'default');
  if (isProblem(found)) throw new Error(JSON.stringify(found));
  return found;
}

function sentence(sketch: ClusterSketch, from: string, to: string): string {
  return headlineText(answer(cluster(sketch), from, to));
}

function explanation(sketch: ClusterSketch, from: string, to: string): readonly string[] {
  return explain(answer(cluster(sketch), from, to), UNICODE).map(
    (line) => '  '.repeat(line.indent) + plainText(line.spans),
  );
}

const NAMESPACES = { shop: { team: 'shop' }, payments: {} };
const CHECKOUT = pod('shop/checkout', { app: 'checkout-v2' });
const LEDGER = pod('payments/ledger-0', { app: 'ledger' }, { ports: [tcp(8080, 'http')] });

describe('the sentence of a denial names the side, who isolates, the nearest rule and the clause that failed with both values', () => {
  const denied = (peer: Parameters<typeof policy>[1]['ingress'], pods = [CHECKOUT, LEDGER]): string =>
    sentence(
      {
        namespaces: NAMESPACES,
        pods,
        policies: [
          policy('payments/default-deny', { selects: [], ingress: [], line: 1 }),
          policy('payments/allow-checkout', {
            selects: ['app=ledger'],
            line: 11,
            ...(peer === undefined ? {} : { ingress: peer }),
          }),
        ],
      },
      'shop/checkout',
      'payments/ledger-0:8080',
    );
  const isolated =
    'ingress of payments/ledger-0 is isolated by payments/default-deny and payments/allow-checkout; nearest: allow-checkout #1 ';

  test('another value of a label', () => {
    const peers = [podsOfNamespaces(['team=shop'], 'app=checkout')];
    expect(denied([{ peers, ports: [onPort(8080)] }])).toBe(
      `${isolated}wants app=checkout, pod has app=checkout-v2 (policies.yaml:14)`,
    );
  });

  test('a label that is not there', () => {
    const peers = [podsOfNamespaces([], 'tier=front')];
    expect(denied([{ peers }])).toBe(`${isolated}wants tier=front, pod has no label tier (policies.yaml:14)`);
  });

  test('a namespace label under another key', () => {
    const peers = [podsOfNamespaces(['name=shop'])];
    const has = 'namespace shop has no label name but kubernetes.io/metadata.name=shop';
    expect(denied([{ peers }])).toBe(`${isolated}wants namespace label name=shop, ${has} (policies.yaml:14)`);
  });

  test('a podSelector that looks only in its own namespace', () => {
    const peers = [podsIn('payments', 'app=checkout-v2')];
    expect(denied([{ peers }])).toContain('wants a pod in namespace payments, pod is in shop (a podSelector alone');
  });

  test('a port', () => {
    const peers = [podsOfNamespaces(['team=shop'])];
    expect(denied([{ peers, ports: [onPort(80)] }])).toBe(`${isolated}wants port 80, this is 8080 (policies.yaml:14)`);
    expect(denied([{ peers, ports: [onPort(8080, 8080, 'UDP')] }])).toBe(
      `${isolated}wants UDP, this is TCP (policies.yaml:14)`,
    );
    expect(denied([{ peers, ports: [onPort(9000, 9100)] }])).toBe(
      `${isolated}wants ports 9000-9100, this is 8080 (policies.yaml:14)`,
    );
  });

  test('a named port', () => {
    const peers = [podsOfNamespaces(['team=shop'])];
    expect(denied([{ peers, ports: [onNamed('web')] }])).toBe(
      `${isolated}wants the port named web (TCP), the destination pod declares no port of that name (policies.yaml:14)`,
    );
    const other = pod('payments/ledger-0', { app: 'ledger' }, { ports: [tcp(8443, 'web')] });
    expect(denied([{ peers, ports: [onNamed('web')] }], [CHECKOUT, other])).toContain(
      'that is 8443 on the destination pod, this is 8080',
    );
    const udp = pod('payments/ledger-0', { app: 'ledger' }, { ports: [{ name: 'web', protocol: 'UDP', port: 8080 }] });
    expect(denied([{ peers, ports: [onNamed('web')] }], [CHECKOUT, udp])).toContain('declares that name for UDP only');
  });

  test('an address', () => {
    const from = pod('shop/checkout', {}, { addresses: addresses('10.1.2.3') });
    expect(denied([{ peers: [block('192.168.0.0/16')] }], [from, LEDGER])).toContain(
      'wants an address in 192.168.0.0/16, this is 10.1.2.3',
    );
    expect(denied([{ peers: [block('10.0.0.0/8', '10.1.0.0/16')] }], [from, LEDGER])).toContain(
      'wants an address in 10.0.0.0/8 except 10.1.0.0/16, 10.1.2.3 is in the exception',
    );
  });

  test('several clauses at once', () => {
    const peers = [podsOfNamespaces(['team=web'], 'app=checkout')];
    expect(denied([{ peers, ports: [onPort(80)] }])).toContain(
      'wants namespace label team=web, namespace shop has team=shop; and wants app=checkout, pod has app=checkout-v2 (and 1 more) (policies',
    );
  });

  test('the rule with the fewest failed clauses is the nearest, then the one with the smallest edit', () => {
    const rules = [
      { peers: [podsOfNamespaces(['team=web'], 'app=checkout')] },
      { peers: [podsOfNamespaces([], 'app=ledger')] },
      { peers: [podsOfNamespaces([], 'app=checkout')] },
      { peers: [podsOfNamespaces([], 'app=checkout')] },
    ];
    expect(denied(rules)).toContain('nearest: allow-checkout #3 wants app=checkout');
  });

  test('one clause with a big edit is nearer than two with small ones', () => {
    const rules = [
      { peers: [podsOfNamespaces([], 'app=checkout')], ports: [onPort(8081)] },
      { peers: [podsOfNamespaces([], 'absent=label')], ports: [onPort(8080)] },
    ];
    expect(denied(rules)).toContain('nearest: allow-checkout #2 wants absent=label');
  });

  test('when no port was asked, ports are not held against a rule', () => {
    const policies = [
      policy('payments/in', {
        selects: [],
        ingress: [
          { peers: [podsOfNamespaces([], 'app=checkout')], ports: [onPort(80)] },
          { peers: [podsOfNamespaces([], 'absent=label')], ports: [onPort(1)] },
        ],
      }),
    ];
    expect(sentence({ pods: [CHECKOUT, LEDGER], policies }, 'shop/checkout', 'payments/ledger-0')).toBe(
      'no port is open: ingress of payments/ledger-0 is isolated by payments/in; nearest: in #1 wants app=checkout, pod has app=checkout-v2 (policies.yaml:4)',
    );
  });

  test('no rule at all', () => {
    const policies = [policy('payments/default-deny', { selects: [], ingress: [] })];
    expect(sentence({ pods: [CHECKOUT, LEDGER], policies }, 'shop/checkout', 'payments/ledger-0:8080')).toBe(
      'ingress of payments/ledger-0 is isolated by payments/default-deny, which lets nothing in',
    );
  });
});

describe('other sentences', () => {
  const pods = [CHECKOUT, LEDGER];

  test('both sides deny', () => {
    const policies = [
      policy('shop/out', { selects: [], egress: [] }),
      policy('payments/in', { selects: [], ingress: [] }),
    ];
    expect(sentence({ pods, policies }, 'shop/checkout', 'payments/ledger-0:1')).toBe(
      'egress of shop/checkout is isolated by shop/out, which lets nothing out; ingress of payments/ledger-0 is isolated by payments/in, which lets nothing in',
    );
  });

  test('allowed by rules names them; not isolated says so', () => {
    const policies = [policy('payments/in', { selects: [], ingress: [{ ports: [onPort(8080)] }] })];
    expect(sentence({ pods, policies }, 'shop/checkout', 'payments/ledger-0:8080')).toBe(
      'egress of shop/checkout is not isolated; ingress of payments/ledger-0 is allowed by payments/in ingress #1 (policies.yaml:4)',
    );
  });

  test('unknown says what is missing', () => {
    const template = pod('shop/checkout', {}, { addressKnown: false });
    const policies = [policy('payments/in', { selects: [], ingress: [{ peers: [block('10.0.0.0/8')] }] })];
    const ledger = pod('payments/ledger-0', {}, { addresses: addresses('10.0.0.2') });
    expect(sentence({ pods: [template, ledger], policies }, 'shop/checkout', 'payments/ledger-0:8080')).toBe(
      'ingress of payments/ledger-0 depends on what is not known: payments/in ingress #1 names the addresses 10.0.0.0/8, and the address of shop/checkout is not in the input (no status.podIP)',
    );
  });

  test('without a port it says which are open', () => {
    const policies = [policy('payments/in', { selects: [], ingress: [{ ports: [onPort(80), onPort(443)] }] })];
    expect(sentence({ pods, policies }, 'shop/checkout', 'payments/ledger-0')).toMatch(
      /^TCP 80, 443: egress of shop\/checkout is not isolated/,
    );
  });

  test('families that differ', () => {
    const both = pod('shop/checkout', {}, { addresses: addresses('10.0.0.1', 'fd00::1') });
    const to = pod('payments/ledger-0', {}, { addresses: addresses('10.0.0.2', 'fd00::2') });
    const policies = [policy('payments/in', { selects: [], ingress: [{ peers: [block('10.0.0.0/8')] }] })];
    expect(sentence({ pods: [both, to], policies }, 'shop/checkout', 'payments/ledger-0:80')).toMatch(
      /^IPv4 allowed and IPv6 denied: ingress of/,
    );
  });

  test('a range: the pods inside it are left out, and counted', () => {
    const inside = pod('payments/ledger-0', {}, { addresses: addresses('10.0.0.2') });
    const elsewhere = pod('payments/ledger-1', {}, { addresses: addresses('10.1.0.2', 'fd00::2') });
    const sketch = { pods: [CHECKOUT, inside, elsewhere] };
    expect(sentence(sketch, 'shop/checkout', '10.0.0.0/24:80')).toMatch(
      /; not said of 1 pod with an address in 10\.0\.0\.0\/24: ask for pods by name$/,
    );
    expect(explanation(sketch, 'shop/checkout', '10.0.0.0/24:80')[0]).toMatch(
      /^▲ 10\.0\.0\.0\/24 .*: payments\/ledger-0$/,
    );
    expect(sentence(sketch, 'shop/checkout', '10.2.0.0/24:80')).not.toContain('not said of');
  });

  test('a Service: how many endpoints, and the port policies see', () => {
    const ledger = replicas('StatefulSet', 'payments/ledger', 2, { app: 'ledger' }, { ports: [tcp(8080, 'http')] });
    const drifted = pod('payments/ledger-9', { app: 'ledger', canary: '' });
    const policies = [policy('payments/in', { selects: ['canary'], ingress: [{ ports: [onPort(80)] }] })];
    const services = [
      service('payments/ledger', { app: 'ledger' }, [
        { name: undefined, protocol: 'TCP', port: 80, targetPort: 8080, nodePort: undefined },
      ]),
    ];
    expect(
      sentence({ pods: [CHECKOUT, ...ledger, drifted], policies, services }, 'shop/checkout', 'payments/svc/ledger:80'),
    ).toBe(
      '1 of 3 endpoints denied; shop/checkout to payments/ledger-9:8080/TCP: ingress of payments/ledger-9 is isolated by payments/in; nearest: in #1 wants port 80, this is 8080 – 80 is the port of Service payments/ledger; policies see its target port 8080 (policies.yaml:4)',
    );
    expect(
      sentence({ pods: [CHECKOUT, ...ledger], policies, services }, 'shop/checkout', 'payments/svc/ledger:80'),
    ).toBe(
      'egress of shop/checkout is not isolated; ingress of payments/ledger-0 is not isolated; likewise the other connection',
    );
    expect(sentence({ pods: [CHECKOUT], services }, 'shop/checkout', 'payments/svc/ledger:80')).toContain(
      'has no ready endpoints',
    );
  });

  test('hostile names stay text', () => {
    const policies = [policy('payments/\u001b[2Jx', { selects: [], ingress: [] })];
    expect(sentence({ pods, policies }, 'shop/checkout', 'payments/ledger-0:1')).toContain('payments/\\x1b[2Jx');
  });
});

describe('explain', () => {
  const policies = [
    policy('payments/default-deny', { selects: [], ingress: [], line: 1 }),
    policy('payments/allow', {
      selects: [],
      line: 11,
      ingress: [
        { peers: [podsOfNamespaces(['team=web']), podsIn('payments')], ports: [onPort(8080)] },
        { ports: [onPort(80)] },
      ],
    }),
  ];
  const sketch = { namespaces: NAMESPACES, pods: [CHECKOUT, LEDGER], policies };

  test('both sides, each policy that isolates, each rule with its failed clauses, near misses', () => {
    expect(explanation(sketch, 'shop/checkout', 'payments/ledger-0:8080')).toEqual([
      '✓ egress of shop/checkout: allowed, no policy isolates it for egress',
      '✗ ingress of payments/ledger-0: denied, isolated by 2 policies and no rule matches',
      '  payments/default-deny (policies.yaml:1) isolates ingress, has no ingress rule',
      '  payments/allow (policies.yaml:11) isolates ingress',
      '    ✗ #1 from all pods of namespaces team=web or all pods of payments on TCP 8080 (policies.yaml:14)',
      '        from[0] wants namespace label team=web, namespace shop has team=shop',
      "        from[1] wants a pod in namespace payments, pod is in shop (a podSelector alone looks only in the policy's own namespace)",
      '    ✗ #2 from anywhere on TCP 80 (policies.yaml:14)',
      '        ports[0] wants port 80, this is 8080',
      '  nearest first',
      '    1. allow #2 wants port 80, this is 8080 (policies.yaml:14)',
      '    2. allow #1 wants namespace label team=web, namespace shop has team=shop (policies.yaml:14)',
    ]);
  });

  test('lines link to the policy and rule they speak of', () => {
    const lines = explain(answer(cluster(sketch), 'shop/checkout', 'payments/ledger-0:8080'), UNICODE);
    const linked = lines.map((line) => line.link && `${line.link.policy.name} ${line.link.rule?.index ?? ''}`);
    expect(linked).toEqual([
      undefined,
      'allow 1',
      'default-deny ',
      'allow ',
      'allow 0',
      'allow 0',
      'allow 0',
      'allow 1',
      'allow 1',
      undefined,
      'allow 1',
      'allow 0',
    ]);
  });

  test('replicas that are decided alike are one group, worst first', () => {
    const workload = { kind: 'StatefulSet', namespace: 'payments', name: 'ledger' };
    const ledger = [
      pod('payments/ledger-9', { app: 'ledger', open: '' }, { workload }),
      ...replicas('StatefulSet', 'payments/ledger', 2, { app: 'ledger' }),
    ];
    const allow = policy('payments/open', { selects: ['open'], ingress: [{}] });
    const titles = explanation(
      { ...sketch, pods: [CHECKOUT, ...ledger], policies: [...policies, allow] },
      'shop/checkout',
      'payments/sts/ledger:8080',
    ).filter((line) => !line.startsWith(' '));
    expect(titles).toEqual([
      'the replicas of payments/statefulset/ledger are not all alike to policies: 2 pods with no label open and payments/ledger-9 with open=""',
      '✗ denied 2 of 3: shop/checkout → payments/ledger-0:8080/TCP and shop/checkout → payments/ledger-1:8080/TCP',
      '✓ allowed 1 of 3: shop/checkout → payments/ledger-9:8080/TCP',
    ]);
  });

  test('stretches of ports that are decided alike are one line', () => {
    const lines = explanation(sketch, 'shop/checkout', 'payments/ledger-0').slice(0, 2);
    expect(lines).toEqual([
      '✗ TCP 1-79, 81-65535 · UDP all · SCTP all denied, egress not isolated; ingress isolated by payments/default-deny and payments/allow',
      '✓ TCP 80 allowed, egress not isolated; ingress by payments/allow ingress #2',
    ]);
  });

  test('an address that belongs to a pod is said to', () => {
    const to = pod('payments/ledger-0', {}, { addresses: addresses('10.0.0.2') });
    expect(explanation({ pods: [CHECKOUT, to] }, 'shop/checkout', '10.0.0.2:80')[0]).toBe(
      '10.0.0.2 is payments/ledger-0',
    );
  });

  test('caveats come last', () => {
    const implied = { pods: [CHECKOUT, LEDGER], policies };
    expect(explanation(implied, 'shop/checkout', 'payments/ledger-0:8080').at(-1)).toBe(
      '▲ payments/allow ingress #1 (policies.yaml:14) asks for the namespace label team, and the Namespace object of shop is not in the input: its labels are not known',
    );
  });
});
