import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { FieldPath, RawObject } from '../../src/model/raw-object.ts';
import { type Found, findObjects } from '../../src/sources/document-objects.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { readYaml } from '../../src/sources/yaml-document.ts';
import { YAML_TEXT } from './yaml-texts.ts';

const SEED = 20261121;
const OBJECT = 'apiVersion: v1\nkind: Pod\n';

/** An object with something of every kind in it. */
const ITEM = YAML_TEXT.filter((text) => !/^(?:---|\.\.\.|%)/m.test(text)).map(
  (text) => `${OBJECT}spec:\n${indent(text, '  ')}`,
);

function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

const LIST = fc
  .tuple(
    fc.array(ITEM, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '  ', '    '),
    fc.constantFrom('List', 'PodList'),
    fc.constantFrom('', '# comment\n', '---\n', '--- # c\n'),
    fc.constantFrom('items:\n', 'items: # all\n', 'metadata: {}\nitems:\n# first\n'),
  )
  .map(([items, by, kind, head, open]) => {
    const body = items
      .map((item) => indent(item, '  ').replace(/^ {2}/, '- '))
      .join(items.length > 3 ? '\n# next\n' : '\n');
    return `${head}apiVersion: v1\n${open}${indent(body, by)}\nkind: ${kind}\n`;
  });

/** The objects of a text that is one document, read by the parser of record alone, and the places of all they hold. */
function recordOf(text: string): readonly unknown[] | undefined {
  const { value, faults, duplicates, locate } = readYaml(text, { file: 'x', line: 1, column: 1 });
  if (faults.length > 0) return undefined;
  const found: Found = { objects: [], problems: [], foreign: [] };
  const whole = {
    source: { file: 'x', read: () => undefined },
    positions: { locate: (_: unknown, __: unknown, path: FieldPath) => locate(path) },
  };
  const piece = { text: whole, start: 0, end: text.length, line: 1, column: 1, base: [] };
  findObjects({ value, piece, line: locate([]).line, duplicates }, undefined, found);
  return found.problems.length > 0 ? undefined : found.objects.map(described);
}

function described({ value, origin, duplicateKeys }: RawObject): unknown {
  const places = [[], ['kind'], ['spec'], ['spec', 0], ['spec', 'a'], ['spec', 'a', 'b'], ['spec', 0, 0]].map((path) =>
    origin.kind === 'file' ? origin.locate(path) : undefined,
  );
  return { value: JSON.stringify(value), line: origin.kind === 'file' ? origin.line : 0, duplicateKeys, places };
}

describe('a list read item by item', () => {
  test('gives the objects and places of the list read at once', () => {
    let compared = 0;
    fc.assert(
      fc.property(LIST, (text) => {
        const wanted = recordOf(text);
        if (wanted === undefined) return;
        compared += 1;
        const { events } = readManifestText(text, 'x');
        expect(events.map((event) => event.type === 'set' && described(event.object))).toEqual(wanted);
      }),
      { seed: SEED, numRuns: 1_500 },
    );
    expect(compared).toBeGreaterThan(250);
  });
});

describe('a stream cut into documents', () => {
  test('has the documents the parser finds', () => {
    const stream = fc
      .array(fc.tuple(YAML_TEXT, fc.constantFrom('---\n', '--- # c\n', '...\n---\n', '---\r\n', '...\n')), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) =>
        parts.map(([text, end], at) => `${OBJECT}id: ${at}\nspec:\n${indent(text, '  ')}\n${end}`).join(''),
      );
    let compared = 0;
    fc.assert(
      fc.property(stream, (text) => {
        const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
        if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return;
        compared += 1;
        const wanted = documents.map((document) => document.get('id')).filter((id) => id !== undefined);
        const { events, diagnostics } = readManifestText(text, 'x');
        const broken = diagnostics.filter(({ code }) => code !== 'not-kubernetes').length;
        expect(events.length + broken).toBe(wanted.length);
      }),
      { seed: SEED, numRuns: 1_500 },
    );
    expect(compared).toBeGreaterThan(250);
  });
});
