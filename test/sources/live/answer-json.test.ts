import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partsRead } from '../../../src/kinds/parts-read.ts';
import { reduceObject } from '../../../src/kinds/reduce-object.ts';
import { EVERY_PART } from '../../../src/model/object-parts.ts';
import {
  type AnswerSkimmer,
  parsedAnswer,
  skimmedEvent,
  skimmedList,
  skimmerFor,
} from '../../../src/sources/live/answer-json.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' } as const;

type Json = { readonly [key: string]: unknown };

function skimmer(): AnswerSkimmer {
  const answer = skimmerFor(POD, partsRead);
  if (answer === undefined) throw new Error('of pods not everything is read');
  return answer;
}

const TEXT = fc.constantFrom('a', 'web-0', 'é', '𝒳', 'x"y', '\\', '', '{', ']');
const META = fc.record(
  {
    name: TEXT,
    namespace: fc.constantFrom('shop', 'web'),
    resourceVersion: fc.constantFrom('1', '22', ''),
    labels: fc.dictionary(TEXT, TEXT, { maxKeys: 3 }),
    annotations: fc.dictionary(TEXT, TEXT, { maxKeys: 2 }),
    ownerReferences: fc.constantFrom(
      [],
      [{ kind: 'ReplicaSet', name: 'a' }],
      [{ kind: 'DaemonSet', name: 'cilium' }],
      7,
    ),
    managedFields: fc.constantFrom([], [{ manager: 'kubelet', fieldsV1: { 'k:{"a":1}': {} } }]),
  },
  { requiredKeys: [] },
);
const ITEM = fc.record(
  {
    metadata: META,
    spec: fc.constantFrom({}, null, { nodeName: 'n', containers: [{ image: 'x', ports: [{ containerPort: 80 }] }] }),
    status: fc.constantFrom(
      { phase: 'Running', podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] },
      {},
    ),
  },
  { requiredKeys: [] },
);
const PAGE = fc
  .tuple(fc.array(fc.oneof({ weight: 9, arbitrary: ITEM }, fc.constantFrom(null, 'x', 7, [])), { maxLength: 4 }), TEXT)
  .map(([items, next]): Json => {
    return {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '9', continue: next, remainingItemCount: 3 },
      items,
    };
  });

/** Of an item what answers hang on, with what tells that it has changed. */
function essence(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const value = item as Json;
  const { resourceVersion } = (value['metadata'] ?? {}) as Json;
  return [reduceObject({ ...value, ...POD }), resourceVersion];
}

const same = (a: unknown, b: unknown): void => expect(JSON.stringify(a)).toBe(JSON.stringify(b));

describe('a page of a list', () => {
  test('says skimmed what it says parsed', () => {
    const answer = skimmer();
    fc.assert(
      fc.property(PAGE, fc.constantFrom(undefined, 2), (page, space) => {
        const list = skimmedList(answer, Buffer.from(`${JSON.stringify(page, null, space)}\n`));
        same(list?.items.map(essence), (page['items'] as unknown[]).map(essence));
        same(list?.metadata, page['metadata']);
      }),
      { seed: 20261126, numRuns: 1_000 },
    );
  });

  test('is left to the parser when it is mangled, or says what that says', () => {
    let skimmed = 0;
    let left = 0;
    const answer = skimmer();
    const others = fc.constantFrom('', '{', '}', ']', ',', ':', '"', '\\', '1', 'x', ' ');
    fc.assert(
      fc.property(PAGE, fc.nat(), others, fc.boolean(), (page, at, other, isCut) => {
        const text = JSON.stringify(page);
        const place = at % (text.length + 1);
        const bytes = Buffer.from(text.slice(0, place) + other + (isCut ? '' : text.slice(place + 1)));
        const list = skimmedList(answer, bytes);
        if (list === undefined) {
          left += 1;
          return;
        }
        skimmed += 1;
        const parsed = parsedAnswer(bytes);
        same(list.items.map(essence), (parsed['items'] as unknown[]).map(essence));
        same(list.metadata, parsed['metadata']);
      }),
      { seed: 20261126, numRuns: 3_000 },
    );
    expect(skimmed).toBeGreaterThan(300);
    expect(left).toBeGreaterThan(300);
  });

  test.each([
    ['no items', '{"kind":"PodList","metadata":{}}'],
    ['items that are null', '{"metadata":{"resourceVersion":"1"},"items":null}'],
    ['items twice', '{"items":[],"items":[{}]}'],
    ['something behind it', '{"items":[]} {}'],
    ['no object', '[{}]'],
    ['nothing', ''],
  ])('is left to the parser when it has %s', (_what, text) => {
    expect(skimmedList(skimmer(), Buffer.from(text))).toBeUndefined();
  });

  test('is not skimmed where all of its objects is read', () => {
    expect(skimmerFor({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }, partsRead)).toBeUndefined();
    expect(skimmerFor(POD, () => EVERY_PART)).toBeUndefined();
  });
});

describe('an event of a watch', () => {
  test('says skimmed what it says parsed, or is left to the parser', () => {
    const answer = skimmer();
    let read = 0;
    const types = fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR');
    const others = fc.constantFrom('', '}', '{', ',', '"', ' ');
    fc.assert(
      fc.property(types, ITEM, fc.nat(), fc.option(others), (type, item, at, other) => {
        const event = JSON.stringify({ type, object: { ...POD, ...item } });
        const place = at % event.length;
        const line = other === null ? event : event.slice(0, place) + other + event.slice(place + 1);
        const skimmed = skimmedEvent(answer, Buffer.from(line));
        if (skimmed === undefined) return;
        read += 1;
        const parsed = parsedAnswer(Buffer.from(line));
        expect(skimmed['type']).toBe(parsed['type']);
        same(essence(skimmed['object']), essence(parsed['object']));
      }),
      { seed: 20261126, numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});
