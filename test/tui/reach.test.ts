import { describe, expect, test } from 'vitest';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

describe('reach', () => {
  test('r from a pod fills the source, completion helps with the rest, enter asks', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('r');
    expect(app.rows()[2]).toContain('FROM  shop/cart-1');
    app.type('db');
    expect(app.text()).toContain('data/db-0');
    expect(app.text()).toContain('data/svc/db');
    app.press('ctrl-u').type('data/db-0:54').press('tab');
    expect(app.rows()[3]).toContain('data/db-0:5432');
    app.press('enter');
    expect(app.text()).toContain('✓ ALLOWED');
    expect(app.text()).toContain('data/db-allow');
  });

  test('keys that choose are offered where there is a choice', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('r').type('db');
    expect(app.text()).toContain('<up down> choose');
    expect(app.press('ctrl-u').type('10.9.8.7').text()).toContain('<tab> next field  <esc> leave');
  });

  test('denied: the side, the policy and the nearest rule; enter on a line opens that rule', () => {
    const app = open(SHOP, { rows: 40 }).type(':reach shop/web-1 data/db-0:5432').press('enter');
    expect(app.text()).toContain('✗ DENIED');
    expect(app.text()).toMatch(/app=cart/);
    app.press('/').type('#2').press('enter', 'enter');
    expect(app.rows()[1]).toContain('data/db-allow');
    expect(app.selected()).toMatch(/all pods of data +all ports +#2/);
    app.press('esc');
    expect(app.text()).toContain('✗ DENIED');
  });

  test('enter on the verdict opens the rule to look at first', () => {
    const denied = open(SHOP, { rows: 40 }).type(':reach shop/web-1 data/db-0:5432').press('enter', 'enter');
    expect(denied.rows()[1]).toContain('data/db-allow');
    expect(denied.selected()).toContain('#1');
    const allowed = open(SHOP, { rows: 40 }).type(':reach shop/cart-1 data/db-0:5432').press('enter');
    allowed.press('/').type('ingress of').press('enter', 'enter');
    expect(allowed.rows()[1]).toContain('data/db-allow');
  });

  test('enter takes what is offered first where nothing is called so, and asks when both ends are there', () => {
    const app = open(SHOP).press('r', 'ctrl-u').type('cart').press('enter').type('db-').press('enter');
    expect(app.rows()[2]).toMatch(/FROM +shop\/\S*cart/);
    expect(app.rows()[3]).toMatch(/TO +data\/db-0$/);
    app.type(':').press('enter', 'enter');
    expect(app.rows()[3]).toContain('data/db-0:5432');
    expect(app.text()).toContain('✓ ALLOWED');
    const pasted = open(SHOP).paste('data/db-0:5432').type('cart').press('enter');
    expect(pasted.text()).toContain('✓ ALLOWED');
  });

  test('a Service leads to its target port, and enter on it fills the destination', () => {
    const app = open(SHOP, { namespace: 'data' }).type(':svc').press('enter', 'enter');
    expect(app.rows()[3]).toContain('TO    data/svc/db:15432');
    app.type('shop/cart-1').press('enter');
    expect(app.text()).toContain('✓ ALLOWED');
    expect(app.text()).toContain('5432');
  });

  test('without a port: which ports', () => {
    const app = open(SHOP).type(':reach shop/cart-1 data/db-0').press('enter');
    expect(app.text()).toContain('TCP 5432');
  });

  test('a name that is not there is said where it was written, with names that are like it', () => {
    const app = open(SHOP).type(':reach shop/web-1 data/bd-0:5432').press('enter');
    expect(app.text()).toContain('"data/bd-0" is not in the input');
    const form = open(SHOP, { namespace: 'shop' }).press('j', 'r').type('data/bd-0').press('enter');
    expect(form.text()).toContain('"data/bd-0" is not in the input');
    form.press('ctrl-u').type('data/db-0:5432').press('enter');
    expect(form.text()).toContain('DENIED');
  });

  test('X swaps the ends and asks again; an edited question says that the answer is older', () => {
    const app = open(SHOP).type(':reach shop/web-1 shop/web-2:80').press('enter');
    expect(app.text()).toContain('ALLOWED');
    app.press('X');
    expect(app.rows()[2]).toContain('FROM  shop/web-2:80');
    app.press('X', 'tab').press('backspace').press('esc');
    expect(app.text()).toContain('changed since it was asked');
  });

  test('the world outside, from the row that speaks of it', () => {
    const app = open(SHOP, { namespace: 'data', rows: 40 }).press('enter', 'j', 'j', 'j', 'enter');
    expect(app.rows()[2]).toContain('FROM  external');
    expect(app.rows()[3]).toContain('TO    data/db-0');
  });

  test('a paste goes into the field that is written', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('j', 'r').paste('10.0.1.1:5432\n').press('enter');
    expect(app.text()).toContain('10.0.1.1');
    expect(app.text()).toContain('DENIED');
  });

  test('esc leaves the completions, then the form', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('r').type('db').press('down');
    expect(app.text()).toContain('▸ data/');
    expect(app.press('esc').text()).not.toContain('▸ data/');
    expect(app.press('esc').text()).not.toContain('data/db-0');
    expect(app.press('esc').rows()[1]).toContain('Pods(shop)');
  });
});

describe('reach: steps lead to where they are written', () => {
  const INERT = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: shop-out, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Ingress]
  egress: [{ to: [{ namespaceSelector: {} }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Egress] }
`;

  test('a near miss that is not in force opens its policy, one that is in force its rule', () => {
    const asked = () =>
      open(SHOP + INERT, { rows: 60 })
        .type(':reach shop/web-1 data/db-0:5432')
        .press('enter');
    expect(asked().text()).toContain('shop-out #1 is not in force: policyTypes lists Ingress only');
    expect(asked().press('/').type('1. shop-out').press('enter', 'enter').rows()[1]).toContain('shop/shop-out');
    expect(asked().press('/').type('1. db-allow').press('enter', 'enter').rows()[1]).toContain('data/db-allow');
  });
});
