import { expect, test } from 'vitest';
import { EVERY_PART } from '../../../src/model/object-parts.ts';
import type { ApiClient } from '../../../src/sources/live/api-client.ts';
import { listKind } from '../../../src/sources/live/list-kind.ts';

const PODS = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true } as const;

const PAGES = [
  { metadata: { resourceVersion: '7', continue: 'second' }, items: [{ metadata: { name: 'a' } }] },
  { metadata: { resourceVersion: '7', continue: 'third' }, items: [{ metadata: { name: 'b' } }] },
  { metadata: { resourceVersion: '7' }, items: [{ metadata: { name: 'c' } }] },
];

test('the server is asked for the next page before the last is looked at', async () => {
  const happened: string[] = [];
  const client: ApiClient = {
    getBytes: async ({ query }) => {
      happened.push(`asked for ${query?.['continue'] ?? 'first'}`);
      return Buffer.from(JSON.stringify(PAGES[['first', 'second', 'third'].indexOf(query?.['continue'] ?? 'first')]));
    },
    getJson: () => {
      throw new Error('a list is read page by page');
    },
    stream: () => {
      throw new Error('a list is no watch');
    },
  };
  const version = await listKind(client, PODS, {
    namespace: undefined,
    signal: new AbortController().signal,
    partsOf: () => EVERY_PART,
    onPage: (items) => happened.push(`saw ${JSON.stringify(items)}`),
  });
  expect(version).toBe('7');
  expect(happened).toEqual([
    'asked for first',
    'asked for second',
    'saw [{"metadata":{"name":"a"}}]',
    'asked for third',
    'saw [{"metadata":{"name":"b"}}]',
    'saw [{"metadata":{"name":"c"}}]',
  ]);
});
