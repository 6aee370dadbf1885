import { describe, expect, test } from 'vitest';
import type { ForeignPolicy } from '../../src/model/foreign-policies.ts';
import { snapshotOf } from './decode-text.ts';

function object(apiVersion: string, kind: string, spec: string, namespace?: string): string {
  const where = namespace === undefined ? '' : `, namespace: ${namespace}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: p${where} }\nspec: ${spec}\n`;
}

const cilium = (spec: string): string => object('cilium.io/v2', 'CiliumNetworkPolicy', spec, 'shop');
const clusterwide = (spec: string): string => object('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', spec);
const calico = (spec: string, group = 'projectcalico.org/v3'): string => object(group, 'NetworkPolicy', spec, 'shop');
const global = (spec: string): string => object('projectcalico.org/v3', 'GlobalNetworkPolicy', spec);
const antrea = (spec: string): string => object('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', spec);

/** A policy in short: effect, then `directions: namespaces / pods`, with `?` where it may apply to fewer and `hosts` for nodes. */
const ROWS: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'Cilium, one section',
    cilium('{ endpointSelector: { matchLabels: { app: a } }, ingress: [{}] }'),
    ['any', 'ingress: shop / app=a'],
  ],
  [
    'Cilium, deny sections count',
    cilium('{ endpointSelector: {}, egressDeny: [{}] }'),
    ['any', 'egress: shop / <all>'],
  ],
  ['Cilium, sections with nothing in them', cilium('{ endpointSelector: {}, ingress: [] }'), ['any']],
  [
    'Cilium, default deny by itself',
    cilium('{ endpointSelector: {}, enableDefaultDeny: { egress: true } }'),
    ['any', 'egress: shop / <all>'],
  ],
  [
    'Cilium, several rules',
    cilium('{}\nspecs: [{ endpointSelector: { matchLabels: { a: b } }, egress: [{}] }]'),
    ['any', 'egress: shop / a=b'],
  ],
  [
    'Cilium, sources of labels',
    cilium("{ endpointSelector: { matchLabels: { 'k8s:app': a, 'any:b': c } }, ingress: [{}] }"),
    ['any', 'ingress: shop / app=a,b=c'],
  ],
  [
    'Cilium, what pods do not show',
    cilium("{ endpointSelector: { matchLabels: { 'reserved:host': '' } }, ingress: [{}] }"),
    ['any', 'ingress: shop / <all> ?'],
  ],
  [
    'Cilium, clusterwide by namespace',
    clusterwide("{ endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': shop } }, ingress: [{}] }"),
    ['any', 'ingress: {kubernetes.io/metadata.name=shop} / <all>'],
  ],
  ['Cilium, nodes', clusterwide('{ nodeSelector: {}, ingress: [{}] }'), ['any', 'ingress: none hosts ?']],
  ['Calico, one equality', calico("{ selector: app == 'web' }"), ['any', 'ingress: shop / app=web']],
  [
    'Calico, joined',
    calico('{ selector: "app == \'web\' && has(tier)", types: [Egress] }'),
    ['any', 'egress: shop / app=web,tier'],
  ],
  [
    'Calico, anything else may be fewer',
    calico("{ selector: \"app == 'web' && tier != 'x'\", ingress: [], egress: [] }"),
    ['any', 'ingress,egress: shop / app=web ?'],
  ],
  ['Calico, either', calico("{ selector: \"a == 'b' || c == 'd'\", egress: [] }"), ['any', 'egress: shop / <all> ?']],
  [
    'Calico, the backing store without types',
    calico('{ selector: all() }', 'crd.projectcalico.org/v1'),
    ['any', 'ingress,egress: shop / <all>'],
  ],
  ['Calico, global', global("{ namespaceSelector: env == 'prod' }"), ['any', 'ingress: {env=prod} / <all>']],
  ['Calico, nothing but hosts', global('{ namespaceSelector: global() }'), ['any']],
  [
    'Calico, host endpoints',
    object('projectcalico.org/v3', 'HostEndpoint', '{ node: n1 }'),
    ['any', 'ingress,egress: none hosts ?'],
  ],
  [
    'Antrea, two entries',
    antrea('{ appliedTo: [{ podSelector: { matchLabels: { a: b } } }, { group: g }], ingress: [{}] }'),
    ['any', 'ingress: {<all>} / a=b', 'ingress: {<all>} / <all> hosts ?'],
  ],
  [
    'Istio',
    object('security.istio.io/v1', 'AuthorizationPolicy', '{ selector: { matchLabels: { app: a } } }', 'shop'),
    ['denies', 'ingress: shop / app=a'],
  ],
  [
    'Istio, the whole mesh',
    object('security.istio.io/v1beta1', 'AuthorizationPolicy', '{}', 'istio-system'),
    ['denies', 'ingress: {<all>} / <all>'],
  ],
  ['Istio, audit only', object('security.istio.io/v1', 'AuthorizationPolicy', '{ action: AUDIT }', 'shop'), ['denies']],
  [
    'OpenShift',
    object('k8s.ovn.org/v1', 'EgressFirewall', '{ egress: [] }', 'shop'),
    ['denies', 'egress: shop / <all> outside'],
  ],
  [
    'AWS, cluster',
    object(
      'networking.k8s.aws/v1alpha1',
      'ClusterNetworkPolicy',
      '{ subject: { namespaces: { matchLabels: { a: b } } }, egress: [{}] }',
    ),
    ['any', 'egress: {a=b} / <all>'],
  ],
  [
    'AWS, application',
    object('networking.k8s.aws/v1alpha1', 'ApplicationNetworkPolicy', '{ podSelector: {}, egress: [{}] }', 'shop'),
    ['any', 'ingress,egress: shop / <all>'],
  ],
  [
    'a version of the tiers to come',
    object('policy.networking.k8s.io/v2', 'ClusterNetworkPolicy', '{ subject: { namespaces: {} }, ingress: [{}] }'),
    ['any', 'ingress: {<all>} / <all>'],
  ],
];

describe('policies that are not evaluated', () => {
  test.each(ROWS)('%s', (_, text, expected) => {
    const { foreign, policies, ignoredKinds } = snapshotOf(text);
    expect(policies).toEqual([]);
    expect([...ignoredKinds]).toEqual([]);
    expect(foreign.flatMap(inShort)).toEqual(expected);
  });

  test('are counted by kind, in one warning', () => {
    const { diagnostics } = snapshotOf(`${cilium('{}')}---\n${cilium('{}').replace('name: p', 'name: q')}`);
    const warnings = diagnostics.filter(({ code }) => code === 'unknown-kind');
    expect(warnings.length).toBe(1);
    expect(warnings[0]?.message).toMatch(/cilium\.io\/v2 CiliumNetworkPolicy.*2/);
  });

  test('staged ones of Calico have no effect, and are no matter', () => {
    const { foreign, diagnostics } = snapshotOf(
      object('projectcalico.org/v3', 'StagedGlobalNetworkPolicy', '{ selector: all() }'),
    );
    expect([foreign, diagnostics]).toEqual([[], []]);
  });

  test('whatever they hold, reading them does not fail', () => {
    for (const spec of [
      'null',
      '[]',
      '7',
      '{ endpointSelector: 7, ingress: 7, specs: 7 }',
      '{ selector: 7, types: 7, appliedTo: [7] }',
    ]) {
      const text = [cilium(spec), calico(spec), antrea(spec)].join('---\n');
      expect(() => snapshotOf(text)).not.toThrow();
    }
  });
});

function inShort({ effect, selections }: ForeignPolicy): readonly string[] {
  return [
    effect,
    ...selections.map(({ directions, pods, certain, hosts, peers }) => {
      const where =
        pods?.namespaces.kind === 'named'
          ? pods.namespaces.name
          : `{${pods?.namespaces.kind === 'matching' ? pods.namespaces.selector.text : ''}}`;
      const who = pods === undefined ? 'none' : `${where} / ${pods.pods.text}`;
      const marks = [hosts ? ' hosts' : '', certain ? '' : ' ?', peers === 'any' ? '' : ' outside'];
      return `${directions.join(',')}: ${who}${marks.join('')}`;
    }),
  ];
}
