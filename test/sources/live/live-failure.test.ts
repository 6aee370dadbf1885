import { expect, test } from 'vitest';
import { failureOfStatus } from '../../../src/sources/live/live-failure.ts';

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

test.each<[string, number, string | undefined, number | undefined]>([
  ['a number of seconds', 429, '7', 7000],
  ['none, where the server is busy', 429, undefined, 1000],
  ['a server that starts', 503, ' 3 ', 3000],
  ['none, where the server is broken', 500, undefined, undefined],
  ['a date that is over', 503, inSeconds(-60), undefined],
  ['a date of a clock that is wrong', 503, inSeconds(86_400), undefined],
  ['nonsense', 503, 'soon', undefined],
])('Retry-After: %s', (_, status, header, milliseconds) => {
  expect(failureOfStatus(status, '', header).retryAfterMs).toBe(milliseconds);
});

test('Retry-After: a date', () => {
  const { retryAfterMs = 0 } = failureOfStatus(429, '', inSeconds(60));
  expect(retryAfterMs).toBeGreaterThan(50_000);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
});
