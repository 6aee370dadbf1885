import { describe, expect, test } from 'vitest';
import { type Driver, open } from './driver.ts';
import { SHOP } from './shop.ts';

const kept = (text: string): string => text;

/** New policies for the pod cart-1, with an editor that saves the text as it is unless told otherwise. */
function forCart(editor: (text: string) => string | undefined = kept): Driver {
  const app = open(SHOP, { columns: 100, rows: 40, editor }).type(':pods shop').press('enter');
  return app.type('/cart').press('enter', 'n');
}

describe('n offers policies to begin with', () => {
  test('one for each recipe and a blank one, with what would be written under them', () => {
    const app = forCart();
    expect(app.rows()[1]).toContain('New policy');
    expect(app.rows()[2]).toContain('for shop/cart-1');
    expect(app.text()).toMatch(/ allow-client +CLIENT +in from one client/);
    expect(app.text()).toMatch(/ blank +allows nothing yet/);
    expect(app.workEnds().text()).toMatch(/name: cart-1-default-deny\n +namespace: shop\n +spec:/);
    app.press('j', 'j', 'j');
    expect(app.text()).toContain('name: cart-1-allow-dns');
    expect(app.rows().at(-2)).toMatch(/^ <e> edit and try/);
    app.press('c');
    expect(app.asked.at(-1)).toMatch(/^copy ---\n.*name: cart-1-allow-dns/s);
  });

  test('enter opens one in the editor, and what is saved, even as it was, is tried', async () => {
    const texts: string[] = [];
    const app = forCart((text) => {
      texts.push(text);
      return text;
    }).workEnds();
    await app.press('enter').idle();
    expect(texts[0]).toMatch(/^# A new policy, in memory only\..*\napiVersion: networking/);
    expect(app.rows()[1]).toContain('Pods(shop) › What-if');
    expect(app.text()).toContain('new NetworkPolicy shop/cart-1-default-deny');
    expect(app.workEnds().text()).toMatch(/connections that differ/);
    expect(app.press('esc').rows()[1]).toMatch(/^ Pods\(shop\)/);
  });

  test('one that is left without saving is not tried', async () => {
    const app = forCart(() => undefined).workEnds();
    await app.press('enter').idle();
    expect(app.news()).toBe('nothing was changed');
    expect(app.rows()[1]).toContain('New policy');
  });

  test('what a recipe needs is asked for, with completion, then seen with what it would change, then edited', async () => {
    const app = forCart().workEnds().type('').press('G', 'k', 'k');
    expect(app.text()).toContain('Enter asks for CLIENT');
    app.press('enter');
    expect(app.rows().at(-1)).toMatch(/^ :recipe allow-client/);
    app.type('web-1').press('tab');
    expect(app.rows().at(-1)).toMatch(/^ :recipe allow-client shop\/web-1/);
    app.type(' 8080').press('enter').workEnds();
    expect(app.text()).toContain('new policy shop/cart-1-allow-from-web-1');
    await app.press('e').idle();
    expect(app.rows()[1]).toContain('Pods(shop) › What-if');
    expect(app.text()).toContain('new NetworkPolicy shop/cart-1-allow-from-web-1');
  });

  test('for a namespace, and where nothing is there the editor opens on a blank one', async () => {
    const app = open(SHOP).press('n');
    expect(app.rows()[2]).toContain('for data');
    expect(open(SHOP).type(':recipe').press('enter').rows()[1]).toContain('New policy');
    const texts: string[] = [];
    const none = open('', {
      editor: (text) => {
        texts.push(text);
        return undefined;
      },
    });
    await none.press('n').idle();
    expect(texts[0]).toContain('name: default-deny');
  });

  test('on a small screen the choice comes first', () => {
    const app = open(SHOP, { columns: 60, rows: 16 }).press('n');
    for (const name of ['default-deny', 'allow-range', 'blank']) expect(app.text()).toContain(name);
    expect(app.rows()).toHaveLength(16);
  });
});
