import { expect, test } from 'vitest';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

const click = (app: ReturnType<typeof open>, column: number, row: number): void =>
  app.session.click({ button: 'left', column, row });

test('a click selects a row, a click on the selected row opens it', () => {
  const app = open(SHOP, { namespace: 'shop' });
  click(app, 5, 4);
  expect(app.selected()).toContain('web-1');
  click(app, 60, 4);
  expect(app.rows()[1]).toContain('shop/web-1');
});

test('the wheel moves three lines and stops at the ends', () => {
  const app = open(SHOP, { namespace: 'shop' });
  app.session.click({ button: 'wheel-down', column: 1, row: 20 });
  expect(app.selected()).toContain('web-2');
  app.session.click({ button: 'wheel-up', column: 1, row: 1 });
  expect(app.selected()).toContain('cart-1');
});

test('a click on a breadcrumb goes back to that screen, with its selection', () => {
  const app = open(SHOP).press('j', 'enter', 'j', 'enter');
  expect(app.rows()[1]).toContain('Namespaces › Pods(shop) › shop/web-1');
  click(app, app.rows()[1]?.indexOf('Pods') ?? 0, 1);
  expect(app.selected()).toContain('web-1');
  click(app, 2, 1);
  expect(app.selected()).toContain('shop');
  expect(app.rows()[1]).not.toContain('›');
});

test('in panes that stand side by side a click goes to the pane', () => {
  const app = open(SHOP, { namespace: 'data', columns: 180, rows: 30 }).press('enter');
  const row = app.rows().findIndex((text) => text.includes('sql:15432') || text.includes('15432'));
  const column = app.rows()[row]?.indexOf('15432') ?? 0;
  click(app, column, row);
  expect(app.selected()).toContain('15432');
});

test('where there is nothing, a click does nothing', () => {
  const app = open(SHOP, { namespace: 'shop' });
  const before = app.text();
  for (const [column, row] of [
    [5, 0],
    [5, 2],
    [5, 20],
    [99, 29],
    [0, 1],
    [300, 300],
  ] as const)
    click(app, column, row);
  expect(app.text()).toBe(before);
});
