import { describe, expect, test } from 'vitest';
import { readPlugin } from '../../src/cli/plugin-option.ts';
import { withStatedPlugin } from '../../src/cluster/network-plugin.ts';
import { EMPTY_LOG, logged, MOST_LOGGED } from '../../src/engine/watch/change-log.ts';
import { changesBetween, type FieldChange, nameKey, type ObjectChange } from '../../src/engine/watch/object-changes.ts';
import { followed, pinned } from '../../src/engine/watch/pins.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const NAMESPACE = (labels: string): string => `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${labels} } }
`;

const POD = (name: string, { labels = 'app: web', phase = 'Running', ip = '10.0.0.1' } = {}): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { ${labels} } }
spec: { containers: [{ name: c, image: i, ports: [{ name: http, containerPort: 8080 }] }] }
status: { phase: ${phase}, podIP: ${ip} }
`;

const POLICY = (spec: string): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: np, namespace: shop }
spec: ${spec}
`;

function between(before: readonly string[], after: readonly string[]): readonly ObjectChange[] {
  return changesBetween(snapshotFromYaml(before.join('---')), snapshotFromYaml(after.join('---')));
}

function fieldsOf(
  changes: readonly ObjectChange[],
): readonly (readonly [string, FieldChange['before'], FieldChange['after']])[] {
  return changes.flatMap((change) =>
    change.type === 'edited' ? change.fields.map(({ field, before, after }) => [field, before, after] as const) : [],
  );
}

const BASE = NAMESPACE('team: a');

describe('what changed between two snapshots', () => {
  test('is nothing where the same objects were only written again', () => {
    const all = [BASE, POD('web'), POLICY('{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }')];
    expect(between(all, ['\n\n', ...all])).toEqual([]);
  });

  test.each([
    ['a label', POD('web'), POD('web', { labels: 'app: api' }), [['labels.app', 'web', 'api']]],
    ['a label that comes', POD('web'), POD('web', { labels: 'app: web, x: ""' }), [['labels.x', undefined, '""']]],
    ['a label that goes', POD('web'), POD('web', { labels: '' }), [['labels.app', 'web', undefined]]],
    [
      'phase and address',
      POD('web', { phase: 'Pending', ip: '""' }),
      POD('web'),
      [
        ['status.phase', 'Pending', 'Running'],
        ['status.ready', 'false', 'true'],
        ['status.podIPs', undefined, '10.0.0.1'],
      ],
    ],
    ['a namespace', NAMESPACE('team: a'), NAMESPACE('team: b'), [['labels.team', 'a', 'b']]],
    [
      'a subject',
      POLICY('{ podSelector: {} }'),
      POLICY('{ podSelector: { matchLabels: { app: web } } }'),
      [['spec.podSelector', '<all>', 'app=web']],
    ],
    [
      'a direction',
      POLICY('{ podSelector: {} }'),
      POLICY('{ podSelector: {}, policyTypes: [Ingress, Egress] }'),
      [['spec.policyTypes', 'ingress', 'ingress, egress']],
    ],
    [
      'a port',
      POLICY('{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }'),
      POLICY('{ podSelector: {}, ingress: [{ ports: [{ port: 81 }] }] }'),
      [['spec.ingress[0].ports', 'TCP 80', 'TCP 81']],
    ],
    [
      'a rule put in before another',
      POLICY('{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }'),
      POLICY('{ podSelector: {}, ingress: [{ ports: [{ port: 443 }] }, { ports: [{ port: 80 }] }] }'),
      [['spec.ingress[0]', undefined, 'from anywhere, ports TCP 443']],
    ],
    [
      'the first of two rules taken out',
      POLICY('{ podSelector: {}, egress: [{ to: [{ podSelector: {} }] }, {}] }'),
      POLICY('{ podSelector: {}, egress: [{}] }'),
      [['spec.egress[0]', 'to <all>, ports all', undefined]],
    ],
  ])('names the field: %s', (_name, before, after, fields) => {
    expect(fieldsOf(between([BASE, before], [BASE, after]))).toEqual(fields);
  });

  test('names objects that came and went', () => {
    const found = between([BASE, POD('old')], [BASE, POD('new')]);
    expect(found.map((change) => `${change.type} ${nameKey(change.name)}`)).toEqual([
      'added Pod shop/new',
      'deleted Pod shop/old',
    ]);
  });

  test('leaves out kinds that were not read whole: that they are read now is no change', () => {
    const before = snapshotFromYaml(BASE);
    const gap = { apiVersion: 'v1', kind: 'Pod', resource: 'pods', exceptIn: undefined, why: 'not-yet' } as const;
    const after = snapshotFromYaml([BASE, POD('web')].join('---'));
    expect(changesBetween({ ...before, gaps: [gap] }, after)).toEqual([]);
    expect(changesBetween(before, after)).toHaveLength(1);
  });

  test('a workload that gets its first pod was not deleted', () => {
    const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [] } } }
`;
    const pod = POD('web-1').replace(
      'labels:',
      'ownerReferences: [{ kind: Deployment, name: web, controller: true }], labels:',
    );
    const found = between([BASE, deployment], [BASE, deployment, pod]);
    expect(found.map((change) => `${change.type} ${nameKey(change.name)}`)).toEqual(['added Pod shop/web-1']);
    expect(between([BASE], [BASE, deployment]).map(({ name }) => nameKey(name))).toEqual(['Deployment shop/web']);
  });
});

describe('the log of changes', () => {
  const step = (before: string, after: string) =>
    between([BASE, before], [BASE, after]).map((change) => ({ change, flipped: [] }));
  const web = POD('web');
  const api = POD('web', { labels: 'app: api' });
  const cart = POD('web', { labels: 'app: cart' });

  test('joins what follows quickly into one line, from the first value to the last', () => {
    const log = logged(logged(EMPTY_LOG, step(web, api), 0), step(api, cart), 5000);
    expect(log.entries).toMatchObject([
      { times: 2, at: 5000, fields: [{ field: 'labels.app', before: 'web', after: 'cart' }] },
    ]);
    const later = logged(log, step(cart, web), 60_000);
    expect(later.entries.map(({ at }) => at)).toEqual([60_000, 5000]);
    expect(later.seen).toBe(3);
  });

  test('has no line for what is as it was, and keeps what was added as added', () => {
    expect(logged(logged(EMPTY_LOG, step(web, api), 0), step(api, web), 10).entries).toEqual([]);
    const added = logged(logged(EMPTY_LOG, step('', web), 0), step(web, api), 10);
    expect(added.entries).toMatchObject([{ type: 'added', times: 2 }]);
  });

  test('says who did it, where the server noted that, and does not give an old edit for a new one', () => {
    const edited = (labels: string, by: string, at: string): string =>
      POD('web', { labels }).replace(
        'labels:',
        `managedFields: [{ manager: ${by}, operation: Update, time: "${at}", fieldsV1: { "f:metadata": {} } }], labels:`,
      );
    const [first, second, third] = [
      edited('app: a', 'kubectl', '2031-01-01T00:00:00Z'),
      edited('app: b', 'argocd', '2031-01-01T00:01:00Z'),
      edited('app: c', 'argocd', '2031-01-01T00:01:00Z'),
    ];
    expect(logged(EMPTY_LOG, step('', first), 0).entries[0]?.by).toBe('kubectl');
    expect(logged(EMPTY_LOG, step(first, second), 0).entries[0]?.by).toBe('argocd');
    expect(logged(EMPTY_LOG, step(second, third), 0).entries[0]?.by).toBeUndefined();
  });

  test('forgets the oldest', () => {
    let log = EMPTY_LOG;
    const pods = Array.from({ length: MOST_LOGGED + 5 }, (_, i) => POD(`p${i}`));
    log = logged(log, step('', pods.join('---')), 0);
    expect(log.entries).toHaveLength(MOST_LOGGED);
    expect(log.seen).toBe(MOST_LOGGED + 5);
  });
});

describe('a pinned question', () => {
  test('turns with a plugin that turns out not to enforce, and names it', () => {
    const deny = POLICY('{ podSelector: {} }');
    const before = snapshotFromYaml([BASE, POD('web'), POD('api', { ip: '10.0.0.2' }), deny].join('---'));
    const after = withStatedPlugin(before, readPlugin('none'));
    const pin = pinned({ from: 'shop/web', to: 'shop/api:80' }, before, 0);
    expect(pin.standing).toBe('denied');
    const turned = followed(pin, { before, after, changes: changesBetween(before, after), at: 7 });
    expect(turned).toMatchObject({
      standing: 'allowed',
      since: 7,
      turned: { from: 'denied', cause: { kind: 'object', name: { kind: 'NetworkPlugin' } } },
    });
    expect(followed(turned, { before: after, after, changes: [], at: 9 })).toBe(turned);
  });

  test('turns with the endpoints of a Service, and names that', () => {
    const service = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
`;
    const slice = (name: string, ip: string): string => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: shop, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: "", port: 8080, protocol: TCP }]
endpoints: [{ addresses: [${ip}], conditions: { ready: true }, targetRef: { kind: Pod, name: ${name}, namespace: shop } }]
`;
    const open = POD('open', { labels: 'app: web', ip: '10.0.0.2' });
    const shut = POD('shut', { labels: 'app: web, shut: "yes"', ip: '10.0.0.3' });
    const others = [BASE, POD('from', { labels: 'app: from' }), open, shut, service];
    const deny = POLICY('{ podSelector: { matchLabels: { shut: "yes" } } }');
    const before = snapshotFromYaml([...others, deny, slice('open', '10.0.0.2')].join('---'));
    const after = snapshotFromYaml([...others, deny, slice('shut', '10.0.0.3')].join('---'));
    const changes = changesBetween(before, after);
    expect(changes.map(({ name }) => nameKey(name))).toEqual(['Service shop/web']);
    expect(fieldsOf(changes)).toEqual([['endpoints', '1: open', '1: shut']]);
    const pin = pinned({ from: 'shop/from', to: 'shop/svc/web:80' }, before, 0);
    expect(followed(pin, { before, after, changes, at: 7 })).toMatchObject({
      standing: 'denied',
      turned: { from: 'allowed', cause: { kind: 'object', name: { kind: 'Service', name: 'web' }, others: 0 } },
    });
    const gap = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      resource: '',
      exceptIn: undefined,
    } as const;
    expect(changesBetween({ ...before, gaps: [{ ...gap, why: 'not-yet' }] }, after)).toEqual([]);
  });
});
