import { describe, expect, test } from 'vitest';
import { readFilter } from '../../src/tui/state/row-filter.ts';

interface Sample {
  readonly text: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, readonly string[]>>;
}

const ROWS: Readonly<Record<string, Sample>> = {
  web: {
    text: 'shop web-1 ○ open',
    labels: { app: 'web', tier: 'front' },
    fields: { ns: ['shop'], isolated: ['no'], policy: ['none'] },
  },
  cart: {
    text: 'shop cart-1 ● sealed',
    labels: { app: 'cart' },
    fields: { isolated: ['yes', 'both'], policy: ['default-deny'] },
  },
  plain: { text: 'a=b without labels' },
};

function passing(filter: string): readonly string[] {
  const passes = readFilter(filter);
  return Object.entries(ROWS).flatMap(([name, { text, labels, fields }]) => {
    const facts = () => ({
      labels: labels && new Map(Object.entries(labels)),
      name: text.split(' ')[1],
      field: (field: string) => fields?.[field],
    });
    return passes === undefined || passes({ text, facts }) ? [name] : [];
  });
}

describe('filter', () => {
  const cases: readonly (readonly [filter: string, passing: readonly string[]])[] = [
    ['', ['web', 'cart', 'plain']],
    ['WEB', ['web']],
    ['shop', ['web', 'cart']],
    ['!shop', ['plain']],
    ['!', ['web', 'cart', 'plain']],
    ['app=web', ['web']],
    ['-l app=web', ['web']],
    ['app==cart', ['cart']],
    ['app!=web', ['cart']],
    ['app=web,tier=front', ['web']],
    ['app=web,tier=back', []],
    ['app=', ['web', 'cart']],
    ['app=c', ['cart']],
    ['!app=web', ['cart', 'plain']],
    ['a=b', ['plain']],
    ['.*', []],
    ['shop open', ['web']],
    ['open shop', ['web']],
    ['"shop open"', []],
    ['"shop web', ['web']],
    ['shop !open', ['cart']],
    ['!"shop web"', ['cart', 'plain']],
    ['shop app=web', ['web']],
    ['-l tier', ['web']],
    ['-l !tier', ['cart', 'plain']],
    ['-l app=cart,!tier', ['cart']],
    ['-l', ['web', 'cart', 'plain']],
    ['ns:shop', ['web']],
    ['isolated:no', ['web']],
    ['isolated:yes policy:default-deny', ['cart']],
    ['!isolated:no', ['cart', 'plain']],
    ['-f crt', ['cart']],
    ['-f wb1', ['web']],
    ['-f', ['web', 'cart', 'plain']],
    ['-f xyz', []],
  ];
  test.each(cases)('%s', (filter, names) => {
    expect(passing(filter)).toEqual(names);
  });
});
