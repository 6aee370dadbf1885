import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/present/spans.ts';
import { tierStory } from '../../src/present/tier-story.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';

const CLUSTER = ['a', 'b'].map((name) =>
  [
    'apiVersion: v1',
    'kind: Pod',
    `metadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }`,
    'spec: { nodeName: n1, containers: [] }',
    'status: { phase: Running, podIP: 10.0.0.1 }',
  ].join('\n'),
);
const NODE = 'apiVersion: v1\nkind: Node\nmetadata: { name: n1 }';

function tiered(
  name: string,
  priority: number,
  action: string,
  { tier = 'Admin', from = '{ namespaces: {} }' } = {},
): string {
  return [
    'apiVersion: policy.networking.k8s.io/v1alpha2',
    'kind: ClusterNetworkPolicy',
    `metadata: { name: ${name} }`,
    `spec: { tier: ${tier}, priority: ${priority}, subject: { namespaces: {} }, ingress: [{ action: ${action}, from: [${from}] }] }`,
  ].join('\n');
}

const NOBODY = { from: '{ namespaces: { matchLabels: { team: nobody } } }' };
const DENY =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: default-deny, namespace: shop }\nspec: { podSelector: {} }';
const ALLOW = DENY.replace('default-deny', 'allow').replace('{} }', '{}, ingress: [{}] }');
const BANP =
  'apiVersion: policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy\nmetadata: { name: default }\nspec: { subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }';

/** The line about the ingress of shop/b. */
const STORIES: readonly (readonly [string, readonly string[], string | undefined])[] = [
  ['none where only NetworkPolicies are asked', [DENY], undefined],
  [
    'of a Pass that leads to isolation',
    [tiered('none', 1, 'Deny', NOBODY), tiered('dev-pass', 2, 'Pass'), DENY],
    'Admin: no rule · Pass by dev-pass #1 → NetworkPolicy: denied, isolated by shop/default-deny',
  ],
  ['of a denial', [tiered('closed', 1, 'Deny')], 'Admin: denied by closed #1'],
  ['of an Accept that nobody can undo', [tiered('open', 1, 'Accept'), DENY], 'Admin: allowed by open #1'],
  [
    'of a NetworkPolicy',
    [tiered('none', 1, 'Deny', NOBODY), ALLOW, DENY],
    'Admin: no rule → NetworkPolicy: allowed by shop/allow #1',
  ],
  ['of the baseline policy', [BANP], 'Baseline: denied by BaselineAdminNetworkPolicy default #1'],
  [
    'of nobody',
    [tiered('none', 1, 'Deny', NOBODY), tiered('floor', 1, 'Pass', { tier: 'Baseline' })],
    'Admin: no rule → Baseline: Pass by floor #1 → allowed, no tier decides it',
  ],
  [
    'of a tie',
    [tiered('open', 1, 'Accept'), tiered('closed', 1, 'Deny')],
    'Admin: unknown, depends on closed #1 and open #1',
  ],
];

describe('the story of the tiers', () => {
  test.each(STORIES)('%s', (_, policies, line) => {
    expect(storyOf('shop/a', policies)).toBe(line);
  });

  test('of a pod that its own node may reach', () => {
    const line = 'Admin: no rule → NetworkPolicy: allowed, its own node is exempt; isolated by shop/default-deny';
    expect(storyOf('node/n1', [tiered('none', 1, 'Deny', NOBODY), DENY])).toBe(line);
  });
});

function storyOf(from: string, policies: readonly string[]): string | undefined {
  const snapshot = snapshotFromYaml([...CLUSTER, NODE, ...policies].join('\n---\n'));
  const flow = answerTo(snapshot, { from, to: 'shop/b', port: 80 }).pairs[0]?.flow;
  const story = flow === undefined ? undefined : tierStory(flow.verdict.ingress);
  return story === undefined ? undefined : plainText(story);
}
