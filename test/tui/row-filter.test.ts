import { describe, expect, test } from 'vitest';
import { readFilter } from '../../src/tui/state/row-filter.ts';

const ROWS = {
  web: {
    text: 'shop web-1 ○ open',
    labels: new Map([
      ['app', 'web'],
      ['tier', 'front'],
    ]),
  },
  cart: { text: 'shop cart-1 ● sealed', labels: new Map([['app', 'cart']]) },
  plain: { text: 'a=b without labels', labels: undefined },
};

function passing(filter: string): readonly string[] {
  const passes = readFilter(filter);
  return Object.entries(ROWS).flatMap(([name, row]) => (passes === undefined || passes(row) ? [name] : []));
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
  ];
  test.each(cases)('%s', (filter, names) => {
    expect(passing(filter)).toEqual(names);
  });
});
