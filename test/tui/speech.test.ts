import { describe, expect, test } from 'vitest';
import { NO_MEMORY } from '../../src/tui/settings/memory.ts';
import { announced } from '../../src/tui/terminal/announcing.ts';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

/** The terminal UI as it is heard; `heard` answers what was said since it was asked last. */
function listen(options: Parameters<typeof open>[1] = {}) {
  const app = open(SHOP, { columns: 80, rows: 24, ...options });
  let said = '';
  const readAll = announced(app.session, (text) => {
    said += text;
  });
  const heard = (): readonly string[] => {
    const lines = said.split('\n').slice(0, -1);
    said = '';
    return lines;
  };
  return { app, heard, readAll };
}

describe('for those who hear the screen', () => {
  test('it begins with where one is and the selected row, columns by name', () => {
    const { heard } = listen({ namespace: 'shop' });
    const lines = heard();
    expect(lines[0]).toContain('ns: shop');
    expect(lines).toContain('Pods(shop): 3 rows');
    expect(lines.at(-1)).toMatch(/^1 of 3: cart-1, workload .*ingress open, egress open/);
  });

  test('a key says what became of it, and nothing else', () => {
    const { app, heard } = listen({ namespace: 'shop' });
    heard();
    app.press('j');
    expect(heard()).toEqual([expect.stringMatching(/^2 of 3: web-1/)]);
    app.press('k', 'k');
    expect(heard()).toEqual([expect.stringMatching(/^1 of 3: cart-1/)]);
    app.press('left');
    expect(heard().join(' ')).toContain('no such key');
  });

  test('an answer is said when it is there', () => {
    const { app, heard } = listen();
    app.type(':reach shop/web-1 data/db-0:5432');
    heard();
    app.press('enter');
    const lines = heard().join('\n');
    expect(lines).toContain('Reach');
    expect(lines).toContain('DENIED');
  });

  test('a prompt is said as it is written, with how many rows are left', () => {
    const { app, heard } = listen({ namespace: 'shop' });
    app.press('/');
    heard();
    app.type('w');
    expect(heard()).toEqual(['filter: w', '2 of 3 rows', expect.stringMatching(/^1 of 2: web-1/)]);
  });

  test('what changes in the cluster is announced', () => {
    const { app, heard } = listen({ namespace: 'shop' });
    heard();
    app.worldChanges(SHOP.replace('podIP: 10.0.0.3', 'podIP: 10.0.0.9'));
    expect(heard()).toContainEqual(expect.stringMatching(/^changed: 1 of 3: cart-1.*10\.0\.0\.9/));
    app.worldChanges(SHOP.replace('name: nobody', 'name: somebody'));
  });

  test('the whole screen can be read, without signs and bars', () => {
    const { app, heard, readAll } = listen();
    app.press('2', 'enter');
    heard();
    readAll();
    const lines = heard();
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.join('\n')).not.toMatch(/[○◐●✓✗▲│█▏]|\u001b/);
  });
});

test('the first run shows three hints, until the first key and never again', () => {
  const app = open(SHOP, { memory: NO_MEMORY, columns: 80, rows: 24 });
  expect(app.rows().slice(19, 22)).toEqual([
    expect.stringContaining('enter opens'),
    expect.stringContaining('/ filters'),
    expect.stringContaining('x explains'),
  ]);
  app.press('j');
  expect(app.text()).not.toContain('x explains');
  expect(app.remembered()?.hintsSeen).toBe(true);
  expect(open(SHOP, { memory: app.remembered() ?? NO_MEMORY }).text()).not.toContain('x explains');
});
