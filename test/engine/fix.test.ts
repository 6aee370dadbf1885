import { describe, expect, test } from 'vitest';
import { type FixAnswer, isFixProblem, proposeFixes, type Wanted } from '../../src/engine/fix/propose.ts';
import { editText } from '../../src/present/fix-edit-text.ts';
import { effectText, fixSentence, obstacleLines } from '../../src/present/fix-text.ts';
import { UNICODE } from '../../src/present/glyphs.ts';
import { plainText } from '../../src/present/spans.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

/** Two namespaces, one without labels of its own; a Service whose port is not its pods'. */
const CLUSTER = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: sales}}
---
apiVersion: v1
kind: Namespace
metadata: {name: data}
---
${pod('shop', 'web', '{app: web-v2}', '10.0.0.1')}
${pod('shop', 'cron', '{app: cron}', '10.0.0.2')}
${pod('data', 'db', '{app: db}', '10.0.1.1', '[{name: c, ports: [{name: sql, containerPort: 8080}]}]')}
${pod('data', 'log', '{app: log}', '10.0.1.2')}
${pod('data', 'dns', '{app: dns}', '10.0.1.3', '[{name: c, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53}]}]')}
apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
spec: {selector: {app: db}, ports: [{port: 80, targetPort: 8080}]}
`;

function pod(namespace: string, name: string, labels: string, ip: string, containers = '[{name: c}]'): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}}
spec: {containers: ${containers}}
status: {phase: Running, podIPs: [{ip: ${ip}}], conditions: [{type: Ready, status: "True"}]}
---`;
}

function policy(name: string, namespace: string, spec: string): string {
  return `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
}

function fix(policies: string, question: string, wanted: Wanted = 'allowed'): FixAnswer {
  const [from = '', to = ''] = question.split(' ');
  const answer = proposeFixes(snapshotFromYaml(CLUSTER + policies), {
    query: { from, to },
    namespace: 'default',
    wanted,
  });
  if (isFixProblem(answer)) throw new Error(JSON.stringify(answer));
  return answer;
}

function edits({ proposals }: FixAnswer, index = 0): readonly string[] {
  return (proposals[index]?.edits ?? []).map((edit) => editText(edit).replaceAll(/ \(test.yaml:\d+\)/g, ''));
}

/** What the first proposal does to anybody but the two pods of the question. */
function costToOthers({ proposals, answer }: FixAnswer): readonly string[] {
  const { opened, closed, inDoubt } = proposals[0]?.effects ?? { opened: [], closed: [], inDoubt: [] };
  const asked = `${answer.from.text} → ${answer.pairs[0]?.destination.kind === 'pod' ? answer.pairs[0].destination.pod.key : ''}`;
  return [...opened, ...closed, ...inDoubt]
    .map((effect) => effectText(effect, UNICODE))
    .filter((text) => !text.startsWith(asked));
}

const DENY = policy('deny', 'data', '{podSelector: {}, policyTypes: [Ingress]}');
const DENY_EGRESS = policy('deny', 'shop', '{podSelector: {}, policyTypes: [Egress]}');
const SALES = '{namespaceSelector: {matchLabels: {team: sales}}, podSelector: {matchLabels: {app: web-v2}}}';
const toDb = (rule: string): string =>
  policy('allow', 'data', `{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [${rule}]}`);

describe('the first proposal for a denial', () => {
  test.each([
    [
      'a label that is nearly right',
      toDb(
        '{from: [{namespaceSelector: {matchLabels: {team: sales}}, podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}',
      ),
      'shop/web data/db:8080',
      ['data/allow ingress #1: app=web in namespaces team=sales becomes app=web-v2 in namespaces team=sales'],
    ],
    [
      'the value under another key',
      toDb('{from: [{namespaceSelector: {}, podSelector: {matchLabels: {name: web-v2}}}], ports: [{port: 8080}]}'),
      'shop/web data/db:8080',
      ['data/allow ingress #1: name=web-v2 in all namespaces becomes app=web-v2 in all namespaces'],
    ],
    [
      'a label of quite another pod is no slip, and stays',
      toDb('{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: monitoring}}}], ports: [{port: 8080}]}'),
      'shop/web data/db:8080',
      ['data/allow ingress #1: also from app=web-v2 in shop'],
    ],
    [
      'a namespace asked for by a label it does not have',
      toDb('{from: [{namespaceSelector: {matchLabels: {name: shop}}, podSelector: {matchLabels: {app: web-v2}}}]}'),
      'shop/web data/db:8080',
      ['data/allow ingress #1: app=web-v2 in namespaces name=shop becomes app=web-v2 in shop'],
    ],
    [
      'podSelector without namespaceSelector',
      toDb('{from: [{podSelector: {matchLabels: {app: web-v2}}}], ports: [{port: 8080}]}'),
      'shop/web data/db:8080',
      ['data/allow ingress #1: app=web-v2 in data becomes app=web-v2 in shop'],
    ],
    [
      'the Service port for the pod port',
      toDb(`{from: [${SALES}], ports: [{port: 80}]}`),
      'shop/web data/svc/db:80',
      ['data/allow ingress #1: TCP 80 becomes TCP 8080'],
    ],
    [
      'a named port nobody declares',
      toDb(`{from: [${SALES}], ports: [{port: http}]}`),
      'shop/web data/db:8080',
      ['data/allow ingress #1: TCP http becomes TCP 8080'],
    ],
    [
      'another port is no slip, and stays',
      toDb(`{from: [${SALES}], ports: [{port: 443}]}`),
      'shop/web data/db:8080',
      ['data/allow ingress #1: also on TCP 8080'],
    ],
    [
      'a protocol',
      toDb(`{from: [${SALES}], ports: [{port: 8080, protocol: UDP}]}`),
      'shop/web data/db:8080',
      ['data/allow ingress #1: UDP 8080 becomes TCP 8080'],
    ],
    [
      'a protocol, where the destination listens on both',
      policy(
        'allow',
        'data',
        `{podSelector: {matchLabels: {app: dns}}, policyTypes: [Ingress], ingress: [{from: [${SALES}], ports: [{port: 53, protocol: UDP}]}]}`,
      ),
      'shop/web data/dns:53',
      ['data/allow ingress #1: also on TCP 53'],
    ],
    [
      'label and protocol of one rule',
      toDb(
        `{from: [{namespaceSelector: {matchLabels: {team: sales}}, podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080, protocol: UDP}]}`,
      ),
      'shop/web data/db:8080',
      [
        'data/allow ingress #1: app=web in namespaces team=sales becomes app=web-v2 in namespaces team=sales',
        'data/allow ingress #1: UDP 8080 becomes TCP 8080',
      ],
    ],
    [
      'label and port of one rule',
      toDb(
        '{from: [{namespaceSelector: {matchLabels: {team: sales}}, podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}',
      ),
      'shop/web data/db:8080',
      [
        'data/allow ingress #1: app=web in namespaces team=sales becomes app=web-v2 in namespaces team=sales',
        'data/allow ingress #1: TCP 80 becomes TCP 8080',
      ],
    ],
    [
      'egress forgotten',
      DENY_EGRESS,
      'shop/web data/db:8080',
      ['new policy shop/allow-from-web for app=web-v2 in shop: egress to app=db in data on TCP 8080'],
    ],
    [
      'egress forgotten, beside another egress rule',
      DENY_EGRESS +
        policy(
          'out',
          'shop',
          '{podSelector: {matchLabels: {app: web-v2}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 53, protocol: UDP}]}]}',
        ),
      'shop/web data/db:8080',
      ['shop/out: add an egress rule, to app=db in data on TCP 8080'],
    ],
    [
      'rules for a direction that policyTypes leaves out',
      DENY_EGRESS +
        policy(
          'out',
          'shop',
          '{podSelector: {matchLabels: {app: web-v2}}, policyTypes: [Ingress], ingress: [{}], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data}}, podSelector: {matchLabels: {app: db}}}], ports: [{port: 8080}]}]}',
        ),
      'shop/web data/db:8080',
      ['shop/out: add Egress to policyTypes, so that its egress rules come into force'],
    ],
    [
      'both sides',
      DENY_EGRESS + DENY,
      'shop/web data/db:8080',
      [
        'new policy shop/allow-from-web for app=web-v2 in shop: egress to app=db in data on TCP 8080',
        'new policy data/allow-to-db for app=db in data: ingress from app=web-v2 in shop on TCP 8080',
      ],
    ],
    [
      'from an address outside',
      DENY,
      '203.0.113.7 data/db:8080',
      ['new policy data/allow-to-db for app=db in data: ingress from 203.0.113.7/32 on TCP 8080'],
    ],
    [
      'to a range outside',
      DENY_EGRESS,
      'shop/web 192.168.0.0/16:443',
      ['new policy shop/allow-from-web for app=web-v2 in shop: egress to 192.168.0.0/16 on TCP 443'],
    ],
  ])('%s', (_, policies, question, expected) => {
    const answer = fix(policies, question);
    expect(edits(answer)).toEqual(expected);
    expect(answer.proposals[0]?.answer.decision).toBe('allowed');
    expect(costToOthers(answer)).toEqual([]);
  });
});

describe('everything else a proposal does is said', () => {
  test('a rule in a policy for everybody opens everybody', () => {
    const answer = fix(DENY, 'shop/web data/db:8080');
    const added = answer.proposals.find(({ edits: [edit] }) => edit?.kind === 'add-rule');
    expect(added?.effects.opened.map((effect) => effectText(effect, UNICODE))).toEqual([
      'shop/web → data/log on TCP 8080',
      'shop/web → data/dns on TCP 8080',
    ]);
  });

  test('a label corrected for one closes it for another, and so comes last', () => {
    const worker = pod('shop', 'old', '{app: web}', '10.0.0.9')
      .replace(/^/, '---\n')
      .replace(/\n---$/, '\n');
    const rule = toDb(
      '{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}',
    );
    const answer = fix(worker + rule, 'shop/web data/db:8080');
    const kinds = answer.proposals.map(({ edits: [edit] }) => edit?.kind);
    expect(kinds).toEqual(['add-peers', 'add-rule', 'new-policy', 'correct-label-in-peer']);
    expect(answer.proposals[3]?.effects.closed.map((effect) => effectText(effect, UNICODE))).toEqual([
      'shop/old → data/db on TCP 8080',
    ]);
  });

  test('a port added opens it for all peers of the rule', () => {
    const answer = fix(toDb('{from: [{namespaceSelector: {}}], ports: [{port: 443}]}'), 'shop/web data/db:8080');
    const added = answer.proposals.find(({ edits: [edit] }) => edit?.kind === 'add-ports');
    expect(added?.effects.opened.map((effect) => effectText(effect, UNICODE))).toEqual([
      'shop/cron → data/db on TCP 8080',
      'data/log → data/db on TCP 8080',
      'data/dns → data/db on TCP 8080',
    ]);
  });
});

describe('what no NetworkPolicy can change', () => {
  test('an Admin tier that denies is named, and nothing is proposed', () => {
    const admin = `---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: sandbox}
spec: {priority: 5, subject: {namespaces: {}}, ingress: [{name: closed, action: Deny, from: [{namespaces: {}}]}]}
`;
    const answer = fix(admin, 'shop/web data/db:8080');
    expect(answer.proposals).toEqual([]);
    expect(fixSentence(answer)).toBe('no edit of a NetworkPolicy was found that makes it allowed');
    expect(obstacleLines(answer.obstacles).map(plainText)).toEqual([
      expect.stringMatching(
        /^ingress of data\/db: .*; AdminNetworkPolicy sandbox ingress #1 "closed" decides, and no NetworkPolicy can change that$/,
      ),
    ]);
  });

  test('what is so already needs nothing', () => {
    expect(fix('', 'shop/web data/db:8080')).toMatchObject({ already: true, proposals: [] });
  });

  test('a fix is for one port', () => {
    const query = { from: 'shop/web', to: 'data/db' };
    expect(proposeFixes(snapshotFromYaml(CLUSTER), { query, namespace: 'default', wanted: 'allowed' })).toEqual({
      problem: 'no-port',
    });
  });
});

describe('the first proposal to close a connection', () => {
  test.each([
    [
      'a rule for one peer and one port goes',
      toDb(
        '{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {app: web-v2}}}], ports: [{port: 8080}]}',
      ),
      'shop/web data/db:8080',
      ['data/allow ingress #1: remove the rule'],
    ],
    [
      'one peer of several',
      toDb(`{from: [${SALES}, {podSelector: {}}], ports: [{port: 8080}]}`),
      'shop/web data/db:8080',
      [
        expect.stringMatching(
          /^data\/allow ingress #1: from app=web-v2 in namespaces team=sales and all pods of data becomes .*all pods of data$/,
        ),
      ],
    ],
    [
      'the outside, where a rule lets everybody in',
      toDb('{ports: [{port: 8080}]}'),
      'external data/db:8080',
      ['data/allow ingress #1: from anywhere becomes all pods of all namespaces'],
    ],
    [
      'an address of a block',
      toDb('{from: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 8080}]}'),
      '203.0.113.7 data/db:8080',
      ['data/allow ingress #1: from 203.0.113.0/24 becomes 203.0.113.0/24 except 203.0.113.7/32'],
    ],
    [
      'the outside, where nothing isolates',
      '',
      'external data/db:8080',
      [
        'new policy data/limit-to-db for app=db in data: ingress from anywhere on TCP 1-8079, 8081-65535 · UDP all · SCTP all; and from all pods of all namespaces on TCP 8080',
      ],
    ],
  ])('%s', (_, policies, question, expected) => {
    const answer = fix(policies, question, 'denied');
    expect(edits(answer)).toEqual(expected);
    expect(answer.proposals[0]?.effects).toEqual({ opened: [], closed: [], inDoubt: [] });
  });

  test('every way to close a connection between pods that are open says what it costs', () => {
    const answer = fix('', 'shop/web data/db:8080', 'denied');
    expect(answer.proposals.map(({ answer: { decision } }) => decision)).toEqual(['denied']);
    expect(answer.proposals[0]?.effects.closed.map((effect) => effectText(effect, UNICODE))).not.toEqual([]);
  });
});
