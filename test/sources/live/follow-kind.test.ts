import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { partsRead } from '../../../src/kinds/parts-read.ts';
import type { KindState, ServedKind } from '../../../src/model/live-state.ts';
import type { ObjectEvent } from '../../../src/model/raw-object.ts';
import { createClient } from '../../../src/sources/live/api-client.ts';
import { findCluster } from '../../../src/sources/live/cluster-access.ts';
import { followKind, readKindOnce } from '../../../src/sources/live/follow-kind.ts';
import { type Clock, createPatience } from '../../../src/sources/live/patience.ts';
import {
  type Answer,
  HASTY_CLOCK,
  kubeconfigFor,
  listed,
  NAMESPACES,
  PODS,
  page,
  serve,
  status,
} from './scripted-server.ts';

interface Following {
  /** Names of the objects known now, with their versions. */
  readonly known: ReadonlyMap<string, unknown>;
  readonly events: readonly ObjectEvent[];
  readonly states: readonly KindState[];
  readonly asked: readonly string[];
  /** Resolves once that is true of the state, the objects or what was asked. */
  readonly until: (holds: (following: Following) => boolean) => Promise<void>;
}

interface Script {
  readonly answer: Answer;
  readonly served?: ServedKind;
  readonly namespace?: string;
  readonly once?: boolean;
  readonly timeoutMs?: number;
  readonly mostBytes?: number;
  readonly awake?: () => AbortSignal;
  readonly clock?: Clock;
}

async function follow({ answer, served = PODS, namespace, once = false, timeoutMs = 5000, ...more }: Script) {
  const { mostBytes, awake, clock = HASTY_CLOCK } = more;
  let heard = (): void => undefined;
  const server = await serve(answer, () => heard());
  const access = await findCluster({ kubeconfig: await kubeconfigFor(server.url), env: {} });
  const aborting = new AbortController();
  const known = new Map<string, unknown>();
  const events: ObjectEvent[] = [];
  const states: KindState[] = [];
  const waiting = new Set<() => void>();
  heard = () => {
    for (const check of [...waiting]) check();
  };
  const reader = {
    client: createClient(access, { timeoutMs, ...(mostBytes === undefined ? {} : { mostBytes }) }),
    served,
    context: 'lab',
    namespace,
    clock,
    patience: createPatience(clock),
    partsOf: partsRead,
    signal: aborting.signal,
    ...(awake === undefined ? {} : { awake }),
    onEvents: (batch: readonly ObjectEvent[]) => {
      for (const event of batch) note(known, event);
      events.push(...batch);
      heard();
    },
    onState: (state: KindState) => {
      states.push(state);
      heard();
    },
  };
  const following: Following = {
    known,
    events,
    states,
    asked: server.asked,
    until: (holds) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!holds(following)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
  const done = once ? readKindOnce(reader, 3) : followKind(reader);
  onTestFinished(async () => {
    aborting.abort();
    await done;
    await access.close();
  });
  if (once) await done;
  return following;
}

function note(known: Map<string, unknown>, event: ObjectEvent): void {
  if (event.type === 'delete') known.delete(event.id.name);
  else {
    const metadata = event.object.value['metadata'] as { name: string; resourceVersion: string };
    known.set(metadata.name, metadata.resourceVersion);
  }
}

const isWatch = (query: URLSearchParams): boolean => query.get('watch') === '1';

/** A watch that has begun and says nothing. */
function silence(response: ServerResponse): undefined {
  if (response.headersSent) return;
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
}

function watchLines(response: ServerResponse, ...events: readonly (readonly [type: string, object: object])[]): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/json' });
  for (const [type, object] of events) response.write(`${JSON.stringify({ type, object })}\n`);
}

function last<T>(list: readonly T[]): T | undefined {
  return list.at(-1);
}

describe('reading once', () => {
  test('goes through the pages', async () => {
    const { known, states, asked } = await follow({
      once: true,
      answer: ({ query }) =>
        query.get('continue') === null ? page([listed('a'), listed('b')], { next: 'more' }) : page([listed('c')]),
    });
    expect([...known.keys()]).toEqual(['a', 'b', 'c']);
    expect(last(states)).toMatchObject({ phase: 'live', listed: true, objects: 3 });
    expect(asked).toEqual(['/api/v1/pods?limit=500', '/api/v1/pods?limit=500&continue=more']);
  });

  test('begins anew when a page is not kept any more, and forgets what is gone by then', async () => {
    let beginnings = 0;
    const { known, events } = await follow({
      once: true,
      answer: ({ query }) => {
        if (query.get('continue') !== null) return beginnings === 1 ? status(410) : page([listed('c')]);
        beginnings += 1;
        return page(beginnings === 1 ? [listed('a'), listed('b')] : [listed('a')], { next: 'more' });
      },
    });
    expect([...known.keys()]).toEqual(['a', 'c']);
    // `a` has not changed, and is not said twice.
    expect(events).toHaveLength(4);
  });

  const TROUBLE: readonly (readonly [string, Answer])[] = [
    ['429', () => status(429)],
    ['500', () => status(500, 'etcd is away')],
    ['503 without JSON', (_, response) => void response.writeHead(503, { 'content-type': 'text/html' }).end('<html>')],
    [
      'half a JSON document',
      (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"items": [{'),
    ],
    [
      'a connection that breaks',
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).write('{', () => response.destroy()),
    ],
    ['a connection that breaks before the answer', (_, response) => void response.destroy()],
  ];
  test.each(TROUBLE)('tries again after %s', async (_name, trouble) => {
    let times = 0;
    const { known, states } = await follow({
      once: true,
      answer: (asked, response) => {
        times += 1;
        return times === 1 ? trouble(asked, response) : page([listed('a')]);
      },
    });
    expect([...known.keys()]).toEqual(['a']);
    expect(last(states)).toMatchObject({ phase: 'live', problem: undefined });
  });

  test.each(TROUBLE)('gives up when nothing comes but %s', async (_name, trouble) => {
    const { states, asked } = await follow({ once: true, answer: trouble });
    expect(asked.length).toBe(4);
    expect(last(states)).toMatchObject({ phase: 'stale', listed: false });
    expect(last(states)?.problem).toBeTruthy();
  });

  test.each<readonly [string, Answer, RegExp]>([
    [
      'a login page',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      /text\/html, not JSON/,
    ],
    ['a list that is none', () => ({ items: 3 }), /no items/],
    ['a list that never moves on', () => page([listed('a')], { next: 'same' }), /does not go on/],
    ['a redirect', (_, response) => void response.writeHead(302, { location: '/' }).end(), /302/],
    [
      'an answer without end',
      (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(' '.repeat(5000)),
      /more than can be held/,
    ],
  ])('says what is wrong with %s', async (_name, answer, message) => {
    const { states } = await follow({ once: true, answer, mostBytes: 4000 });
    expect(last(states)?.problem).toMatch(message);
  });

  test('does not wait for ever for an answer', async () => {
    const { states } = await follow({ once: true, answer: () => undefined, timeoutMs: 20 });
    expect(last(states)?.problem).toMatch(/does not answer/);
  });
});

describe('refusals', () => {
  const FORBIDDEN = 'pods is forbidden: User "u" cannot list resource "pods"';

  test('a kind that may not be listed says so, with the server’s words', async () => {
    const { states } = await follow({ once: true, answer: () => status(403, FORBIDDEN) });
    expect(last(states)).toMatchObject({ phase: 'refused', listed: false, problem: FORBIDDEN });
  });

  test('the one namespace is read where the cluster is refused', async () => {
    const { known, states } = await follow({
      once: true,
      namespace: 'shop',
      answer: ({ path }) => (path === '/api/v1/namespaces/shop/pods' ? page([listed('a')]) : status(403)),
    });
    expect([...known.keys()]).toEqual(['a']);
    expect(last(states)).toMatchObject({ phase: 'live', onlyIn: 'shop', listed: true });
  });

  test('and of the namespaces the one', async () => {
    const { known, states } = await follow({
      once: true,
      served: NAMESPACES,
      namespace: 'shop',
      answer: ({ path }) =>
        path === '/api/v1/namespaces/shop' ? { metadata: { name: 'shop', resourceVersion: '3' } } : status(403),
    });
    expect([...known.keys()]).toEqual(['shop']);
    expect(last(states)).toMatchObject({ phase: 'live', onlyIn: 'shop' });
  });

  test('permission that comes later is noticed', async () => {
    let times = 0;
    const following = await follow({
      answer: ({ query }, response) => {
        if (isWatch(query)) return silence(response);
        times += 1;
        return times < 3 ? status(403) : page([listed('a')]);
      },
    });
    await following.until(({ known }) => known.has('a'));
    expect(following.states.map(({ phase }) => phase)).toContain('refused');
  });

  test('what may be listed and not watched is listed again and again', async () => {
    let times = 0;
    const following = await follow({
      answer: ({ query }) => {
        if (isWatch(query)) return status(403, 'cannot watch');
        times += 1;
        return page([listed(`pod-${times}`)]);
      },
    });
    await following.until(({ known }) => known.has('pod-3') && known.size === 1);
    expect([...following.known.keys()]).toEqual(['pod-3']);
  });
});

describe('a kind that goes away', () => {
  const RULES: ServedKind = { apiVersion: 'policy.example/v1', kind: 'Rule', plural: 'rules', namespaced: true };

  test('takes its objects with it, and may come back', async () => {
    let times = 0;
    const following = await follow({
      served: RULES,
      answer: ({ query }, response) => {
        times += 1;
        if (times === 2 || times === 3) return status(404, 'the server could not find the requested resource');
        if (isWatch(query)) return silence(response);
        return page([listed(`rule-${times}`)]);
      },
    });
    await following.until(({ known }) => known.has('rule-4'));
    expect([...following.known.keys()]).toEqual(['rule-4']);
    expect(following.states.map(({ phase }) => phase)).not.toContain('stale');
  });

  test('is no such kind when it is built in: then something else answers, and nothing is deleted', async () => {
    const following = await follow({
      answer: ({ query }) => (isWatch(query) ? status(404) : page([listed('a')])),
    });
    await following.until(({ states }) => states.some(({ phase }) => phase === 'stale'));
    expect([...following.known.keys()]).toEqual(['a']);
  });
});

describe('watching', () => {
  test('follows additions, changes and deletions', async () => {
    const following = await follow({
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([listed('a'), listed('b')]);
        watchLines(
          response,
          ['ADDED', listed('c', '11')],
          ['MODIFIED', listed('a', '12')],
          ['DELETED', listed('b', '13')],
        );
        return undefined;
      },
    });
    await following.until(({ known }) => !known.has('b') && known.has('c'));
    expect([...following.known]).toEqual([
      ['a', '12'],
      ['c', '11'],
    ]);
    expect(following.asked[1]).toMatch(/watch=1&allowWatchBookmarks=true&timeoutSeconds=\d+&resourceVersion=10$/);
    expect(last(following.states)).toMatchObject({ phase: 'live', objects: 2 });
  });

  test('goes on from the last bookmark when the server ends a watch', async () => {
    const following = await follow({
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([listed('a')]);
        if (query.get('resourceVersion') !== '10') return silence(response);
        watchLines(response, ['BOOKMARK', { metadata: { resourceVersion: '77' } }]);
        response.end();
        return undefined;
      },
    });
    await following.until(({ asked }) => asked.length === 3);
    expect(following.asked[2]).toContain('resourceVersion=77');
  });

  test('reads the list again after a 410, and notices what has been deleted meanwhile', async () => {
    let lists = 0;
    const following = await follow({
      answer: ({ query }, response) => {
        if (!isWatch(query)) {
          lists += 1;
          return page(lists === 1 ? [listed('a'), listed('b')] : [listed('b')], { version: String(lists * 10) });
        }
        if (lists > 1) return silence(response);
        watchLines(response, ['ERROR', status(410, 'too old resource version')]);
        return undefined;
      },
    });
    await following.until(({ known, asked }) => !known.has('a') && asked.length === 4);
    expect([...following.known.keys()]).toEqual(['b']);
    expect(following.states.every(({ phase }) => phase !== 'stale')).toBe(true);
  });

  test('a line cut in the middle is not taken for an event, and the watch resumes after the last whole one', async () => {
    let watches = 0;
    const following = await follow({
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([]);
        watches += 1;
        if (watches > 1) return silence(response);
        watchLines(response, ['ADDED', listed('a', '11')]);
        response.end('{"type":"ADDED","object":{"metadata":{"name":"b"');
        return undefined;
      },
    });
    await following.until(({ asked }) => asked.length === 3);
    expect([...following.known.keys()]).toEqual(['a']);
    expect(following.asked[2]).toContain('resourceVersion=11');
    expect(following.states.map(({ phase }) => phase)).toContain('stale');
  });

  test('a server that goes away leaves the objects, and is stale until it is back', async () => {
    let watches = 0;
    const following = await follow({
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([listed('a')]);
        watches += 1;
        if (watches < 4) return void response.destroy();
        watchLines(response, ['ADDED', listed('b', '11')]);
        return undefined;
      },
    });
    await following.until(({ known }) => known.has('b'));
    const stale = following.states.filter(({ phase }) => phase === 'stale');
    expect(stale[0]).toMatchObject({ objects: 1, listed: true });
    expect(new Set(stale.map(({ since }) => since)).size).toBe(1);
    expect(last(following.states)).toMatchObject({ phase: 'live', problem: undefined, since: undefined });
    expect(following.asked.filter((line) => !line.includes('watch=1'))).toHaveLength(1);
  });

  test('credentials that are refused in the middle are read anew, then it is said; later ones are taken up', async () => {
    let watches = 0;
    const following = await follow({
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([listed('a')]);
        watches += 1;
        if (watches === 1) {
          watchLines(response, ['MODIFIED', listed('a', '11')]);
          return void response.end();
        }
        // Twice in vain: with the credentials as they were, and with those read anew.
        return watches <= 3 ? status(401, 'Unauthorized') : silence(response);
      },
    });
    await following.until(({ states }) => watches >= 4 && last(states)?.phase === 'live');
    const said = following.states.filter(({ phase }) => phase === 'stale').map(({ problem }) => problem);
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toMatch(/^127\.0\.0\.1:\d+ does not accept the credentials \(401\); log in again: Unauthorized$/);
    expect(following.known).toEqual(new Map([['a', '11']]));
    expect(following.asked.filter((url) => !url.includes('watch='))).toHaveLength(1);
  });

  test('after a sleep a watch is made anew at once, though the old one never broke', async () => {
    let awake = new AbortController();
    let watches = 0;
    const following = await follow({
      awake: () => awake.signal,
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([listed('a')]);
        watches += 1;
        if (watches === 2) watchLines(response, ['ADDED', listed('b', '12')]);
        return silence(response);
      },
    });
    await following.until(({ states }) => watches === 1 && last(states)?.phase === 'live');
    const slept = awake;
    awake = new AbortController();
    slept.abort();
    await following.until(({ known, states }) => known.has('b') && last(states)?.phase === 'live');
    expect(
      following.states.some(({ phase, problem }) => phase === 'stale' && problem === 'the machine was asleep'),
    ).toBe(true);
    expect(following.asked.filter((url) => url.includes('watch='))).toHaveLength(2);
  });

  test('a server that asks for patience gets it, in a list and in a watch', async () => {
    const waits: number[] = [];
    const clock: Clock = {
      ...HASTY_CLOCK,
      after: (milliseconds, run) => {
        waits.push(milliseconds);
        return HASTY_CLOCK.after(milliseconds, run);
      },
    };
    const patience = (response: ServerResponse, seconds: string): undefined => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': seconds }).end('{}');
      return undefined;
    };
    let lists = 0;
    let watches = 0;
    const following = await follow({
      clock,
      answer: ({ query }, response) => {
        if (isWatch(query)) {
          watches += 1;
          return watches === 1 ? patience(response, '72') : silence(response);
        }
        lists += 1;
        return lists === 1 ? patience(response, '71') : page([listed('a')]);
      },
    });
    await following.until(({ states }) => watches === 2 && last(states)?.phase === 'live');
    expect(waits.filter((wait) => wait > 60_000)).toEqual([71_000, 72_000]);
    expect(following.states.some(({ problem }) => problem?.includes('asks for patience (429)') === true)).toBe(true);
    expect(lists).toBe(2);
  });

  test('a clock that is set back meanwhile is no sign of a server that ends every watch', async () => {
    let now = 1_000_000_000;
    let watches = 0;
    const following = await follow({
      clock: { ...HASTY_CLOCK, now: () => now },
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([listed('a')]);
        watches += 1;
        if (watches > 3) return silence(response);
        now -= 3_600_000;
        watchLines(response);
        response.end();
        return undefined;
      },
    });
    await following.until(({ states }) => watches === 4 && last(states)?.phase === 'live');
    expect(following.states.filter(({ phase }) => phase === 'stale')).toEqual([]);
  });

  test('a server that ends every watch at once is not asked in a loop without rest', async () => {
    const following = await follow({
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([]);
        watchLines(response);
        response.end();
        return undefined;
      },
    });
    await following.until(({ states }) => states.some(({ problem }) => problem?.includes('ends every watch') === true));
  });

  test('garbage in a watch is survived', async () => {
    let watches = 0;
    const following = await follow({
      answer: ({ query }, response) => {
        if (!isWatch(query)) return page([]);
        watches += 1;
        const garbage = ['no json\n', '[]\n', '{"type":"WHAT"}\n', `{"type":"ADDED"}\n${'x'.repeat(10)}`][watches - 1];
        if (garbage === undefined) watchLines(response, ['ADDED', listed('a', '11')]);
        else response.writeHead(200, { 'content-type': 'application/json' }).end(garbage);
        return undefined;
      },
    });
    await following.until(({ known }) => known.has('a'));
  });
});
