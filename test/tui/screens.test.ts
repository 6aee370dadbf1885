import { describe, expect, test } from 'vitest';
import { type Driver, type OpenOptions, open } from './driver.ts';
import { SHOP } from './shop.ts';

function formOf(app: Driver): { readonly from: string; readonly to: string } | undefined {
  const screen = app.state().stack.at(-1);
  return screen?.at === 'reach' ? { from: screen.form.from.text, to: screen.form.to.text } : undefined;
}

describe('namespaces', () => {
  test('are the first screen, with their isolation, and enter leads to the pods', () => {
    const app = open(SHOP);
    expect(app.text()).toContain('Namespaces');
    expect(app.selected()).toMatch(/^1 data +1 +1\/1/);
    app.press('j', 'enter');
    expect(app.rows()[1]).toContain('Namespaces › Pods(shop)');
    expect(app.text()).toContain('ns: shop');
    expect(app.selected()).toContain('cart-1');
    app.press('esc');
    expect(app.selected()).toContain('shop');
  });

  test('digits choose one, 0 all', () => {
    const app = open(SHOP).press('2');
    expect(app.rows()[1]).toContain('Pods(shop)');
    app.press('1');
    expect(app.selected()).toContain('db-0');
    app.press('0');
    expect(app.rows()[1]).toContain('Pods(all)');
    expect(app.text()).toContain('NAMESPACE');
    app.press('9');
    expect(app.news()).toBe('there is no namespace 9');
  });
});

describe('pods', () => {
  test('say glyph and word for both directions', () => {
    const app = open(SHOP, { namespace: 'data' });
    expect(app.selected()).toMatch(/db-0 .*◐ 2 rules +○ open/);
    expect(open(SHOP, { namespace: 'data', ascii: true }).selected()).toMatch(/db-0 .*~ 2 rules +o open/);
  });

  test('t shows workloads instead, and pods again', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('t');
    expect(app.rows()[1]).toContain('Workloads(shop)');
    expect(app.selected()).toContain('pod/cart-1');
    expect(app.press('t').rows()[1]).toContain('Pods(shop)');
  });

  test('sort by a column, the other way round on the second press; rows that are equal keep their order', () => {
    const app = open(SHOP, { namespace: 'shop' });
    const names = () => app.rows().flatMap((row) => /^ (web-\d|cart-\d) /.exec(row)?.[1] ?? []);
    expect(names()).toEqual(['cart-1', 'web-1', 'web-2']);
    expect(app.press('N').text()).toContain('NAME↑');
    expect(names()).toEqual(['cart-1', 'web-1', 'web-2']);
    expect(app.press('N').text()).toContain('NAME↓');
    expect(names()).toEqual(['web-2', 'web-1', 'cart-1']);
    expect(app.press('T', 'T').text()).toContain('STATUS↓');
    expect(names()).toEqual(['cart-1', 'web-1', 'web-2']);
  });

  test('the filter acts while it is typed, says how many are left, and esc gives it up before it leaves the screen', () => {
    const app = open(SHOP).press('2').press('/').type('web');
    expect(app.rows()[1]).toContain('2 of 3');
    expect(app.text()).not.toContain('cart-1');
    app.press('enter');
    expect(app.rows()[1]).toContain('/web');
    app.press('esc');
    expect(app.text()).toContain('cart-1');
    expect(app.rows()[1]).toContain('Pods(shop)');
    expect(app.press('esc').rows()[1]).not.toContain('Pods');
  });

  test('esc while typing brings back the filter that was', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('/').type('web').press('enter', '/').type('-1');
    expect(app.rows()[1]).toContain('1 of 3');
    expect(app.press('esc').rows()[1]).toContain('/web  2 of 3');
  });

  test('filter by label and without a text', () => {
    const app = open(SHOP, { namespace: 'shop' });
    expect(app.press('/').type('tier=front').rows()[1]).toContain('2 of 3');
    expect(app.press('ctrl-u').type('!web').rows()[1]).toContain('1 of 3');
    expect(app.press('ctrl-u').type('nothing like it').text()).toContain('No row matches "nothing like it".');
  });

  test('the selection follows its pod when rows come and go, and goes to the nearest when it is gone', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('j');
    expect(app.selected()).toContain('web-1');
    app.worldChanges(SHOP.replace('name: cart-1, namespace: shop', 'name: cart-1, namespace: elsewhere'));
    expect(app.selected()).toContain('web-1');
    app.worldChanges(SHOP.replace('name: web-1, namespace: shop', 'name: web-1, namespace: elsewhere'));
    expect(app.selected()).toContain('cart-1');
  });

  test('an empty list says what to do', () => {
    const app = open(SHOP, { namespace: 'nowhere' });
    expect(app.text()).toContain('No pods in namespace nowhere');
    expect(app.text()).toContain('0 shows all namespaces');
    expect(open('').press('enter').text()).toContain('No namespace');
  });
});

describe('a pod', () => {
  test('shows the union of rules, the world outside, who isolates it, Services and labels, one below the other at 80 columns', () => {
    const app = open(SHOP, { namespace: 'data', columns: 80, rows: 40 }).press('enter');
    const text = app.text();
    expect(text).toMatch(/INGRESS {2}◐ 2 rules/);
    expect(text).toMatch(/app=cart in namespaces team=shop ─+┬ TCP 5432 +data\/db-allow #1 +1/);
    expect(text).toMatch(/192\.168\.0\.0\/16 ─+┘ TCP 5432 +data\/db-allow #1/);
    expect(text).toMatch(/all pods of data +all ports +data\/db-allow #2/);
    expect(text).toContain('outside the cluster: by 1 row above');
    expect(text).toContain('isolated by data/db-allow');
    expect(text).toContain('now: 1 of 3 other pods may connect, in 1 namespace');
    expect(text).toContain('now: it may connect to 3 of 3 other pods on every port, in 1 namespace');
    expect(text).toMatch(/EGRESS {2}○ open/);
    expect(text).toContain('anyone, also outside the cluster');
    expect(text).toMatch(/db {2}sql 15432→sql/);
    expect(text).toContain('app=db');
  });

  test('counts the pods of a peer also where its text is cut', () => {
    const app = open(SHOP, { namespace: 'data', columns: 60, rows: 40 }).press('enter');
    expect(app.text()).toMatch(/app=cart in nam.*… *┬ TCP 5432 +data\/db-allow #1 +1$/m);
  });

  test('space shows the pods a peer means now, and hides them from within', () => {
    const app = open(SHOP, { namespace: 'data', columns: 80, rows: 40 }).press('enter', 'space');
    expect(app.text()).toContain('shop/cart-1');
    app.press('j');
    expect(app.selected()).toContain('shop/cart-1');
    app.press('left');
    expect(app.selected()).toContain('app=cart');
    expect(app.text()).not.toContain('shop/cart-1');
    app.press('right', 'j', 'enter');
    expect(app.rows()[1]).toContain('shop/cart-1');
  });

  test('gives its columns to the side that has rules, and a sentence that does not fit goes on below', () => {
    const app = open(SHOP, { namespace: 'data', columns: 132, rows: 40 }).press('enter');
    const titles = app.rows().find((row) => /INGRESS .* POD .* EGRESS/.test(row)) ?? '';
    expect(titles.indexOf('POD')).toBeGreaterThan(132 - titles.indexOf('EGRESS'));
    expect(app.text()).toMatch(/anyone, also outside the$/m);
    expect(app.text()).toMatch(/ cluster: no policy isolates$/m);
  });

  test('has room for a sentence in one line on a wide terminal', () => {
    const app = open(SHOP, { namespace: 'data', columns: 200, rows: 40 }).press('enter');
    expect(app.text()).toMatch(/anyone, also outside the cluster: no policy isolates it$/m);
  });

  test('is what d and y mean on the row about the outside', async () => {
    const app = open(SHOP, { namespace: 'data', sources: { 'test.yaml': SHOP } })
      .press('enter')
      .type('/outside')
      .press('enter');
    expect(app.selected()).toContain('outside the cluster');
    expect(app.press('d').text()).toMatch(/^ name +data\/db-0/m);
    await app.press('esc', 'y').idle();
    expect(app.text()).toContain('kind: Pod');
  });

  test.each([
    ['anyone', 'r', { from: 'data/db-0', to: '' }],
    ['anyone', 'R', { from: '', to: 'data/db-0' }],
    ['outside', 'r', { from: 'data/db-0', to: '' }],
  ])(
    'on the row that says how %s stands to it, %s asks about the pod, and enter about the outside',
    (row, key, ends) => {
      const isIngress = row === 'outside';
      const there = () => {
        const app = open(SHOP, { namespace: 'data', columns: 200 }).press('enter');
        return isIngress ? app.type('/outside').press('enter') : app.press('tab', 'tab');
      };
      const app = there();
      expect(app.selected()).toContain(row);
      expect(formOf(app.press(key))).toEqual(ends);
      const outside = isIngress ? { from: 'external', to: 'data/db-0' } : { from: 'data/db-0', to: 'external' };
      expect(formOf(there().press('enter'))).toEqual(outside);
    },
  );

  test('has three panes side by side where there is room; tab goes on and finds each where it was left', () => {
    const app = open(SHOP, { namespace: 'data', columns: 200, rows: 50 }).press('enter');
    const titles = app.rows().find((row) => row.includes('INGRESS'));
    expect(titles).toMatch(/INGRESS .* POD .* EGRESS/);
    app.press('j', 'tab');
    expect(app.selected()).toContain('db-0');
    app.press('tab');
    expect(app.selected()).toContain('anyone');
    app.press('tab');
    expect(app.selected()).toContain('192.168.0.0/16');
    app.resize(80, 30);
    expect(app.selected()).toContain('192.168.0.0/16');
  });

  test('begins in the pane that has something to select', () => {
    const agent = `
apiVersion: v1
kind: Pod
metadata: { namespace: kube-system, name: agent, labels: { app: agent } }
spec: { hostNetwork: true, nodeName: a, containers: [] }
status: { phase: Running, podIP: 172.16.0.1 }
`;
    const app = open(agent, { columns: 160, rows: 30 }).type(':pods').press('enter', 'enter');
    expect(app.text()).toContain('not subject to policies');
    expect(app.selected()).toContain('172.16.0.1');
    app.press('tab', 'tab', 'tab');
    expect(app.selected()).toContain('172.16.0.1');
  });

  test('enter on a rule opens the policy at that rule', () => {
    const app = open(SHOP, { namespace: 'data', columns: 100 }).press('enter', 'j', 'j', 'enter');
    expect(app.rows()[1]).toContain('data/db-allow');
    expect(app.selected()).toMatch(/all pods of data +all ports +#2/);
  });
});

describe('policies', () => {
  test('a policy keeps which port goes with which peer, and lists the pods it selects', () => {
    const app = open(SHOP, { namespace: 'data' }).type(':policies').press('enter', 'enter');
    expect(app.text()).toMatch(/app=cart in namespaces team=shop ─+┬ TCP 5432 +#1/);
    expect(app.text()).toMatch(/192\.168\.0\.0\/16 ─+┘ TCP 5432 +#1/);
    expect(app.text()).toMatch(/all pods of data +all ports +#2/);
    expect(app.text()).toContain('PODS  1 selected');
    expect(app.text()).toContain('data/db-0');
  });

  test('a policy that selects nothing says so', () => {
    const app = open(SHOP, { namespace: 'shop' }).type(':pol').press('enter', 'enter');
    expect(app.text()).toContain('it selects no pod of the input');
  });

  test('none: what that means', () => {
    const app = open(
      SHOP.replaceAll('namespace: shop }\nspec:\n  podSelector', 'namespace: data }\nspec:\n  podSelector'),
      { namespace: 'shop' },
    );
    expect(app.type(':np').press('enter').text()).toContain('No policies in namespace shop: every pod there is open');
  });

  test('! keeps the rows with a problem', () => {
    const app = open(SHOP).type(':policies').press('enter', '!');
    expect(app.rows()[1]).toContain('1 of 2');
    expect(app.text()).toContain('problems only');
    expect(app.press('!').text()).not.toContain('problems only');
  });
});

describe('a rule', () => {
  const HALF = `${SHOP}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: half, namespace: data }
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: db } } }], ports: [{ port: 5432 }] }]
  egress: [{ to: [{ podSelector: {} }, { ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 53, protocol: UDP }] }]
`;

  test.each([
    ['the first of several peers', 'app=cart', /^▸ app=cart in namespaces team=shop/],
    ['another of several peers', '192.168', /^▸ 192\.168\.0\.0\/16/],
    ['the only peer', 'all pods of data', /^▸ all pods of data +all ports/],
    ['the only peer of another policy', 'app=db in data', /^▸ app=db in data/],
  ])('%s leads from the pod to that peer of the policy', (_which, words, row) => {
    const app = open(HALF, { namespace: 'data' }).press('enter').type(`/${words}`).press('enter', 'enter');
    expect(app.rows()[1]).toMatch(/data\/(db-allow|half)/);
    expect(app.selected()).toMatch(row);
  });

  test('that is not in force has its row, says so, and is where its finding leads', () => {
    const app = open(HALF).workEnds().press('L').type('/inert-rules').press('enter', 'enter');
    expect(app.text()).toContain('not in force: policyTypes leaves egress out');
    expect(app.selected()).toMatch(/^▸ all pods of data ─┬ UDP 53 +#1, not in force +1$/);
    expect(app.press('space').text()).toContain('data/db-0  pod/db-0  10.0.1.1');
  });

  test('stands under titles, in both directions under the same', () => {
    const rows = open(HALF, { columns: 80 }).type(':open policy/data/half').press('enter').rows();
    const ingress = rows.find((row) => row.startsWith(' INGRESS')) ?? '';
    expect(ingress).toMatch(/INGRESS {2}◐ 1 rule +PORTS +RULE +PODS$/);
    const at = ingress.indexOf('PORTS');
    expect(rows.find((row) => row.includes('app=db in data'))?.slice(at)).toMatch(/^TCP 5432 /);
    expect(rows.find((row) => row.includes('10.0.0.0/8'))?.slice(at)).toMatch(/^UDP 53 /);
  });
});

describe('YAML', () => {
  test('shows the object with the lines of its file, at the rule that was selected; n and N search', async () => {
    const app = open(SHOP, { namespace: 'data', sources: { 'test.yaml': SHOP } }).press('enter', 'j', 'j', 'y');
    await app.idle();
    expect(app.rows()[1]).toContain('YAML of data/db-allow');
    const line = SHOP.split('\n').findIndex((text) => text.includes('from: [{ podSelector: {} }]')) + 1;
    expect(app.selected()).toBe(`${line}      - from: [{ podSelector: {} }]`);
    expect(app.text()).not.toContain('nobody');
    app.press('/').type('port').press('enter', 'g', 'n');
    expect(app.selected()).toContain('ports:');
    app.press('N', 'N').press('n');
    expect(app.selected()).toContain('ports:');
  });

  test('of a cluster is asked of it, at the rule that was selected; where it cannot be asked, what is evaluated is shown', async () => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'db-allow', namespace: 'data', labels: { team: 'data' }, managedFields: [{ manager: 'm' }] },
      spec: { podSelector: { matchLabels: { app: 'db' } }, ingress: [{}, { from: [{ podSelector: {} }] }] },
    };
    const open_ = (readObject?: OpenOptions['readObject']) =>
      open(SHOP, { namespace: 'data', fromCluster: true, ...(readObject === undefined ? {} : { readObject }) });
    const app = open_(async () => policy).press('enter', 'j', 'j', 'y');
    await app.idle();
    expect(app.text()).toContain('NetworkPolicy data/db-allow, asked of the cluster');
    expect(app.text()).toContain('team: data');
    expect(app.text()).not.toContain('managedFields');
    expect(app.selected()).toMatch(/^\d+ +- from:$/);
    const away = open_().press('enter', 'j', 'j', 'y');
    await away.idle();
    expect(away.text()).toContain('▲ it cannot be asked for: the server is away');
    expect(away.selected()).toMatch(/^\d+ +- from:$/);
    const pod = open_().press('y');
    await pod.idle();
    expect(pod.text()).toContain('It cannot be asked for: the server is away.');
    expect(pod.text()).toContain('d describes it');
  });

  test('of what cannot be read again says why', async () => {
    const app = open(SHOP, { namespace: 'data' }).press('y');
    await app.idle();
    expect(app.text()).toContain('The text of test.yaml is not available');
  });
});

describe('describe', () => {
  test('a Service says where its ports lead and who may reach it', () => {
    const app = open(SHOP, { namespace: 'data' }).type(':svc').press('enter', 'd');
    expect(app.text()).toMatch(/endpoints +data\/db-0 {2}15432→5432/);
    expect(app.text()).toMatch(/reached by +.*shop\/pod\/cart-1 {2}TCP 5432/s);
  });

  test('a namespace', () => {
    const app = open(SHOP).press('d');
    expect(app.text()).toMatch(/isolated +1 for ingress, 0 for egress/);
  });
});
