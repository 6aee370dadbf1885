import { describe, expect, test } from 'vitest';
import { NO_MEMORY } from '../../src/tui/settings/memory.ts';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

describe('filter', () => {
  const rowsFor = (filter: string, key = '0'): readonly string[] => {
    const app = open(SHOP, { namespace: 'shop', columns: 160 }).press(key).press('/').type(filter);
    return app
      .rows()
      .slice(3)
      .filter((row) => /^ (shop|data) /.test(row))
      .map((row) => row.split(/ +/)[2] ?? '');
  };

  test.each([
    ['ns:data', ['db-0']],
    ['isolated:yes', ['db-0']],
    ['isolated:no !ns:data app=web', ['web-1', 'web-2']],
    ['policy:db-allow', ['db-0']],
    ['policy:none cart', ['cart-1']],
    ['ip:10.0.0.', ['cart-1', 'web-1', 'web-2']],
    ['-f wb2', ['web-2']],
    ['-l tier', ['web-1', 'web-2']],
  ])('%s', (filter, names) => {
    expect(rowsFor(filter)).toEqual(names);
  });
});

describe('typing a filter letter by letter', () => {
  // What a letter more leaves is found among the rows that were left before; not so where a letter more lets rows in.
  test.each(['web-2', 'db-0 sealed', '!web', '"b-0 ', 'app=web', 'app!=web', 'ns:data', '-f wb2', '-l tier', 'web Σ'])(
    '%s shows what typing it at once shows',
    (filter) => {
      const shownIn = (app: ReturnType<typeof open>): readonly string[] => app.rows().slice(2, -2);
      const step = open(SHOP, { namespace: 'shop', columns: 160 }).press('0', 'N', '/');
      for (let end = 1; end <= filter.length; end++) {
        step.type(filter[end - 1] ?? '');
        const whole = open(SHOP, { namespace: 'shop', columns: 160 }).press('0', 'N', '/').paste(filter.slice(0, end));
        expect(shownIn(step)).toEqual(shownIn(whole));
      }
      const all = open(SHOP, { namespace: 'shop', columns: 160 }).press('0', 'N', '/');
      expect(shownIn(step.press('ctrl-u'))).toEqual(shownIn(all));
    },
  );
});

describe('history', () => {
  test('up and down bring back what was typed before, newest first, and it is kept', () => {
    const app = open(SHOP, { memory: { ...NO_MEMORY, hintsSeen: true, history: { command: ['svc'], filter: [] } } });
    app.type(':pods shop').press('enter', ':', 'up');
    expect(app.rows().at(-1)).toContain(':pods shop');
    app.press('up', 'up');
    expect(app.rows().at(-1)).toContain(':svc');
    app.press('down', 'down');
    expect(app.rows().at(-1)?.trim()).toBe(':');
    app.press('up', 'up', 'enter');
    expect(app.text()).toContain('Services');
    expect(app.remembered()?.history.command).toEqual(['svc', 'pods shop']);
  });

  test('in a filter with something typed, up and down move through the rows', () => {
    const app = open(SHOP, { namespace: 'shop' }).press('/').type('web').press('down');
    expect(app.selected()).toContain('web-2');
    app.press('enter', '/', 'ctrl-u', 'up');
    expect(app.rows()[1]).toContain('/web');
  });
});

describe('commands', () => {
  test('say what they do while they are typed', () => {
    const app = open(SHOP).type(':po');
    expect(app.text()).toContain('pods [NAMESPACE | /TEXT | KEY=VALUE]: pods, of a namespace or filtered');
    app.press('ctrl-u').type('q');
    expect(app.text()).toContain('q: quit');
  });

  test(':open goes to anything by a piece of its name', () => {
    const app = open(SHOP).type(':open dbal').press('tab', 'enter');
    expect(app.rows()[1]).toContain('data/db-allow');
    expect(open(SHOP).type(':open wb1').press('enter').rows()[1]).toContain('shop/web-1');
    expect(open(SHOP).type(':open nobody-at-all').press('enter').news()).toContain(
      'nothing is called nobody-at-all, or nearly so',
    );
  });

  test('namespaces are found by their characters', () => {
    expect(open(SHOP).type(':pods sp').press('tab', 'enter').rows()[1]).toContain('Pods(shop)');
  });
});

describe('the form', () => {
  test('says what each proposal is', () => {
    const app = open(SHOP, { namespace: 'shop' }).type(':reach').press('enter').type('db');
    expect(app.text()).toMatch(/data\/db-0 +pod +10\.0\.1\.1/);
    expect(app.text()).toMatch(/data\/svc\/db +service +15432/);
  });

  test('addresses of pods are proposed', () => {
    const app = open(SHOP).type(':reach').press('enter').type('10.0.1');
    expect(app.text()).toMatch(/10\.0\.1\.1 +address +data\/db-0/);
  });

  test('a pasted connection is asked at once', () => {
    const app = open(SHOP).type(':reach').press('enter').paste('dial tcp 10.0.0.3:40000->10.0.1.1:5432: i/o timeout');
    expect(app.rows()[2]).toContain('FROM  10.0.0.3');
    expect(app.text()).toContain('✓ ALLOWED');
  });

  test('a paste where nothing is written opens the question', () => {
    const app = open(SHOP).paste('http://db.data.svc.cluster.local:15432/x');
    expect(app.rows()[3]).toContain('TO    db.data.svc.cluster.local:15432');
    app.type('shop/cart-1').press('enter');
    expect(app.text()).toContain('ALLOWED');
    expect(open(SHOP).paste('nothing to see').news()).toContain('nothing in what was pasted');
  });
});

describe('x explains', () => {
  test('the rule behind a line of an answer, and leads back to it', () => {
    const app = open(SHOP, { rows: 40 }).type(':reach shop/web-1 data/db-0:5432').press('enter');
    app.press('/').type('from[0]').press('enter');
    const before = app.selected();
    app.press('x');
    expect(app.text()).toContain('Labels: those of the pod');
    expect(app.text()).toContain('https://kubernetes.io');
    app.press('esc');
    expect(app.selected()).toBe(before);
  });

  test('a topic leads to the next', () => {
    const app = open(SHOP, { rows: 40 }).type(':explain and').press('enter');
    expect(app.text()).toContain('one dash, or two');
    app.press('/').type('see namespaces').press('enter', 'enter');
    expect(app.text()).toContain('Namespaces are selected by their labels');
  });

  test(':explain lists all there are; one that is none says so', () => {
    expect(open(SHOP, { rows: 40 }).type(':explain').press('enter').text()).toContain('service-ports');
    const narrow = open(SHOP, { columns: 70, rows: 40 }).type(':explain').press('enter').rows();
    expect(narrow[narrow.findIndex((row) => row.startsWith(' empty-null')) + 1]).toMatch(/^ {17}\S/);
    expect(open(SHOP).type(':explain chess').press('enter').news()).toContain('there is no topic chess');
  });
});
