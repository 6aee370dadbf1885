import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostics.ts';
import { EVERY_PART } from '../../src/model/object-parts.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { FileBlocks } from '../../src/sources/file-blocks.ts';
import { readLargeFile } from '../../src/sources/large-file.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { createPositions } from '../../src/sources/positions.ts';
import { batchesOf, type Foreign, foreignIn, type ManifestBatch } from '../../src/sources/read-documents.ts';
import { createSkimmer } from '../../src/sources/skim-json.ts';
import { textInMemory } from '../../src/sources/source-text.ts';

interface Read {
  readonly events: readonly ObjectEvent[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a text as a large file is read, of which so many bytes are a block; says how many were asked for at once at the most. */
async function readInBlocks(
  text: string,
  block: number,
): Promise<Read & { readonly most: number; readonly isBroken: boolean }> {
  const bytes = Buffer.from(text);
  let most = 0;
  const read = (start: number, end: number): Promise<Buffer> => {
    most = Math.max(most, end - start);
    return Promise.resolve(bytes.subarray(start, end));
  };
  const blocks: FileBlocks = { size: bytes.length, block, read };
  const means = {
    text: { source: textInMemory('x', bytes), positions: createPositions() },
    skimmer: createSkimmer(() => EVERY_PART),
  };
  const foreign: Foreign = { count: 0, first: undefined };
  const events: ObjectEvent[] = [];
  const diagnostics: Diagnostic[] = [];
  let isBroken = false;
  const add = (batches: Iterable<ManifestBatch | undefined>): void => {
    for (const batch of batches) {
      isBroken ||= batch?.isBroken === true;
      events.push(...(batch?.events ?? []));
      diagnostics.push(...(batch?.diagnostics ?? []));
    }
  };
  for await (const { steps } of readLargeFile({ blocks, means }, { at: 0, line: 1 })) add(batchesOf(steps, foreign));
  add(foreignIn(foreign));
  return { events, diagnostics, most, isBroken };
}

function described({ events, diagnostics }: Read): unknown {
  const objects = events.map((event) => {
    if (event.type !== 'set' || event.object.origin.kind !== 'file') throw new Error('nothing a file has');
    const { value, origin } = event.object;
    const places = [[], ['kind'], ['metadata', 'name'], ['spec']].map((path) => origin.locate(path));
    return { value: JSON.stringify(value), line: origin.line, places };
  });
  return { objects, diagnostics };
}

const POD = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata: fc.record(
    { name: fc.constantFrom('a', 'b-1', 'é', 'x"y\\z', '𝒳'), namespace: fc.constant('shop') },
    { requiredKeys: ['name'] },
  ),
  spec: fc.constantFrom({}, { nodeName: 'n', containers: [{ name: '---', args: ['a: b', '- c', '#'] }] }),
});

const json = (value: unknown, space: number): string => JSON.stringify(value, null, space);

/** The same in YAML, indented so far and with this in front of the first line. */
function yaml(pod: { readonly metadata: object }, indent: string, first: string): string {
  const lines = Object.entries(pod).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return lines.map((line, index) => `${index === 0 ? first : indent}${line}\n`).join('');
}

const PODS = fc.array(POD, { maxLength: 6 });

const DOCUMENT = fc.oneof(
  fc.tuple(PODS, fc.constantFrom(0, 2), fc.boolean()).map(([items, space, kindLast]) => {
    return `${json(kindLast ? { items, kind: 'List' } : { kind: 'PodList', apiVersion: 'v1', items }, space)}\n`;
  }),
  fc.tuple(PODS, fc.constantFrom(0, 1)).map(([items, space]) => `${json(items, space)}\n`),
  POD.map((pod) => yaml(pod, '', '')),
  POD.map((pod) => `# A comment\n\n${yaml(pod, '', '')}# The end\n`),
  fc.tuple(PODS, fc.constantFrom('', '  ')).map(([items, by]) => {
    return `apiVersion: v1\nitems:\n${items.map((pod) => yaml(pod, `${by}  `, `${by}- `)).join('')}kind: List\nmetadata: {}\n`;
  }),
  PODS.map((items) => items.map((pod) => yaml(pod, '  ', '- ')).join('')),
  fc.tuple(POD, POD).map(([a, b]) => `${json(a, 0)}${json(b, 0)}\n`),
  fc.tuple(POD, POD).map(([a, b]) => `${json(a, 2)}\n${json(b, 0)}\n`),
  fc.constantFrom(
    'a: [\n',
    '{"a": \n',
    'text\n',
    '{"items": [}\n',
    '{"kind": "List", "items": []} x\n',
    '%YAML 1.2\n---\na: b\n',
    '{{ x }}\n',
    '',
  ),
  fc.constant('==== START logs for container x ====\n---\nkind: Pod\n==== END logs for container x ====\n'),
);

const STREAM = fc
  .array(fc.tuple(DOCUMENT, fc.constantFrom('---\n', '---\n', '--- # c\n', '...\n')), { minLength: 1, maxLength: 5 })
  .map((documents) => documents.map(([document, marker]) => document + marker).join(''));

describe('a large file', () => {
  test('has the objects, places and problems it has when it is read at once, wherever blocks end', async () => {
    let objects = 0;
    await fc.assert(
      fc.asyncProperty(STREAM, fc.integer({ min: 3, max: 400 }), async (text, block) => {
        const wanted = readManifestText(text, 'x');
        objects += wanted.events.length;
        expect(described(await readInBlocks(text, block))).toEqual(described(wanted));
      }),
      { seed: 20261126, numRuns: 300 },
    );
    expect(objects).toBeGreaterThan(200);
  });

  test.each([
    ['documents', (pods: readonly string[]) => pods.map((pod) => `---\n${pod}\n`).join('')],
    ['a list of JSON', (pods: readonly string[]) => `{"kind":"List","items":[${pods.join(',')}]}`],
    ['a list of YAML', (pods: readonly string[]) => `kind: List\nitems:\n${pods.map((pod) => `- ${pod}\n`).join('')}`],
  ])('is never held whole: %s', async (_what, text) => {
    const pods = Array.from({ length: 500 }, (_, i) => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p${i}"}}`);
    const { events, most } = await readInBlocks(text(pods), 1000);
    expect(events).toHaveLength(500);
    expect(most).toBeLessThanOrEqual(1000);
  });

  test('is never taken for a whole one when it is cut off or mangled', async () => {
    let broken = 0;
    let same = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(STREAM, fc.nat(), fc.constantFrom('', '{', '}', ']', ',', '"', 'x'), fc.boolean()),
        fc.integer({ min: 3, max: 400 }),
        async ([stream, at, other, isCut], block) => {
          const place = at % (stream.length + 1);
          const text = stream.slice(0, place) + other + (isCut ? '' : stream.slice(place + 1));
          const wanted = readManifestText(text, 'x');
          const read = await readInBlocks(text, block);
          if (read.isBroken) {
            broken += 1;
            expect(read.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
          } else {
            same += 1;
            expect(described(read), text + JSON.stringify([read.diagnostics, wanted.diagnostics])).toEqual(
              described(wanted),
            );
          }
        },
      ),
      { seed: 20261126, numRuns: 500 },
    );
    expect(broken).toBeGreaterThan(10);
    expect(same).toBeGreaterThan(200);
  });
});
