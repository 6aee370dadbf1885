import { expect, test } from 'vitest';
import { cutStart, pathTail } from '../../src/tui/view/path-tail.ts';

test.each([
  ['/home/anna/clusters/prod/policies/shop.yaml:12', 'policies/shop.yaml:12'],
  ['policies/shop.yaml:12', 'policies/shop.yaml:12'],
  ['stdin', 'stdin'],
])('of %s the end is %s', (path, end) => {
  expect(pathTail(path)).toBe(end);
});

test.each([
  ['policies/shop.yaml:12', 30, 'policies/shop.yaml:12'],
  ['policies/shop.yaml:12', 13, '…shop.yaml:12'],
  ['日本/日本.yaml:3', 9, '….yaml:3'],
])('%s in %i columns is %s', (text, columns, shown) => {
  expect(cutStart(text, columns, '…')).toBe(shown);
});
