import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import type { Driver } from './driver.ts';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

/** What was asked of the outside last, once it has been. */
async function taken(app: Driver): Promise<string> {
  return vi.waitFor(() => {
    const last = app.asked.at(-1);
    if (last === undefined) throw new Error('nothing was asked');
    return last;
  });
}

const ASKED = ':reach shop/web-1 data/db-0:5432';

async function copied(as: string, question = ASKED): Promise<string> {
  const app = open(SHOP).type(question).press('enter').type(`:copy ${as}`).press('enter');
  return (await taken(app)).replace(/^copy /, '');
}

describe(':copy takes an answer', () => {
  test('as text', async () => {
    expect(await copied('text')).toMatch(/^✗ denied {2}shop\/web-1 → data\/db-0:5432\/TCP\n.*\n\n. egress/);
  });

  test('as Markdown', async () => {
    expect(await copied('md')).toContain('| shop/web-1 | data/db-0:5432/TCP | denied |');
  });

  test('as JSON', async () => {
    expect(JSON.parse(await copied('json'))).toMatchObject({ from: 'shop/web-1', verdict: 'denied' });
  });

  test('as a command', async () => {
    expect(await copied('command')).toBe('netpol-tui check -f test.yaml shop/web-1 data/db-0:5432');
  });

  test('as a probe for kubectl', async () => {
    expect(await copied('probe')).toBe('kubectl -n shop exec web-1 -- nc -zv -w 3 10.0.1.1 5432');
    expect(await copied('probe', ':reach shop/web-1 data/svc/db:15432')).toContain('nc -zv -w 3 db.data 15432');
  });

  test('as an assertion', async () => {
    expect(parse(await copied('assertion'))).toEqual({
      assertions: [{ from: 'shop/web-1', to: 'data/db-0', port: 5432, expect: 'denied' }],
    });
  });

  test.each([
    ['pdf', 'is copied as text, md, json'],
    ['probe', 'only a pod can try it', ':reach external data/db-0:5432'],
    ['probe', 'ask for one', ':reach shop/web-1 data/db-0'],
  ])('as %s: %s', async (as, words, question = ASKED) => {
    const app = open(SHOP).type(question).press('enter').type(`:copy ${as}`).press('enter');
    await vi.waitFor(() => expect(app.news()).toContain(words));
    expect(app.asked).toEqual([]);
  });
});

describe('c asks in which form, and remembers', () => {
  const answered = (options = {}) => open(SHOP, options).type(ASKED).press('enter', 'c');

  test('the forms stand over the answer, with what keys do', () => {
    const rows = answered({ columns: 80, rows: 24 }).rows();
    expect(rows.slice(-9)).toEqual([
      expect.stringMatching(/^ COPY AS ─+$/),
      '   1  text, with the reasons',
      '   2  Markdown, for a ticket',
      '   3  JSON, as netpol-tui check -o json writes it',
      '   4  the netpol-tui check command that asks it',
      '   5  the kubectl command that tries it',
      '   6  an assertion for netpol-tui test',
      ' <enter> copy  <1-6> copy that one  <esc> leave  <up down> choose',
      '',
    ]);
    expect(answered({ ascii: true }).text()).toMatch(/^ COPY AS -+$/m);
  });

  test('c again takes what was taken last, text at first', async () => {
    const app = answered().press('c');
    expect(await taken(app)).toMatch(/^copy ✗ denied/);
    app.press('c', '6');
    await vi.waitFor(() => expect(app.asked.at(-1)).toContain('assertions:'));
    app.press('c');
    expect(app.selected()).toBe('6  an assertion for netpol-tui test');
    app.press('up', 'k', 'enter');
    await vi.waitFor(() => expect(app.asked.at(-1)).toMatch(/^copy netpol-tui check/));
    expect(app.text()).not.toContain('COPY AS');
  });

  test('esc leaves it and the answer stays; other keys do nothing', () => {
    const app = answered().press('z', '9');
    expect(app.text()).toContain('COPY AS');
    expect(app.press('esc').text()).not.toContain('COPY AS');
    expect(app.screen().at).toBe('reach');
    expect(app.asked).toEqual([]);
  });

  test(':copy asks it too; what was not understood is copied at once', () => {
    expect(open(SHOP).type(ASKED).press('enter').type(':copy').press('enter').text()).toContain('COPY AS');
    const app = open(SHOP).type(':reach shop/web-9 data/db-0:5432').press('enter', 'c');
    expect(app.asked[0]).toMatch(/^copy .*web-9/);
  });

  test('of a text the line or the whole', async () => {
    const sources = { 'test.yaml': SHOP };
    const app = await open(SHOP, { sources }).type(':open policy/shop/nobody').press('enter', 'y').idle();
    app.press('j', 'c', 'enter');
    expect(app.asked.at(-1)).toBe('copy kind: NetworkPolicy');
    app.press('c', '2');
    expect(app.asked.at(-1)).toMatch(/^copy apiVersion: .*\n.*spec:\n {2}podSelector: .*\n$/s);
    expect(app.press('c').selected()).toMatch(/^2 {2}the whole, \d+ lines$/);
  });

  test('of what is described the name or the text', () => {
    const app = open(SHOP).type(':open policy/shop/nobody').press('enter', 'd', 'c', '2');
    expect(app.asked[0]).toMatch(/^copy .*nobody.*\n/);
    expect(app.press('c', '1').asked[1]).toBe('copy shop/nobody');
  });

  test('where nothing is', () => {
    expect(open('').press('c').news()).toBe('nothing to copy here');
  });
});

describe(':export writes the list', () => {
  test('as it is filtered, under a name of its own', async () => {
    const app = open(SHOP, { namespace: 'shop' }).type('/cart').press('enter').type(':export csv').press('enter');
    const [name, header, ...rows] = (await taken(app)).trimEnd().split('\n');
    expect(name).toBe('save netpol-tui-pods.csv');
    expect(header).toMatch(/^name,workload,/);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('cart-1');
    await vi.waitFor(() => expect(app.news()).toBe('saved netpol-tui-pods.csv'));
  });

  test('where the user says', async () => {
    const app = open(SHOP).type(':pods').press('enter').type(':export md my pods.md').press('enter');
    expect(await taken(app)).toMatch(/^save my pods\.md\n\| NAMESPACE/);
  });

  test('as data', async () => {
    const app = open(SHOP).type(':svc').press('enter').type(':export json').press('enter');
    expect(JSON.parse((await taken(app)).replace(/^save .*\n/, ''))).toMatchObject([{ namespace: 'data' }]);
  });

  test('or says that there is none, or what it takes', async () => {
    const none = open(SHOP).type(ASKED).press('enter').type(':export csv').press('enter');
    await vi.waitFor(() => expect(none.news()).toContain('no table here'));
    expect(open(SHOP).type(':export pdf').press('enter').news()).toContain('export wants csv, json, md');
    const failing = open(SHOP, { saveText: () => Promise.reject(new Error('no room')) });
    failing.type(':pods').press('enter').type(':export csv').press('enter');
    await vi.waitFor(() => expect(failing.news()).toBe('cannot save: no room'));
  });
});

describe(':report writes a page', () => {
  test.each([
    [ASKED, 'save netpol-tui-reach.html', '<title>shop/web-1 → data/db-0:5432/TCP: denied</title>'],
    [':pods shop', 'save netpol-tui-pods.html', '<title>Pods(shop)</title>'],
    [':help', 'save netpol-tui-help.html', '<title>Allowed connections</title>'],
  ])('of %s', async (command, name, title) => {
    const app = open(SHOP).type(command).press('enter').type(':report').press('enter');
    const page = await taken(app);
    expect(page.split('\n')[0]).toBe(name);
    expect(page).toContain(title);
    expect(page).toContain('test.yaml; read 2026-');
  });
});

test('what is too long for the clipboard is saved instead', async () => {
  const many = Array.from({ length: 1500 }, (_, i) => {
    return `---\n{ apiVersion: v1, kind: Pod, metadata: { name: ${'pod-'.repeat(10)}${i}, namespace: shop } }\n`;
  });
  const app = open(SHOP + many.join(''))
    .type(':pods')
    .press('enter')
    .type(':copy csv')
    .press('enter');
  await vi.waitFor(() => expect(app.news()).toBe('too long for the clipboard: saved netpol-tui-pods.csv'));
});
