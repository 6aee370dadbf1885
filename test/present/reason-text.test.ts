import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostics.ts';
import type { Caveat, ClauseFailure, Unknown } from '../../src/model/verdict.ts';
import { clauseSentence } from '../../src/present/clause-text.ts';
import { diagnosticLines, foldDiagnostics } from '../../src/present/diagnostic-text.ts';
import { UNICODE } from '../../src/present/glyphs.ts';
import { problemText } from '../../src/present/problem-text.ts';
import { caveatText, unknownText } from '../../src/present/reason-text.ts';
import { plainText } from '../../src/present/spans.ts';
import { policy } from './sample-cluster.ts';

const [RULE] = policy('shop/web', { selects: [], ingress: [{}], line: 10 }).rules.map((rule) => rule.ref);
if (RULE === undefined) throw new Error('the policy has a rule');

const FAILURES: readonly (readonly [ClauseFailure, string])[] = [
  [
    {
      clause: 'pod-label',
      requirement: { operator: 'NotIn', key: 'env', values: ['prod', 'test'] },
      actual: 'prod',
      podKey: 'a/b',
      labels: new Map(),
    },
    'wants env notin (prod,test), pod has env=prod',
  ],
  [
    {
      clause: 'pod-label',
      requirement: { operator: 'Exists', key: 'team' },
      actual: undefined,
      podKey: 'a/b',
      labels: new Map(),
    },
    'wants a label team, pod has no label team',
  ],
  [
    {
      clause: 'pod-label',
      requirement: { operator: 'DoesNotExist', key: 'legacy' },
      actual: '1',
      podKey: 'a/b',
      labels: new Map(),
    },
    'wants no label legacy, pod has legacy=1',
  ],
  [
    {
      clause: 'namespace-label',
      requirement: { operator: 'In', key: 'name', values: ['shop'] },
      actual: undefined,
      namespace: 'shop',
      labels: new Map([['kubernetes.io/metadata.name', 'shop']]),
      declared: true,
    },
    'wants namespace label name=shop, namespace shop has no label name but kubernetes.io/metadata.name=shop',
  ],
  [
    {
      clause: 'namespace-label',
      requirement: { operator: 'In', key: 'team', values: ['a'] },
      actual: undefined,
      namespace: 'shop',
      labels: new Map(),
      declared: false,
    },
    'wants namespace label team=a, namespace shop has no label team that is known: its Namespace object is not in the input',
  ],
  [
    { clause: 'not-a-pod', is: 'host-network-pod' },
    'wants a pod, this pod is on the host network, where policies see its node instead',
  ],
  [{ clause: 'not-a-pod', is: 'finished-pod' }, 'wants a pod, this pod has finished'],
  [{ clause: 'not-a-pod', is: 'node' }, 'wants a pod, this is a node, which selectors never match'],
  [{ clause: 'not-a-node', podKey: 'a/b' }, 'wants a node, this is pod a/b'],
  [
    { clause: 'family', block: '10.0.0.0/8', family: 'IPv6' },
    'wants an address in 10.0.0.0/8, this connection is IPv6',
  ],
  [
    { clause: 'no-address', block: '::/0', podKey: 'a/b' },
    'wants an address in ::/0, pod a/b has no address of that family',
  ],
  [
    { clause: 'node-label', requirement: { operator: 'In', key: 'pool', values: ['x'] }, actual: 'y', node: 'n1' },
    'wants node label pool=x, node n1 has pool=y',
  ],
  [
    {
      clause: 'named-port',
      name: 'web',
      protocol: 'any',
      declared: [],
      otherProtocols: [],
      destination: 'not-a-pod',
      actual: 80,
    },
    'wants the port named web, names are looked up on pods, and the destination is none',
  ],
];

test.each(FAILURES)('a failed clause names both values: %j', (failure, words) => {
  expect(clauseSentence(failure)).toBe(words);
});

const UNKNOWNS: readonly (readonly [Unknown, RegExp])[] = [
  [
    { kind: 'same-node-not-known', podKey: 'a/b', hostNetworkPodKey: 'c/d' },
    /^whether a\/b runs on the node of c\/d.*spec\.nodeName/,
  ],
  [{ kind: 'finished-pod', podKey: 'a/b', status: 'Succeeded' }, /^pod a\/b is Succeeded: it has no network/],
  [{ kind: 'hairpin', podKey: 'a/b' }, /^a\/b reaches itself through a Service/],
  [
    { kind: 'unsupported-peer', rule: RULE, feature: 'domainNames' },
    /^shop\/web ingress #1 uses domainNames, which cannot be evaluated/,
  ],
  [
    { kind: 'equal-precedence', rules: [RULE, RULE] },
    /^shop\/web ingress #1 and shop\/web ingress #1 have the same precedence/,
  ],
];

test.each(UNKNOWNS)('what is not known is said, and where it would stand: %j', (unknown, words) => {
  expect(unknownText(unknown)).toMatch(words);
});

const CAVEATS: readonly (readonly [Caveat, RegExp])[] = [
  [
    { kind: 'ip-block-matches-pod', rule: RULE, podKey: 'a/b' },
    /^shop\/web ingress #1 \(policies\.yaml:13\) matches pod a\/b by its address; Cilium/,
  ],
  [{ kind: 'own-node-egress', node: 'n1' }, /own node n1; network plugins differ/],
  [
    { kind: 'implied-namespace', namespace: 'x', key: 'team', rule: RULE },
    /asks for the namespace label team, and the Namespace object of x is not/,
  ],
  [
    { kind: 'duplicate-named-port', name: 'http', podKey: 'a/b' },
    /^the name http stands for several ports of pod a\/b/,
  ],
  [{ kind: 'host-network', podKey: 'a/b' }, /^a\/b is on the host network and was taken for its node/],
  [
    { kind: 'refused-policy', policy: 'NetworkPolicy a/b', path: 'spec.ingress' },
    /^NetworkPolicy a\/b is not valid \(spec\.ingress\)/,
  ],
];

test.each(CAVEATS)('a caveat says what may differ: %j', (caveat, words) => {
  expect(caveatText(caveat)).toMatch(words);
});

describe('questions that cannot be answered', () => {
  test('suggest what is like the name', () => {
    const error = { error: 'not-found', text: 'shop/wbe', suggestions: ['shop/web', 'shop/web-2'] } as const;
    expect(problemText({ problem: 'endpoint', which: 'to', error })).toBe(
      '"shop/wbe" is not in the input; did you mean shop/web or shop/web-2?',
    );
  });

  test('name the ports there are', () => {
    const ports = [{ name: 'web', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: undefined }] as const;
    expect(problemText({ problem: 'service-port', text: 'shop/service/web', port: 8080, ports })).toBe(
      'shop/service/web has no port 8080; it has web 80/TCP',
    );
  });
});

describe('diagnostics', () => {
  const diagnostic = (path: string, line: number): Diagnostic => ({
    code: 'unknown-field',
    severity: 'error',
    message: 'there is no field "form"',
    object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name: 'web' },
    path,
    position: { file: 'a.yaml', line, column: 5 },
    strict: 'unknown field',
    lenient: 'dropped',
    remedy: 'write `from`',
  });

  test('equal ones are one with a number, wherever in a list they stand', () => {
    const folded = foldDiagnostics([
      diagnostic('spec.ingress[0].form', 3),
      diagnostic('spec.ingress[4].form', 30),
      diagnostic('spec.form', 40),
    ]);
    expect(folded.map((entry) => [entry.diagnostic.path, entry.number])).toEqual([
      ['spec.ingress[0].form', 2],
      ['spec.form', 1],
    ]);
  });

  test('severity, place, object, field, both outcomes and what to do', () => {
    const [folded] = foldDiagnostics([diagnostic('spec.form', 3), diagnostic('spec.form', 4)]);
    if (folded === undefined) throw new Error('there is one');
    expect(diagnosticLines(folded, UNICODE).map(plainText)).toEqual([
      '✗ error a.yaml:3:5: NetworkPolicy shop/web: spec.form: there is no field "form" (and 1 more like it)',
      '    a strict API server: unknown field',
      '    evaluated as: dropped',
      '    to do: write `from`',
    ]);
  });
});
