import { describe, expect, test } from 'vitest';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

const DENIED = ':reach shop/web-1 data/db-0:5432';
const ALLOWED = ':reach shop/cart-1 data/db-0:5432';

describe('the place one is at is not entered again', () => {
  test.each([
    [DENIED, 'Namespaces › Reach'],
    [':matrix', 'Namespaces › Matrix(namespaces)'],
    [':open policy/data/db-allow', 'Namespaces › data/db-allow'],
    [':explain dns', 'Namespaces › Explained: dns'],
    [':what-if', 'Namespaces › What-if'],
  ])('%s twice', (command, crumbs) => {
    const app = open(SHOP).type(command).press('enter').type(command).press('enter');
    expect(
      app
        .rows()[1]
        ?.trim()
        .replace(/ {2,}.*/, ''),
    ).toBe(crumbs);
    expect(app.press('esc').rows()[1]).toMatch(/^ Namespaces /);
  });

  test('another one of its kind takes its place, and history has the first', () => {
    const app = open(SHOP).type(DENIED).press('enter').type(ALLOWED).press('enter');
    expect(app.rows()[1]).toContain('Namespaces › Reach');
    expect(app.rows()[1]).not.toContain('Reach › Reach');
    expect(app.text()).toContain('ALLOWED');
    expect(app.press('[').text()).toContain('DENIED');
    expect(app.press(']', 'esc').rows()[1]).toMatch(/^ Namespaces /);
  });

  test('a question that is not asked after all leaves the answer before it', () => {
    const app = open(SHOP).type(DENIED).press('enter').type(':reach').press('enter');
    expect(app.text()).not.toContain('DENIED');
    expect(app.press('esc').text()).toContain('DENIED');
    app.type(':reach').press('enter').type('shop/cart-1').press('enter').type('data/db-0:5432').press('enter');
    expect(app.text()).toContain('ALLOWED');
    expect(app.press('esc').rows()[1]).toMatch(/^ Namespaces /);
  });

  test('a list of the same kind is filtered anew', () => {
    const app = open(SHOP).type(':pods').press('enter').type(':pods app=web').press('enter');
    expect(app.rows()[1]).toContain('/app=web');
    expect(app.press('[').rows()[1]).toContain('Namespaces');
  });
});

describe('the footer offers only what acts', () => {
  test.each([
    [':changes', ['filter', 'expand']],
    [':pins', ['filter', 'open', 'pin']],
    [':findings', ['filter', 'open', 'describe']],
    [':pods', ['filter', 'open', 'all namespaces', 'map']],
    [':policies', ['filter', 'edit', 'remove', 'all namespaces']],
    [':matrix', ['filter', 'open', 'next column']],
    [':what-if', ['filter', 'undo', 'copy', 'save']],
  ])('%s of nothing', (command, absent) => {
    const app = open('', { columns: 200 }).timePasses().type(command).press('enter');
    const footer = app.rows().at(-2) ?? '';
    expect(footer).toContain('<?> help');
    for (const word of absent) expect(footer).not.toContain(`> ${word}`);
  });

  test('all namespaces where one is shown', () => {
    const app = open(SHOP, { columns: 200, namespace: 'shop' });
    expect(app.rows().at(-2)).toContain('<0> all namespaces');
    expect(app.press('0').rows().at(-2)).not.toContain('all namespaces');
  });

  test('in a text what is searched for is text', () => {
    const app = open(SHOP).type(':explain dns').press('enter', '/');
    expect(app.rows().at(-2)).not.toContain('!text');
    app.type('udp');
    expect(app.selected()).toMatch(/UDP/);
    expect(app.painted().join('\n')).toContain('\u001b[1;4mUDP\u001b[22;24m');
    const first = app.press('enter').selected();
    expect(app.press('n').selected()).not.toBe(first);
    expect(app.press('N').selected()).toBe(first);
  });
});
