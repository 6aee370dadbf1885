import { describe, expect, test } from 'vitest';
import { bindingsHere } from '../../src/tui/keys/dispatch.ts';
import { keysDocument } from '../../src/tui/keys/keys-document.ts';
import { sceneOf } from '../../src/tui/screens/scene.ts';
import type { Driver } from './driver.ts';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

const SCREENS: Readonly<Record<string, (app: Driver) => Driver>> = {
  namespaces: (app) => app,
  pods: (app) => app.type(':pods').press('enter'),
  workloads: (app) => app.type(':workloads').press('enter'),
  pod: (app) => app.type(':pods').press('enter', 'enter'),
  policies: (app) => app.type(':policies').press('enter'),
  policy: (app) => app.type(':policies').press('enter', 'enter'),
  services: (app) => app.type(':svc').press('enter'),
  findings: (app) => app.press('L'),
  reach: (app) => app.type(':reach shop/web-1 data/db-0:5432').press('enter'),
  describe: (app) => app.press('d'),
  yaml: (app) => app.type(':pods').press('enter', 'y'),
  help: (app) => app.press('?'),
};

describe('the key table', () => {
  test.each(Object.keys(SCREENS))('has one meaning for every key on %s', (name) => {
    const app = SCREENS[name]?.(open(SHOP));
    if (app === undefined) throw new Error(name);
    const keys = keysOn(app);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test.each(Object.keys(SCREENS))('every key of %s can be pressed, and the screen stays whole', (name) => {
    const keys = keysOn(SCREENS[name]?.(open(SHOP)) ?? open(SHOP));
    for (const key of keys) {
      const app = SCREENS[name]?.(open(SHOP)) ?? open(SHOP);
      app.press(key);
      expect(app.rows(), key).toHaveLength(30);
    }
  });

  test('the documentation names every key and command', () => {
    const text = keysDocument();
    for (const word of ['`j` `↓`', '`ctrl-z`', '`:reach', '`1-9`', '`I` ingress', '`l` logs'])
      expect(text).toContain(word);
  });
});

function keysOn(app: Driver): readonly string[] {
  return bindingsHere(sceneOf(app.state(), app.world())).flatMap(({ keys }) => keys);
}

describe('keys', () => {
  test('of k9s that mean nothing here say so', () => {
    expect(open(SHOP).press('l').news()).toBe('not in netpol-tui: logs');
    expect(open(SHOP).press('s').news()).toBe('not in netpol-tui: shell');
    expect(open(SHOP).press('ctrl-k').news()).toBe('not in netpol-tui: kill');
  });

  test('that are none point to the help', () => {
    expect(open(SHOP).press('Z').news()).toBe('no such key here; ? shows the keys');
  });

  test('several at once act one after the other', () => {
    expect(open(SHOP, { namespace: 'shop' }).press('j', 'j').selected()).toContain('web-2');
    expect(open(SHOP).type(':pods shop').press('enter').rows()[1]).toContain('Pods(shop)');
  });

  test('move by lines, pages and to the ends', () => {
    const pods = Array.from({ length: 100 }, (_, i) => {
      return `apiVersion: v1\nkind: Pod\nmetadata: { name: p-${String(i).padStart(3, '0')}, namespace: many }\n`;
    });
    const app = open(pods.join('---\n'), { namespace: 'many', rows: 25 });
    expect(app.press('G').selected()).toContain('p-099');
    expect(app.press('g').selected()).toContain('p-000');
    expect(app.press('ctrl-f').selected()).toContain('p-020');
    expect(app.press('ctrl-d').selected()).toContain('p-030');
    expect(app.press('ctrl-u').selected()).toContain('p-020');
    expect(app.press('pgup').selected()).toContain('p-000');
    expect(app.press('up').selected()).toContain('p-000');
    expect(app.text()).toContain('p-000');
  });

  test('[ ] and - go through what was visited', () => {
    const app = open(SHOP).press('2').type(':svc').press('enter');
    expect(app.press('[').rows()[1]).toContain('Pods(shop)');
    expect(app.press('[').rows()[1]).toContain('Namespaces');
    expect(app.press('[').news()).toBe('nothing to go back to');
    expect(app.press(']', ']').rows()[1]).toContain('Services(shop)');
    expect(app.press('-').rows()[1]).toContain('Pods(shop)');
    expect(app.press('-').rows()[1]).toContain('Services(shop)');
  });

  test('q goes back, and quits on the first screen; ctrl-c and :q quit anywhere', () => {
    const app = open(SHOP).press('enter', 'q');
    expect(app.asked).toEqual([]);
    expect(app.press('q').asked).toEqual(['quit']);
    expect(open(SHOP).press('r', '/', 'ctrl-c').asked).toEqual(['quit']);
    expect(open(SHOP).type(':q').press('enter').asked).toEqual(['quit']);
  });

  test('esc never quits', () => {
    const app = open(SHOP).press('esc', 'esc');
    expect(app.asked).toEqual([]);
    expect(app.news()).toContain('first screen');
  });

  test('help lists the keys of the screen, finds them, and presses one', () => {
    const app = open(SHOP, { namespace: 'shop', rows: 60 }).press('?');
    expect(app.text()).toContain('pods or workloads in turn');
    expect(app.text()).not.toContain('swap source');
    app.press('/').type('workloads in turn').press('enter', 'enter');
    expect(app.rows()[1]).toContain('Workloads(shop)');
  });

  test('ctrl-s saves all rows, not only those in sight', async () => {
    const app = open(SHOP, { namespace: 'shop', rows: 12 }).press('ctrl-s');
    await app.idle();
    expect(app.asked[0]).toMatch(/^save netpol-tui-pods\.txt\n/);
    expect(app.asked[0]).toContain('cart-1');
    expect(app.news()).toBe('saved netpol-tui-pods.txt');
    const failing = open(SHOP, { saveText: () => Promise.reject(new Error('EACCES: permission denied')) }).press(
      'ctrl-s',
    );
    await failing.idle();
    expect(failing.news()).toBe('cannot save: EACCES: permission denied');
    expect(failing.timePasses().news()).toBe('cannot save: EACCES: permission denied');
    expect(failing.press('j').news()).toBeUndefined();
  });

  test('c copies the name', () => {
    expect(open(SHOP, { namespace: 'shop' }).press('c').asked).toEqual(['copy shop/cart-1']);
  });

  test('news goes by itself, and with the next key', () => {
    expect(open(SHOP).press('l').timePasses().news()).toBeUndefined();
    expect(open(SHOP).press('l', 'j').news()).toBeUndefined();
  });
});

describe('commands', () => {
  const cases: readonly (readonly [command: string, crumbs: string])[] = [
    ['pods', 'Pods(all)'],
    ['po shop', 'Pods(shop)'],
    ['ns data', 'Pods(data)'],
    ['ns', 'Namespaces'],
    ['netpol', 'Policies(all)'],
    ['svc data', 'Services(data)'],
    ['wl', 'Workloads(all)'],
    ['findings', 'Findings(all)'],
    ['pods app=web', 'Pods(all)'],
    ['pods /cart', '/cart  1 of 4'],
    ['reach', 'Reach'],
    ['help', 'Help'],
  ];
  test.each(cases)(':%s', (command, crumbs) => {
    expect(open(SHOP).type(`:${command}`).press('enter').rows()[1]).toContain(crumbs);
  });

  test('that are none say which there are, and stay until a key', () => {
    const app = open(SHOP).type(':nonsense').press('enter');
    expect(app.news()).toMatch(/^no command "nonsense"; there are pods, /);
    expect(app.timePasses().news()).toBeDefined();
    expect(app.press('j').news()).toBeUndefined();
    expect(open(SHOP).type(':pods nowhere').press('enter').news()).toContain('no namespace nowhere');
  });

  test('complete with tab, also their parameters', () => {
    const app = open(SHOP).type(':po');
    expect(app.rows().at(-2)).toContain('pods');
    app.press('tab').type(' sh').press('tab', 'enter');
    expect(app.rows()[1]).toContain('Pods(shop)');
    const reach = open(SHOP).type(':reach shop/ca').press('tab');
    expect(reach.rows().at(-1)).toContain(':reach shop/cart-1');
  });

  test('esc and backspace leave the command line', () => {
    expect(open(SHOP).type(':po').press('esc').state().prompt.mode).toBe('none');
    expect(open(SHOP).type(':p').press('backspace', 'backspace').state().prompt.mode).toBe('none');
  });
});
