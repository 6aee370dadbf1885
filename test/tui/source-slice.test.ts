import { describe, expect, test } from 'vitest';
import { sourceSlice } from '../../src/tui/screens/source-slice.ts';

const DOCUMENTS = 'kind: A\nname: a\n---\nkind: B\nname: b\n---\nkind: C\n';
const LIST = 'kind: List\nitems:\n- kind: A\n  name: a\n\n- kind: B\n  name: b\nmetadata: {}\n';
const INDENTED = 'items:\n  - kind: A\n    list:\n      - x\n  - kind: B\n';
const JSON_LIST = '{\n  "items": [\n    {\n      "kind": "A"\n    },\n    {\n      "kind": "B"\n    }\n  ]\n}\n';

describe('the text of one object', () => {
  const cases: readonly (readonly [what: string, text: string, line: number, lines: readonly string[]])[] = [
    ['a document ends where the next begins', DOCUMENTS, 4, ['kind: B', 'name: b']],
    ['the last ends with the file', DOCUMENTS, 7, ['kind: C']],
    ['an item ends where the next begins', LIST, 3, ['- kind: A', '  name: a', '']],
    ['the last item ends with the list', LIST, 6, ['- kind: B', '  name: b']],
    ['lists inside an item belong to it', INDENTED, 2, ['  - kind: A', '    list:', '      - x']],
    ['JSON ends with the brace', JSON_LIST, 3, ['    {', '      "kind": "A"', '    },']],
    ['a line that is not there gives all', DOCUMENTS, 99, ['kind: A', 'name: a']],
  ];
  test.each(cases)('%s', (_what, text, line, lines) => {
    expect(sourceSlice(text, { part: 'object', line, focus: line }).lines).toEqual(lines);
  });

  test('an object on one line, as snapshots have it, is unfolded', () => {
    const text = '{"kind":"List","items":[\n{"kind":"A","list":[1,"y"]},\n{"kind":"B"}\n]}\n';
    expect(sourceSlice(text, { part: 'object', line: 2, focus: 2 })).toEqual({
      state: 'read',
      firstLine: 2,
      lines: ['kind: A', 'list:', '  - 1', '  - "y"'],
      unfolded: true,
    });
    const broken = '{"kind":"A",\n"x":1}';
    expect(sourceSlice(broken, { part: 'object', line: 1, focus: 1 }).lines).toEqual(broken.split('\n'));
  });

  test('lines keep the number they have in the file', () => {
    expect(sourceSlice(DOCUMENTS, { part: 'object', line: 4, focus: 5 }).firstLine).toBe(4);
  });

  test('around a line: its document', () => {
    const slice = sourceSlice(DOCUMENTS, { part: 'document', line: 5, focus: 5 });
    expect(slice).toEqual({ state: 'read', firstLine: 4, lines: ['kind: B', 'name: b'] });
  });

  test('line ends of Windows', () => {
    expect(sourceSlice('kind: A\r\n---\r\nkind: B\r\n', { part: 'object', line: 3, focus: 3 }).lines).toEqual([
      'kind: B',
    ]);
  });
});
