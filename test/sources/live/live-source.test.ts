import { describe, expect, onTestFinished, test } from 'vitest';
import { partsRead } from '../../../src/kinds/parts-read.ts';
import { type ConnectionState, summaryOf } from '../../../src/model/live-state.ts';
import type { ObjectEvent } from '../../../src/model/raw-object.ts';
import { createClient } from '../../../src/sources/live/api-client.ts';
import { findCluster } from '../../../src/sources/live/cluster-access.ts';
import { openLive } from '../../../src/sources/live/live-source.ts';
import { type Answer, HASTY_CLOCK, kubeconfigFor, listed, page, serve, status } from './scripted-server.ts';

const WANTED = new Map([
  ['v1 Pod', 2],
  ['policy.example/v1 Rule', 1],
  ['policy.example/v2 Rule', 2],
  ['down.example/v1 Rule', 2],
]);

async function source(answer: Answer) {
  const server = await serve(answer);
  const access = await findCluster({ kubeconfig: await kubeconfigFor(server.url), env: {} });
  const events: ObjectEvent[] = [];
  const states: ConnectionState[] = [];
  const live = openLive({
    client: createClient(access, { timeoutMs: 5000 }),
    context: 'lab',
    server: server.url,
    wanted: {
      groups: new Set(['', 'policy.example', 'down.example']),
      rank: ({ apiVersion, kind }) => WANTED.get(`${apiVersion} ${kind}`),
    },
    partsOf: partsRead,
    namespace: undefined,
    clock: HASTY_CLOCK,
    onEvents: (batch) => events.push(...batch),
    onState: (state) => states.push(state),
  });
  onTestFinished(async () => {
    live.stop();
    await access.close();
  });
  return { live, events, states, server };
}

const POD = { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['list', 'watch'] };
const RULE = { name: 'rules', kind: 'Rule', namespaced: false, verbs: ['list'] };

/** Discovery as servers before 1.26 have it. */
const OLD: Readonly<Record<string, object>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      {
        name: 'policy.example',
        versions: [{ groupVersion: 'policy.example/v1' }, { groupVersion: 'policy.example/v2' }],
      },
      { name: 'none.of.our.business', versions: [{ groupVersion: 'none.of.our.business/v1' }] },
    ],
  },
  '/api/v1': {
    resources: [
      POD,
      { ...POD, name: 'pods/status' },
      { ...POD, name: 'secrets', kind: 'Secret' },
      { ...POD, verbs: ['create'] },
    ],
  },
  '/apis/policy.example/v1': { resources: [RULE] },
  '/apis/policy.example/v2': { resources: [RULE] },
};

const group = (name: string, version: string, resources: readonly object[], freshness = 'Current'): object => {
  return { metadata: { name }, versions: [{ version, resources, freshness }] };
};

const aggregated = (items: readonly object[]): object => ({ kind: 'APIGroupDiscoveryList', items });
const POD_2 = { resource: 'pods', responseKind: { kind: 'Pod' }, scope: 'Namespaced', verbs: ['list'] };
const RULE_2 = { resource: 'rules', responseKind: { kind: 'Rule' }, scope: 'Cluster', verbs: ['list'] };

/** The same from one document a root. */
const NEW: Readonly<Record<string, object>> = {
  '/api': aggregated([group('', 'v1', [POD_2, { ...POD_2, responseKind: { kind: 'Secret' }, resource: 'secrets' }])]),
  '/apis': aggregated([
    group('policy.example', 'v1', [RULE_2]),
    group('policy.example', 'v2', [RULE_2]),
    group('down.example', 'v1', [], 'Stale'),
  ]),
};

const LISTS: Readonly<Record<string, object>> = {
  '/api/v1/pods': page([listed('a')]),
  '/apis/policy.example/v2/rules': page([listed('r', '1', '')]),
};

describe('discovery', () => {
  test.each([
    ['old', OLD],
    ['new', NEW],
  ])('reads each wanted kind in its best version, and nothing else (%s servers)', async (_name, discovery) => {
    const { live, events, server } = await source(({ path }) => discovery[path] ?? LISTS[path] ?? status(404));
    const { kinds } = await live.readOnce();
    expect(kinds.map(({ served, phase }) => [served.apiVersion, served.kind, phase])).toEqual([
      ['v1', 'Pod', 'live'],
      ['policy.example/v2', 'Rule', 'live'],
    ]);
    expect(events).toHaveLength(2);
    expect(server.asked.filter((line) => /secrets|business|status/.test(line))).toEqual([]);
  });

  test('a group whose server is down is named, for policies may be in it', async () => {
    const { live } = await source(({ path }) => NEW[path] ?? LISTS[path] ?? status(404));
    expect((await live.readOnce()).unavailable).toEqual(['down.example']);
  });

  test('without an answer nothing is known, and the reason is', async () => {
    const { live } = await source(() => status(401, 'Unauthorized'));
    const state = await live.readOnce();
    expect(summaryOf(state)).toEqual({
      kind: 'failed',
      problem: expect.stringContaining('does not accept the credentials'),
    });
  });
});

describe('following', () => {
  test('begins when the server is there, and kinds that come later are read', async () => {
    let asked = 0;
    const { live, states } = await source(({ path, query }, response) => {
      asked += 1;
      if (asked < 5) return status(503);
      if (query.get('watch') === '1')
        return void response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      if (path === '/apis' && asked < 12) return aggregated([]);
      return NEW[path] ?? LISTS[path] ?? status(404);
    });
    const following = live.follow();
    while (!states.some(({ kinds }) => kinds.some(({ served }) => served.kind === 'Rule'))) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(states.map((state) => summaryOf(state).kind)).toContain('failed');
    live.stop();
    await following;
  });
});
