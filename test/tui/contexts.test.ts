import { describe, expect, test } from 'vitest';
import type { ConnectionState } from '../../src/model/live-state.ts';
import type { ContextEntry } from '../../src/tui/state/contexts.ts';
import type { WorldSource } from '../../src/tui/state/store.ts';
import { type Driver, open } from './driver.ts';
import { SHOP } from './shop.ts';

const entry = (name: string, others: Partial<ContextEntry> = {}): ContextEntry => ({
  name,
  cluster: `${name}-cluster`,
  server: `https://${name}.example:6443`,
  user: 'me',
  namespace: undefined,
  isDefault: false,
  ...others,
});

const ENTRIES = [entry('prod', { isDefault: true, namespace: 'shop' }), entry('lab'), entry('e\u001b[2Jvil\u202e')];

function source(context: string, state: Partial<ConnectionState> = {}): WorldSource {
  const connection: ConnectionState = {
    context,
    server: `https://${context}.example:6443`,
    kinds: [
      {
        served: { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
        phase: 'live',
        objects: 4,
        onlyIn: undefined,
        listed: true,
        problem: undefined,
        since: undefined,
      },
    ],
    unavailable: [],
    problem: undefined,
    ...state,
  };
  return { kind: 'cluster', label: context, connection };
}

function openOn(where: WorldSource, use: (name: string) => Promise<void> = () => Promise.resolve()): Driver {
  return open(SHOP, { source: where, columns: 120, contexts: { list: () => Promise.resolve(ENTRIES), use } });
}

describe('contexts', () => {
  test('are listed with cluster, namespace and which one is looked at, and the state of the connection below', async () => {
    const app = await openOn(source('prod')).type(':ctx').press('enter').idle();
    expect(app.text()).toMatch(/prod +here +prod-cluster +shop +https:\/\/prod\.example:6443/);
    expect(app.text()).toMatch(/lab +lab-cluster +default +https:\/\/lab/);
    expect(app.text()).toContain('CONNECTION  https://prod.example:6443  ● live');
    expect(app.text()).toMatch(/pods +● live +4/);
    expect(app.text()).toContain('e\\x1b[2Jvil\\u202e');
  });

  test('enter goes over to another; pins and changes stay with their cluster', async () => {
    const used: string[] = [];
    const app = openOn(source('prod'), (name) => {
      used.push(name);
      return Promise.resolve();
    });
    app.type(':pin shop/web-1 shop/cart-1:80').press('enter').worldChanges(SHOP.replace('app: cart }', 'app: kart }'));
    await app.type(':ctx').press('enter').idle();
    app.press('j', 'enter');
    expect(used).toEqual(['lab']);
    app.sourceChanges('', source('lab'));
    expect(app.news()).toBe('now looking at lab');
    expect(app.state().watching).toMatchObject({ pins: [], log: { seen: 0 } });
    expect(app.screen().at).toBe('contexts');
    app.sourceChanges(SHOP, source('prod'));
    expect(app.state().watching.pins).toHaveLength(1);
    expect(app.state().watching.log.seen).toBe(1);
  });

  test(':ctx completes names, also where the cluster is out of reach', async () => {
    const used: string[] = [];
    const broken = source('prod', { kinds: [], problem: 'prod.example:6443 refuses connections' });
    const app = openOn(broken, (name) => {
      used.push(name);
      return Promise.resolve();
    });
    await app.type(':ctx l').idle();
    expect(app.rows().at(-2)).toContain('lab');
    app.press('tab', 'enter');
    expect(used).toEqual(['lab']);
  });

  test('a list that is empty because nothing could be read says what is wrong, and the way on', () => {
    const broken = source('prod', { kinds: [], problem: 'prod.example:6443 refuses connections' });
    const app = open('', { source: broken, loading: { files: 0, objects: 0, done: false } });
    expect(app.text()).toContain('Not connected: prod.example:6443 refuses connections.');
    expect(app.text()).toContain(':ctx goes to another cluster');
  });

  test('one that does not exist is an error, and nothing has changed', async () => {
    const app = openOn(source('prod'), () => Promise.reject(new Error('there is no context "x"; there are prod, lab')));
    await app.press('1').type(':ctx x').press('enter').idle();
    expect(app.state().flash).toMatchObject({ kind: 'error', text: 'there is no context "x"; there are prod, lab' });
    expect(app.screen().at).toBe('pods');
  });

  test('without a kubeconfig the screen says so', async () => {
    const contexts = {
      list: () => Promise.reject(new Error('there is no kubeconfig (a)')),
      use: () => Promise.resolve(),
    };
    const app = await open(SHOP, { contexts }).type(':ctx').press('enter').idle();
    expect(app.text()).toContain('there is no kubeconfig (a)');
  });

  test('a kubeconfig without contexts says so, and offers no filter', async () => {
    const contexts = { list: () => Promise.resolve([]), use: () => Promise.resolve() };
    const app = await open(SHOP, { contexts }).type(':ctx').press('enter').idle();
    expect(app.text()).toContain('The kubeconfig has no contexts.');
    expect(app.text()).not.toContain('filter');
  });

  test('an answer says since when the connection is stale', () => {
    const since = new Date(2026, 5, 1, 11, 58, 0).getTime();
    const [kind] = source('prod').kind === 'cluster' ? [source('prod')] : [];
    if (kind?.kind !== 'cluster') throw new Error('a cluster');
    const stale = source('prod', {
      kinds: kind.connection.kinds.map((state) => ({ ...state, phase: 'stale', since, problem: 'it broke' })),
    });
    const app = openOn(stale).type(':reach shop/web-1 shop/cart-1:80').press('enter');
    expect(app.rows()[0]).toContain('▲ stale since 11:58:00: it broke');
    expect(app.text()).toContain('as of 11:58:00: the cluster cannot be watched since');
  });
});
