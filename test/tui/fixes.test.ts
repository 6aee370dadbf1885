import { describe, expect, test } from 'vitest';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

const DENIED = ':reach shop/web-1 data/db-0:5432';

describe('fixes', () => {
  test('f on a denial: ways to allow it, best first, with what else they change and what to write', () => {
    const app = open(SHOP, { rows: 60 }).type(DENIED).press('enter', 'f');
    expect(app.rows()[1]).toContain('Ways to allow it');
    expect(app.text()).toContain('looking for ways');
    app.workEnds();
    expect(app.text()).toMatch(/ways? to allow it, each evaluated/);
    expect(app.text()).toMatch(/1\. data\/db-allow ingress #1/);
    expect(app.text()).toMatch(/also opens: 1 connection\n +shop\/web-2 → data\/db-0 on TCP 5432/);
    expect(app.text()).toContain('# data/db-allow, spec.ingress[0]');
    app.press('j', 'enter');
    expect(app.rows()[1]).toContain('data/db-allow');
  });

  test('c copies the policies of the way the cursor is on', () => {
    const app = open(SHOP, { rows: 60 }).type(DENIED).press('enter', 'f').workEnds().press('G', 'c');
    expect(app.asked.at(-1)).toMatch(/^copy # /);
    expect(app.asked.at(-1)).toContain('---\n');
    expect(app.asked.at(-1)).toContain('kind: NetworkPolicy');
    expect(app.asked.at(-1)).not.toBe(app.press('g', 'c').asked.at(-1));
  });

  test('space lists all that an edit opens and closes, and a long line keeps its indent', () => {
    const many = Array.from({ length: 9 }, (_, i) => {
      const name = `replica-with-quite-a-long-name-for-one-line-of-the-screen-${i}`;
      return `---\n{ apiVersion: v1, kind: Pod, metadata: { name: ${name}, namespace: shop, labels: { app: web, tier: front } } }\n`;
    });
    const app = open(SHOP + many.join(''), { rows: 90, columns: 80 })
      .type(DENIED)
      .press('enter', 'f')
      .workEnds();
    expect(app.text()).toContain('(space on the edit lists them)');
    expect(app.rows().at(-2)).toContain('<space> expand');
    expect(app.text()).not.toContain('-o json');
    const before = app.text().match(/replica-with/g)?.length ?? 0;
    expect(
      app
        .press('space')
        .text()
        .match(/replica-with/g)?.length,
    ).toBeGreaterThan(before);
    expect(app.text()).toMatch(/\n {6}shop\/replica-with[^\n]*\n {8}\S/);
    expect(
      app
        .press('j', 'space')
        .text()
        .match(/replica-with/g)?.length,
    ).toBe(before);
  });

  test('f on what is allowed: ways to deny it', () => {
    const app = open(SHOP, { rows: 60 }).type(':reach shop/cart-1 data/db-0:5432').press('enter', 'f').workEnds();
    expect(app.rows()[1]).toContain('Ways to deny it');
    expect(app.text()).toMatch(/ways? to deny it/);
  });

  test('without a question, or without a port, f says what is missing', () => {
    expect(open(SHOP).type(':reach').press('enter', 'esc', 'f').news()).toBeDefined();
    const app = open(SHOP).type(':reach shop/cart-1 data/db-0').press('enter', 'f');
    expect(app.news()).toContain('a fix is for one port');
    expect(app.rows()[1]).toContain('Reach');
  });

  test('says when the cluster has changed since', () => {
    const app = open(SHOP, { rows: 60 }).type(DENIED).press('enter', 'f').workEnds();
    app.worldChanges(SHOP.replace('name: nobody', 'name: somebody'));
    expect(app.text()).toContain('the cluster has changed since');
  });
});

describe('what would change without a policy', () => {
  test('is counted beside everything else and listed under the rules', () => {
    const app = open(SHOP, { rows: 60, columns: 120 }).type(':policies data').press('enter', 'enter');
    expect(app.text()).toContain('remove it: counting…');
    app.workEnds();
    expect(app.text()).toMatch(/remove it: \d+ connections? changes? \(\d+ opens?\)/);
    expect(app.text()).toMatch(/WITHOUT IT/);
    expect(app.text()).toMatch(/opens +shop\/web-1 → data\/db-0 on all ports/);
  });

  test('a policy that selects nobody changes nothing', () => {
    const app = open(SHOP, { rows: 60 }).type(':policies shop').press('enter', 'enter').workEnds();
    expect(app.text()).toContain('remove it: nothing changes');
  });
});

describe('recipes', () => {
  test('for the selected workload: what it would change, the policy, and c copies it', () => {
    const app = open(SHOP, { rows: 60, columns: 120 }).type(':pods shop').press('enter').type('/cart').press('enter');
    app.type(':recipe allow-client shop/web-1 8080').press('enter');
    expect(app.rows()[1]).toContain('Recipe allow-client');
    expect(app.text()).toContain('evaluating…');
    app.workEnds();
    expect(app.text()).toContain('shop/cart-1 shop/web-1 8080');
    expect(app.text()).toContain('new policy shop/cart-1-allow-from-web-1');
    expect(app.text()).toMatch(/closes: \d+ connections?/);
    expect(app.text()).toContain('port: 8080');
    expect(app.press('c').asked.at(-1)).toMatch(/^copy ---\n.*kind: NetworkPolicy.*app: web/s);
    expect(app.press('esc').rows()[1]).toContain('Pods');
  });

  test('names all that it changes, broken lines under their own text', () => {
    const app = open(SHOP, { rows: 60, columns: 60 })
      .type(':pods shop')
      .press('enter')
      .type(':recipe allow-range 203.0.113.0/24');
    app.press('enter').workEnds();
    expect(app.text()).not.toContain('-o json');
    expect(app.text()).toMatch(/\n {6}shop\/cart-1 → 0.*\n {8}\S/);
  });

  test('for a namespace, selected or the one that is shown', () => {
    const app = open(SHOP, { rows: 60 }).type(':ns').press('enter').type('/shop').press('enter');
    app.type(':recipe default-deny').press('enter').workEnds();
    expect(app.text()).toContain('new policy shop/default-deny');
    const help = open(SHOP, { rows: 60 }).type(':pods data').press('enter').type('/nothing').press('enter');
    help.type(':recipe default-deny-egress').press('enter').workEnds();
    expect(help.text()).toContain('new policy data/default-deny-egress');
  });

  test.each([
    ['recipe bread', 'no recipe bread'],
    ['recipe allow-client', 'recipe allow-client CLIENT [PORT,…]'],
    ['recipe allow-dns 53', 'recipe allow-dns'],
    ['recipe default-deny x y', 'recipe default-deny'],
  ])(':%s says what is missing', (command, said) => {
    const app = open(SHOP).type(':pods shop').press('enter').type(`:${command}`).press('enter');
    expect(app.news()).toContain(said);
    expect(app.rows()[1]).toContain('Pods');
  });

  test('a peer that is not there is said on its screen', () => {
    const app = open(SHOP, { rows: 60 }).type(':pods shop').press('enter').type(':recipe allow-namespace nowhere');
    app.press('enter').workEnds();
    expect(app.text()).toContain('"nowhere" is no namespace of the input');
    expect(app.press('c').news()).toContain('nothing to copy here');
  });
});
