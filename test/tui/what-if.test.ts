import { describe, expect, test } from 'vitest';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { type Driver, type OpenOptions, open } from './driver.ts';
import { SHOP } from './shop.ts';

const SOURCES = { 'test.yaml': SHOP };
const ANY_ESCAPE = /\u001b\[[0-9;]*m/g;

/** The list of policies, on the data one, with an editor that replaces one text by another. */
function onPolicy(from: string, to: string, options: OpenOptions = {}): Driver {
  const editor = (text: string): string => text.replace(from, to);
  return open(SHOP, { sources: SOURCES, editor, columns: 120, ...options })
    .type(':policies')
    .press('enter');
}

describe('e on a policy', () => {
  test('opens it as it is written, and shows which connections open and close; enter asks one of them', async () => {
    const texts: string[] = [];
    const app = onPolicy('', '', {
      editor: (text) => {
        texts.push(text);
        return text.replace('port: 5432', 'port: 5433');
      },
    });
    await app.press('e').idle();
    expect(texts[0]).toMatch(/^apiVersion: networking.k8s.io\/v1\nkind: NetworkPolicy\nmetadata: \{ name: db-allow/);
    expect(texts[0]).not.toContain('name: nobody');
    expect(app.text()).toContain('CONNECTIONS  comparing…');
    app.workEnds();
    expect(app.text()).toContain('1. edit NetworkPolicy data/db-allow');
    expect(app.text()).toContain('spec.ingress[0].ports: TCP 5432 → TCP 5433');
    expect(app.text()).toContain('connections that differ: 2 added and 2 removed');
    expect(app.rows().join()).toMatch(/- removed +shop\/cart-1 +data\/db-0 +TCP 5432/);
    app.press('G', 'enter');
    expect(app.screen()).toMatchObject({
      at: 'reach',
      form: { asked: { from: 'shop/cart-1', to: 'data/db-0:5433' } },
    });
    expect(app.text()).toContain('ALLOWED');
  });

  test('compares connections once everything is read, and not half a cluster', async () => {
    const app = onPolicy('port: 5432', 'port: 5433', { loading: { files: 1, objects: 9, done: false } });
    await app.press('e').idle();
    expect(app.text()).toContain('CONNECTIONS  compared as soon as everything is read');
    app.worldChanges(SHOP).workEnds();
    expect(app.text()).toContain('connections that differ: 2 added and 2 removed');
  });

  test('marks every screen until it is undone, and everything shows what would be', async () => {
    const app = onPolicy('port: 5432', 'port: 5433');
    await app.press('e').idle();
    for (const place of [':pods', ':ns', ':findings', ':reach shop/cart-1 data/db-0:5432']) {
      expect(app.type(place).press('enter').rows()[0]).toContain('▲ WHAT-IF, 1 edit');
    }
    expect(app.text()).toContain('DENIED');
    app.press('u');
    expect(app.news()).toBe('undone: edit NetworkPolicy data/db-allow');
    expect(app.rows()[0]).not.toContain('WHAT-IF');
    expect(app.text()).toContain('ALLOWED');
    app.press('u');
    expect(app.news()).toBe('nothing was edited in memory');
  });

  test('begins with what was written last when it is edited again, and y shows that', async () => {
    const texts: string[] = [];
    const app = onPolicy('', '', {
      editor: (text) => {
        texts.push(text);
        return text.replace(/port: (\d+)/, (_port, number) => `port: ${Number(number) + 1}`);
      },
    });
    await app.press('e').idle();
    await app.press('esc', 'e').idle();
    expect(texts[1]).toContain('port: 5433');
    expect(app.rows()[0]).toContain('WHAT-IF, 2 edits');
    await app.press('esc', 'esc', 'y').idle();
    expect(app.text()).toContain('port: 5434');
  });

  test('an object of a list is edited as a document of its own', async () => {
    const items = SHOP.split('---\n').map((text) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`);
    const list = `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`;
    const texts: string[] = [];
    const app = open(list, { sources: { 'test.yaml': list }, editor: (text) => void texts.push(text) });
    await app.type(':policies').press('enter', 'e').idle();
    expect(texts[0]).toMatch(/^apiVersion: networking.k8s.io\/v1\nkind: NetworkPolicy\nmetadata: \{ name: db-allow/);
    expect(app.news()).toBe('nothing was changed');
  });

  test('of a cluster begins with the object as the cluster has it, without what a server puts in', async () => {
    const texts: string[] = [];
    const editor = (text: string): string => {
      texts.push(text);
      return text.replace('port: 5432', 'port: 5433');
    };
    const asked: unknown[] = [];
    const readObject: OpenOptions['readObject'] = async (object) => {
      asked.push(object);
      return {
        metadata: {
          name: 'db-allow',
          namespace: 'data',
          uid: 'u',
          resourceVersion: '7',
          labels: { team: 'data' },
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', why: 'audit' },
          managedFields: [{ manager: 'argocd' }],
        },
        spec: {
          podSelector: { matchLabels: { app: 'db' } },
          ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 5432 }] }],
        },
        kind: 'NetworkPolicy',
        apiVersion: 'networking.k8s.io/v1',
      };
    };
    const app = open(SHOP, { fromCluster: true, editor, readObject, columns: 120 }).type(':policies').press('enter');
    await app.press('e').idle();
    expect(asked).toEqual([
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'data', name: 'db-allow' },
    ]);
    expect(texts[0]).toMatch(/^apiVersion: networking.k8s.io\/v1\nkind: NetworkPolicy\nmetadata:\n {2}name: db-allow/);
    expect(texts[0]).toContain('team: data');
    expect(texts[0]).toContain('why: audit');
    expect(texts[0]).not.toMatch(/uid|resourceVersion|managedFields|last-applied/);
    expect(app.text()).toMatch(/OBJECTS {2}1 object differs/);
    expect(app.text()).toContain('1. edit NetworkPolicy data/db-allow');
  });

  test.each([
    ['NetworkPolicy', ''],
    [
      'AdminNetworkPolicy',
      `---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: a-first }
spec: { priority: 5, subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }], ports: [{ portNumber: { protocol: TCP, port: 5432 } }] }] }
`,
    ],
    [
      'BaselineAdminNetworkPolicy',
      `---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: { name: default }
spec: { subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }], ports: [{ portNumber: { protocol: TCP, port: 5432 } }] }] }
`,
    ],
    [
      'ClusterNetworkPolicy',
      `---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: a-first }
spec: { tier: Admin, priority: 5, subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }], protocols: [{ tcp: { destinationPort: { number: 5432 } } }] }] }
`,
    ],
  ])('of a cluster that cannot be asked begins with what is evaluated of a %s, and says so', async (kind, more) => {
    const texts: string[] = [];
    const editor = (text: string): string => {
      texts.push(text);
      return text.replace('5432', '5433');
    };
    const app = open(SHOP + more, { fromCluster: true, editor, columns: 120 })
      .type(':policies')
      .press('enter');
    app.press('/').type(kind).press('enter');
    await app.press('e').idle();
    expect(texts[0]).toMatch(/^# It cannot be asked for: the server is away\.\n# As it is evaluated/);
    expect(texts[0]).toContain(`kind: ${kind}\n`);
    expect(app.text()).toMatch(/OBJECTS {2}1 object differs/);
    expect(app.text()).toMatch(/spec\.ingress\[0\]\.ports: TCP 5432 → TCP 5433/);
  });

  test('whose file is gone cannot be edited, and says so', async () => {
    const app = open(SHOP, { editor: (text) => text });
    await app.type(':policies').press('enter', 'e').idle();
    expect(app.news()).toContain('is not to be had any more');
  });

  test.each([
    ['no YAML', () => 'spec: [', /data-db-allow\.yaml:1/],
    ['no object', () => 'hello', /no Kubernetes object/],
    ['what a server refuses', (text: string) => text.replace('192.168.0.0/16', '192.168.0.0/99'), /192\.168\.0\.0\/99/],
  ])('%s is not applied; the text is kept and can be edited again', async (_name, broken, said) => {
    const texts: string[] = [];
    const app = onPolicy('', '', {
      editor: (text) => {
        texts.push(text);
        return texts.length === 1 ? broken(text) : text;
      },
    });
    await app.press('e').idle();
    expect(app.text()).toMatch(said);
    expect(app.text()).toContain('NOT APPLIED');
    expect(app.rows()[0]).not.toContain('WHAT-IF,');
    await app.press('e').idle();
    expect(texts[1]).toBe(broken(texts[0] ?? ''));
  });

  test('without a change changes nothing, and an editor that fails is told about', async () => {
    const app = onPolicy('x', 'x', { editor: () => undefined });
    await app.press('e').idle();
    expect(app.news()).toBe('nothing was changed');
    expect(app.screen().at).toBe('policies');
  });

  test('text that would move the cursor reaches the screen as text', async () => {
    const app = onPolicy('app: db }', 'app: "\\e[2J\\u202e" }');
    await app.press('e').idle();
    expect(app.text()).toContain('is not a label value');
    for (const row of app.painted()) expect(row.replace(ANY_ESCAPE, '')).not.toMatch(/[\u0000-\u001f\u202e]/);
  });
});

describe('in memory', () => {
  test('ctrl-x takes a policy away, and in What-if an edit', () => {
    const app = open(SHOP, { columns: 120 }).type(':policies').press('enter', 'ctrl-x').workEnds();
    expect(app.text()).toContain('1. remove NetworkPolicy data/db-allow');
    expect(app.text()).toMatch(/- deleted +NetworkPolicy data\/db-allow/);
    expect(app.text()).toMatch(/\+ added +shop\/web-1 +data\/db-0/);
    app.press('c');
    expect(app.asked.at(-1)).toContain('# kubectl delete networkpolicy db-allow --namespace data');
    app.press('ctrl-x');
    expect(app.text()).toContain('Nothing was edited');
    expect(app.text()).not.toContain('every screen shows what would be');
    expect(app.rows()[0]).not.toContain('WHAT-IF,');
  });

  test('= puts a label on a pod or a namespace, or takes it off', () => {
    const app = open(SHOP, { columns: 120 }).type(':pods shop').press('enter', 'j', '=');
    expect(app.rows().at(-1)).toBe(' :label');
    app.type('app=cart').press('enter').workEnds();
    expect(app.text()).toContain('1. label Pod shop/web-1 app=cart');
    expect(app.text()).toMatch(/\+ added +shop\/web-1 +data\/db-0 +TCP 5432/);
    app.type(':ns').press('enter', 'j', '=').type('team-').press('enter').workEnds();
    expect(app.text()).toContain('2. label Namespace shop team-');
    expect(app.text()).toMatch(/- removed +shop\/cart-1 +data\/db-0 +TCP 5432/);
    app.press('c');
    expect(app.asked.at(-1)).toContain('# kubectl label namespace shop --overwrite team-');
    app.type(':label nonsense').press('enter');
    expect(app.state().flash?.kind).toBe('info');
  });

  test('e on a pod edits its labels, and only those', async () => {
    const texts: string[] = [];
    const editor = (text: string): string => {
      texts.push(text);
      return text.replace('app: web', 'app: cart').replace('kind: Pod', 'kind: Pod\nspec: { hostNetwork: true }');
    };
    const app = open(SHOP, { columns: 120, editor }).type(':pods shop').press('enter', 'j');
    await app.press('e').idle();
    expect(texts[0]).toContain('labels:\n    app: web\n    tier: front');
    expect(app.text()).toContain('labels.app: web → cart');
    expect(app.text()).toMatch(/OBJECTS {2}1 object differs/);
  });

  test('n begins a policy for whom one is on', async () => {
    const texts: string[] = [];
    const editor = (text: string): string => {
      texts.push(text);
      return `${text}# mine\n`;
    };
    const app = open(SHOP, { columns: 120, editor });
    await app.type(':pods shop').press('enter', 'n', 'G', 'enter').idle();
    app.workEnds();
    expect(texts[0]).toContain('app: cart');
    expect(app.text()).toContain('1. new NetworkPolicy shop/limit-cart-1');
    expect(app.text()).toMatch(/- removed +shop\/web-1 +shop\/cart-1/);
    await app.press('ctrl-s').idle();
    expect(app.asked.at(-1)).toMatch(/^save netpol-tui-what-if\.yaml\n---\n# new NetworkPolicy shop\/limit-cart-1\n/);
    expect(app.asked.at(-1)).toContain('# mine');
  });

  test('what changes in the cluster meanwhile is seen through the edits, and pins follow the cluster', () => {
    const app = open(SHOP, { columns: 120 }).type(':pin shop/web-1 data/db-0:5432').press('enter');
    app.type(':policies').press('enter', 'ctrl-x');
    expect(app.state().watching.pins[0]?.standing).toBe('denied');
    app.worldChanges(SHOP.replace('name: web-2', 'name: web-3')).workEnds();
    expect(app.rows()[0]).toContain('WHAT-IF, 1 edit');
    expect(app.text()).toMatch(/\+ added +shop\/web-3 +data\/db-0/);
    expect(app.state().watching.pins[0]?.standing).toBe('denied');
  });

  test('files laid over a cluster are an edit from the beginning: the first screen says what they would do', () => {
    const { events } = readManifestText(SHOP.replace('port: 5432', 'port: 5433'), 'new.yaml');
    const edit = {
      id: 1,
      title: 'files new.yaml: 8 objects',
      name: undefined,
      edits: [{ kind: 'objects', events }],
      written: undefined,
      files: ['new.yaml'],
      remarks: [],
    } as const;
    const app = open(SHOP, { columns: 120, whatIf: { made: [edit], draft: undefined, nextId: 2 } });
    expect(app.text()).toContain('1. files new.yaml: 8 objects');
    expect(app.text()).toContain('spec.ingress[0].ports: TCP 5432 → TCP 5433');
    app.press('esc');
    expect(app.screen().at).toBe('namespaces');
    expect(app.rows()[0]).toContain('WHAT-IF, 1 edit');
  });

  test('on a narrow screen the mark stays, whatever else has no room', () => {
    const app = open(SHOP, { columns: 60, rows: 14 }).type(':policies').press('enter', 'ctrl-x');
    expect(app.rows()[0]).toContain('WHAT-IF, 1 edit');
    expect(app.text()).toContain('In memory only');
  });
});
