import { describe, expect, test } from 'vitest';
import { plainKey, resolvePlain } from '../../src/sources/resolve-plain.ts';

// What sigs.k8s.io/yaml 1.6 makes of each of these; it is the reader behind kubectl and the API server.
const NUMBERS: readonly (readonly [string, number])[] = [
  ['0120', 80],
  ['0o120', 80],
  ['0O17', 15],
  ['-0o7', -7],
  ['0x1F', 31],
  ['0X1f', 31],
  ['-0x1F', -31],
  ['0b11', 3],
  ['08', 8],
  ['019', 19],
  ['09.5', 9.5],
  ['1_000', 1000],
  ['8_080', 8080],
  ['1_', 1],
  ['-_1', -1],
  ['0x_1', 1],
  ['1_000.5', 1000.5],
  ['1e3', 1000],
  ['1E+3', 1000],
  ['1e1_0', 1e10],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['.1_0', 0.1],
  ['5.', 5],
  ['1.10', 1.1],
  ['-0', 0],
  ['-0.0', 0],
  ['1e-400', 0],
  ['99999999999999999999', 1e20],
  ['0777777777777777777777777', 7.777777777777778e23],
];

const TEXTS =
  '1:20 1:20:30.5 2024-01-01 2024-01-01T00:00:00Z 10.0.0.1 1.2.3 . -. +. - _1 ._5 .1__0 1e 1e400 -1e400 0x 0b102 0o8 0xg 0x1p4 ' +
  'oFF tRUE nULL inf nan Infinity +inf = << -y 1/2 1,000 0xFFFFFFFFFFFFFFFFF';

describe('plain scalars', () => {
  test.each(NUMBERS)('%s is the number %d', (text, value) => {
    expect(resolvePlain(text)).toBe(value);
  });

  test.each(TEXTS.split(' '))('%s is text', (text) => {
    expect(resolvePlain(text)).toBe(text);
  });

  test.each('y Y yes Yes YES true True TRUE on On ON'.split(' '))('%s is true', (text) => {
    expect(resolvePlain(text)).toBe(true);
  });

  test.each('n N no No NO false False FALSE off Off OFF'.split(' '))('%s is false', (text) => {
    expect(resolvePlain(text)).toBe(false);
  });

  test.each(['', '~', 'null', 'Null', 'NULL'])('%j is null', (text) => {
    expect(resolvePlain(text)).toBeNull();
  });

  test.each(['.inf', '-.Inf', '+.INF', '.nan', '.NaN'])('%s is a number JSON does not have', (text) => {
    expect(Number.isFinite(resolvePlain(text))).toBe(false);
  });
});

describe('plain keys', () => {
  test.each([
    ['on', 'true'],
    ['N', 'false'],
    ['0x10', '16'],
    ['0120', '80'],
    ['-0x10', '-16'],
    ['1.5', '1.5'],
    ['1e3', '1000'],
    ['1e5', '100000'],
    ['1e6', '1e+06'],
    ['0.00001', '1e-05'],
    ['123456789.5', '1.2345679e+08'],
    ['1000000', '1000000'],
    ['2024-01-01', '2024-01-01'],
    ['-.inf', '-.inf'],
    ['.nan', '.nan'],
    ['app', 'app'],
  ])('%s is the key %s', (text, key) => {
    expect(plainKey(text)).toBe(key);
  });

  test.each(['~', 'null', ''])('%j is no key', (text) => {
    expect(plainKey(text)).toBeUndefined();
  });
});
