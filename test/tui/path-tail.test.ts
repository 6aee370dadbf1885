import { expect, test } from 'vitest';
import { pathTail } from '../../src/tui/view/path-tail.ts';

test.each([
  ['/home/anna/clusters/prod/policies/shop.yaml:12', 'policies/shop.yaml:12'],
  ['policies/shop.yaml:12', 'policies/shop.yaml:12'],
  ['stdin', 'stdin'],
])('of %s the end is %s', (path, end) => {
  expect(pathTail(path)).toBe(end);
});
