import { describe, expect, test } from 'vitest';
import { NOON, open } from './driver.ts';
import { SHOP } from './shop.ts';

const DENY = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;
const RELABELLED = SHOP.replace(
  'name: cart-1, namespace: shop, labels: { app: cart }',
  'name: cart-1, namespace: shop, labels: { app: kart }',
);
const MARK_OVER = 9000;

describe('changes', () => {
  test('are listed newest first with time, object and field, and lead to the object', () => {
    const app = open(SHOP)
      .worldChanges(RELABELLED)
      .timePasses(60_000)
      .worldChanges(RELABELLED + DENY)
      .type(':changes')
      .press('enter');
    const rows = app.rows().filter((row) => row.includes('12:0'));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/12:01:00 {2}\+ added +NetworkPolicy shop\/default-deny/);
    expect(rows[1]).toMatch(/12:00:00 {2}~ edited +Pod shop\/cart-1 +labels\.app: cart → kart/);
    app.press('j', 'enter');
    expect(app.screen()).toMatchObject({ at: 'pod', of: { key: 'shop/cart-1' } });
    app.press('esc', 'C');
    expect(app.news()).toContain('these are the changes');
  });

  test('a row opens to its fields; one that is gone leads nowhere, and says so', () => {
    const without = SHOP.slice(
      0,
      SHOP.indexOf('---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: nobody'),
    );
    const app = open(SHOP).worldChanges(without).type(':changes').press('enter');
    expect(app.selected()).toContain('- deleted  NetworkPolicy shop/nobody');
    app.press('enter');
    expect(app.news()).toContain('nothing to open');
    const edited = open(SHOP).worldChanges(RELABELLED).press('C', 'space');
    expect(edited.rows().filter((row) => row.includes('labels.app: cart → kart'))).toHaveLength(2);
  });

  test('mark rows for some seconds, with a sign in front, in every table; the selection stays on its object', () => {
    const app = open(SHOP).type(':pods').press('enter', 'j', 'j');
    const before = app.selected();
    app.worldChanges(RELABELLED + DENY.replace('default-deny', 'a-deny'));
    expect(app.selected()?.split(/\s+/)[1]).toBe(before?.split(/\s+/)[1]);
    const marked = (): readonly string[] =>
      app
        .rows()
        .filter((row) => /^[+~]/.test(row))
        .map((row) => row.split(/\s+/).slice(0, 2).join(' '));
    expect(marked()).toEqual(['~shop cart-1', '~shop web-1', '~shop web-2']);
    app.type(':policies').press('enter');
    expect(marked()).toEqual(['+shop a-deny']);
    app.type(':ns').press('enter');
    expect(
      app
        .rows()
        .filter((row) => row.startsWith('~'))
        .join(),
    ).toContain('shop');
    app.timePasses(MARK_OVER);
    expect(app.rows().filter((row) => /^[+~]/.test(row))).toEqual([]);
  });

  test('that come while the input is still being read are none', () => {
    const app = open('', { loading: { files: 0, objects: 0, done: false } }).worldChanges(SHOP);
    expect(app.state().watching.log.seen).toBe(0);
    app.press('C');
    expect(app.text()).toContain('Nothing has changed since the files were read');
  });

  test('hostile names reach the screen as text', () => {
    const evil = SHOP.replace('phase: Running, podIP: 10.0.0.3', 'phase: "\\e[2J\\u202ex", podIP: 10.0.0.3');
    const app = open(SHOP).worldChanges(evil).press('C', 'space');
    for (const row of app.painted()) expect(row.replace(/\u001b\[[0-9;]*m/g, '')).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(app.text()).toContain('Running → \\x1b[2J\\u202ex');
  });
});

describe('pins', () => {
  const ask = (app: ReturnType<typeof open>) => app.type(':reach shop/web-1 shop/cart-1:80').press('enter');

  test('flip in place, name the change that flipped them, and ring only when asked to', () => {
    const app = ask(open(SHOP)).press('p');
    expect(app.news()).toContain('pinned: shop/web-1 → shop/cart-1:80');
    app.type(':pins').press('enter');
    expect(app.selected()).toMatch(/✓ allowed +shop\/web-1 +shop\/cart-1:80 +12:00:00 +as when it was pinned/);
    app.timePasses(300_000).worldChanges(RELABELLED + DENY);
    expect(app.selected()).toMatch(/✗ denied +shop\/web-1 +shop\/cart-1:80 +12:05:00/);
    expect(app.text()).toContain('NetworkPolicy shop/default-deny added (was allowed)');
    expect(app.news()).toContain('shop/web-1 → shop/cart-1:80 is denied now: NetworkPolicy shop/default-deny added');
    expect(app.rows().at(-4)).toBe(' shop/web-1 → shop/cart-1:80');
    expect(app.rows().at(-3)).toBe(' NetworkPolicy shop/default-deny added (was allowed)');
    expect(app.asked).toEqual([]);
    expect(app.press('d').text()).toMatch(/why +NetworkPolicy shop\/default-deny added \(was allowed\)/);
    app.press('esc', 'b').worldChanges(RELABELLED);
    expect(app.selected()).toContain('✓ allowed');
    expect(app.asked).toEqual(['bell']);
    app.press('C', 'space');
    expect(app.text()).toContain('turned shop/web-1 → shop/cart-1:80 allowed');
  });

  test('lead to the answer, and p takes them off', () => {
    const app = ask(open(SHOP)).press('p').type(':pins').press('enter', 'enter');
    expect(app.screen()).toMatchObject({ at: 'reach', form: { asked: { from: 'shop/web-1', to: 'shop/cart-1:80' } } });
    app.press('esc', 'p');
    expect(app.text()).toContain('Nothing is pinned.');
  });

  test('names without a namespace mean the same wherever one is', () => {
    const app = open(SHOP, { namespace: 'shop' }).type(':reach web-1 cart-1:80').press('enter', 'p');
    expect(app.state().watching.pins.map(({ from, to }) => `${from} ${to}`)).toEqual(['shop/web-1 shop/cart-1:80']);
    app.press('0').worldChanges(SHOP + DENY);
    expect(app.state().watching.pins[0]?.standing).toBe('denied');
  });

  test('from a row p asks for the other end, and pins what is asked then', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('p');
    expect(app.screen()).toMatchObject({ at: 'reach', form: { focus: 'to', pins: true } });
    app.type('data/db-0:5432').press('enter');
    expect(app.state().watching.pins.map(({ from, to }) => `${from} ${to}`)).toEqual(['shop/cart-1 data/db-0:5432']);
  });

  test('say that one of several changes did it when no single one did', () => {
    const two = `${SHOP}${DENY}${DENY.replace('default-deny', 'another-deny')}`;
    const gone = ask(open(two, { columns: 140 }))
      .press('p')
      .worldChanges(SHOP)
      .type(':pins')
      .press('enter');
    expect(gone.text()).toContain('NetworkPolicy shop/another-deny deleted, and 1 more change');
    const app = ask(open(SHOP)).press('p').worldChanges(two);
    expect(app.state().watching.pins[0]).toMatchObject({
      standing: 'denied',
      turned: { cause: { kind: 'one-of', changes: 2 } },
      since: NOON,
    });
    app.type(':pins').press('enter');
    expect(app.text()).toContain('one of 2 changes seen at once');
  });

  test('an end that goes away cannot be asked, and is told about', () => {
    const app = ask(open(SHOP))
      .press('p')
      .worldChanges(SHOP.replace('name: cart-1', 'name: cart-2'))
      .type(':pins')
      .press('enter');
    expect(app.text()).toContain('▲ cannot be asked');
    expect(app.text()).toContain('Pod shop/cart-1 deleted');
  });
});
