import { describe, expect, test } from 'vitest';
import type { RawObject } from '../../src/model/raw-object.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';

const FILE = 'some.yaml';

function objectsOf(text: string): readonly RawObject[] {
  return readManifestText(text, FILE).events.flatMap((event) => (event.type === 'set' ? [event.object] : []));
}

function onlyObject(text: string): RawObject {
  const [object, ...more] = objectsOf(text);
  if (object === undefined || more.length > 0)
    throw new Error(`not one object: ${JSON.stringify(readManifestText(text, FILE))}`);
  return object;
}

/** `Pod/a at 3`: kind, name and line of each object. */
function summaryOf(text: string): readonly string[] {
  return objectsOf(text).map(({ value, origin }) => {
    const metadata = value['metadata'] as { readonly name?: unknown } | undefined;
    return `${value['apiVersion']} ${value['kind']}/${metadata?.name} at ${origin.kind === 'file' ? origin.line : '?'}`;
  });
}

/** `error yaml-error 3:4`: what is said about a text, and where. */
function problemsOf(text: string): readonly string[] {
  return readManifestText(text, FILE).diagnostics.map(
    ({ severity, code, position }) => `${severity} ${code} ${position?.line}:${position?.column}`,
  );
}

const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;
const podItem = (name: string, by = ''): string =>
  pod(name)
    .replace(/^(?=.)/gm, `${by}  `)
    .replace(/^ *(?=apiVersion)/, `${by}- `);

interface ReadCase {
  readonly what: string;
  readonly text: string;
  readonly objects?: readonly string[];
  readonly problems?: readonly string[];
}

const DOCUMENTS: readonly ReadCase[] = [
  { what: 'one document', text: pod('a'), objects: ['v1 Pod/a at 1'] },
  { what: 'documents', text: `${pod('a')}---\n${pod('b')}`, objects: ['v1 Pod/a at 1', 'v1 Pod/b at 6'] },
  {
    what: 'documents with comments in front and behind',
    text: `# one\n---\n# Source: chart/a.yaml\n\n${pod('a')}# end\n--- # two\n${pod('b')}...\n# nothing\n---\n`,
    objects: ['v1 Pod/a at 5', 'v1 Pod/b at 11'],
  },
  {
    what: 'Windows line ends',
    text: `---\r\n${pod('a').replaceAll('\n', '\r\n')}---\r\n${pod('b')}`,
    objects: ['v1 Pod/a at 2', 'v1 Pod/b at 7'],
  },
  { what: 'a byte order mark', text: `\ufeff${pod('a')}`, objects: ['v1 Pod/a at 1'] },
  {
    what: 'a document on its marker’s line',
    text: '---\n--- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n',
    objects: ['v1 Pod/a at 2'],
  },
  {
    what: 'a directive',
    text: `%YAML 1.1\n---\n${pod('a')}---\n${pod('b')}`,
    objects: ['v1 Pod/a at 1', 'v1 Pod/b at 8'],
  },
  { what: 'nothing', text: '', objects: [] },
  { what: 'empty documents', text: '---\n# only this\n---\n\n---\n~\n---\nnull\n', objects: [] },
  {
    what: 'markers inside a block of text',
    text: `${pod('a')}data:\n  x: |\n    ---\n    ...\n---\n${pod('b')}`,
    objects: ['v1 Pod/a at 1', 'v1 Pod/b at 10'],
  },
];

const LISTS: readonly ReadCase[] = [
  {
    what: 'kubectl get -o yaml',
    text: `apiVersion: v1\nitems:\n${podItem('a')}${podItem('b')}kind: List\nmetadata:\n  resourceVersion: ""\n`,
    objects: ['v1 Pod/a at 3', 'v1 Pod/b at 7'],
  },
  {
    what: 'a list written with indented dashes and comments',
    text: `kind: List\napiVersion: v1\nitems: # all\n  # the first\n${podItem('a', '  ')}\n  # the second\n${podItem('b', '  ')}`,
    objects: ['v1 Pod/a at 5', 'v1 Pod/b at 11'],
  },
  {
    what: 'dashes on lines of their own',
    text: `kind: List\napiVersion: v1\nitems:\n-\n  # the first\n${pod('a').replace(/^(?=.)/gm, '  ')}`,
    objects: ['v1 Pod/a at 6'],
  },
  { what: 'a bare sequence', text: `${podItem('a')}${podItem('b')}`, objects: ['v1 Pod/a at 1', 'v1 Pod/b at 5'] },
  {
    what: 'a typed list whose items do not say their kind (must-gather)',
    text: '---\napiVersion: v1\nkind: PodList\nitems:\n- metadata:\n    name: a\n- metadata:\n    name: b\n',
    objects: ['v1 Pod/a at 5', 'v1 Pod/b at 7'],
  },
  {
    what: 'a typed list of another group',
    text: 'items:\n- metadata: {name: p}\nkind: NetworkPolicyList\napiVersion: networking.k8s.io/v1\n',
    objects: ['networking.k8s.io/v1 NetworkPolicy/p at 2'],
  },
  {
    what: 'lists in lists',
    text: 'kind: List\napiVersion: v1\nitems:\n- kind: PodList\n  apiVersion: v1\n  items:\n  - metadata: {name: a}\n  - metadata: {name: b}\n- kind: List\n  apiVersion: v1\n  items: []\n',
    objects: ['v1 Pod/a at 7', 'v1 Pod/b at 8'],
  },
  {
    what: 'an empty list',
    text: 'apiVersion: v1\nkind: PodList\nitems: []\n---\napiVersion: v1\nkind: PodList\nitems: null\n',
    objects: [],
  },
  {
    what: 'a kind that only sounds like a list',
    text: 'apiVersion: x/v1\nkind: AllowList\nmetadata: {name: a}\n',
    objects: ['x/v1 AllowList/a at 1'],
  },
  {
    what: 'aliases from one item to another',
    text: 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: &m {name: a}\n- apiVersion: v1\n  kind: Pod\n  metadata: *m\n',
    objects: ['v1 Pod/a at 4', 'v1 Pod/a at 7'],
  },
  {
    what: 'an item that cannot be read: the others are',
    text: `apiVersion: v1\nkind: List\nitems:\n${podItem('a')}- kind: Pod\n  metadata: {name\n${podItem('b')}`,
    objects: ['v1 Pod/a at 4', 'v1 Pod/b at 10'],
    problems: ['error yaml-error 10:1'],
  },
  {
    what: 'items that are no objects',
    text: `apiVersion: v1\nkind: List\nitems:\n- just text\n-\n- a: b\n${podItem('a')}`,
    objects: ['v1 Pod/a at 7'],
    problems: ['info not-kubernetes 4:1'],
  },
];

const JSON_TEXTS: readonly ReadCase[] = [
  { what: 'an object', text: '\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}', objects: ['v1 Pod/a at 2'] },
  {
    what: 'kubectl get -o json',
    text: JSON.stringify(
      { apiVersion: 'v1', items: [podObject('a'), podObject('b')], kind: 'List', metadata: { resourceVersion: '' } },
      null,
      4,
    ),
    objects: ['v1 Pod/a at 4', 'v1 Pod/b at 11'],
  },
  {
    what: 'an array',
    text: `[\n${JSON.stringify(podObject('a'))},\n${JSON.stringify(podObject('b'))}]`,
    objects: ['v1 Pod/a at 2', 'v1 Pod/b at 3'],
  },
  {
    what: 'a typed list',
    text: '{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"a"}}]}',
    objects: ['v1 Pod/a at 1'],
  },
  {
    what: 'one value a line',
    text: `${JSON.stringify(podObject('a'))}\n${JSON.stringify(podObject('b'))}\n`,
    objects: ['v1 Pod/a at 1', 'v1 Pod/b at 2'],
  },
  {
    what: 'kubectl cluster-info dump, logs between the documents',
    text: `{\n"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"a"}}]}\n==== START logs for container c of pod x/a ====\n{"level":"info"}\n---\nkind: Pod {{ oops\n==== END logs for container c of pod x/a ====\n${JSON.stringify(podObject('b'))}\n`,
    objects: ['v1 Pod/a at 2', 'v1 Pod/b at 8'],
  },
  {
    what: 'a mapping that is YAML only',
    text: '{apiVersion: v1, kind: Pod, metadata: {name: a},}',
    objects: ['v1 Pod/a at 1'],
  },
  {
    what: 'a text that ends too early',
    text: '{"apiVersion":"v1","kind":"List","items":[\n{"kind":"Pod"',
    problems: ['error yaml-error 2:14'],
  },
  {
    what: 'an item that is broken',
    text: '{"apiVersion":"v1","kind":"List","items":[\n{"a" "b"},\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}]}',
    objects: ['v1 Pod/a at 3'],
    problems: ['error yaml-error 2:6'],
  },
];

function podObject(name: string): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name } };
}

const REFUSED: readonly ReadCase[] = [
  {
    what: 'a broken document between others',
    text: `${pod('a')}---\nkind: Pod\n  bad: 1\n---\n${pod('b')}`,
    objects: ['v1 Pod/a at 1', 'v1 Pod/b at 9'],
    problems: ['error yaml-error 6:7'],
  },
  { what: 'a tab as indentation', text: 'a:\n\tb: 1\n', problems: ['error yaml-error 2:1'] },
  { what: 'a quote that is not closed', text: 'a: 1\nb: "x\n', problems: ['error yaml-error 3:1'] },
  {
    what: 'an escaped quote as the last',
    text: 'a:\n  b: "x\n    y\\"\n  c: "1"\n',
    problems: ['error yaml-error 2:6'],
  },
  { what: 'a number JSON does not have', text: `${pod('a')}x: .inf\n`, problems: ['error yaml-error 5:4'] },
  { what: 'a null key', text: `${pod('a')}~: x\n`, problems: ['error yaml-error 5:1'] },
  { what: 'a list as a key', text: `${pod('a')}[a]: x\n`, problems: ['error yaml-error 5:1'] },
  { what: 'a merge of no mapping', text: `${pod('a')}<<: x\n`, problems: ['error yaml-error 5:1'] },
  { what: 'a tag that does not fit', text: `${pod('a')}x: !!int abc\n`, problems: ['error yaml-error 5:10'] },
  { what: 'an alias without an anchor', text: `${pod('a')}x: *nowhere\n`, problems: ['error yaml-error 5:4'] },
  { what: 'an anchor in itself', text: `${pod('a')}x: &x [*x]\n`, problems: ['error yaml-error 5:8'] },
  { what: 'a control character', text: `${pod('a')}x: a\u0007b\n`, problems: ['error yaml-error 5:5'] },
  {
    what: 'nesting nobody needs',
    text: `${pod('a')}x: ${'['.repeat(600)}${']'.repeat(600)}\n`,
    problems: ['error yaml-error 5:504'],
  },
  { what: 'brackets without end', text: '['.repeat(1_000_000), problems: ['error yaml-error 1:1'] },
  {
    what: 'kind without apiVersion',
    text: 'kind: NetworkPolicy\nmetadata: {name: a}\n',
    problems: ['error not-kubernetes 1:1'],
  },
  {
    what: 'apiVersion without kind',
    text: '\napiVersion: v1\nmetadata: {name: a}\n',
    problems: ['error not-kubernetes 2:1'],
  },
  {
    what: 'other YAML, once for a file',
    text: '# values\nreplicas: 3\n---\nimage: x\n---\ntext\n',
    problems: ['info not-kubernetes 2:1'],
  },
];

const TEMPLATES: readonly ReadCase[] = [
  {
    what: 'a value',
    text: `${pod('a')}---\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n`,
    objects: ['v1 Pod/a at 1'],
    problems: ['error template 8:9'],
  },
  {
    what: 'a condition',
    text: '{{- if .Values.enabled }}\napiVersion: v1\nkind: Pod\n{{- end }}\n',
    problems: ['error template 1:1'],
  },
  {
    what: 'an include below a key',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    {{- include "x.labels" . | nindent 4 }}\n',
    problems: ['error template 5:5'],
  },
  {
    what: 'part of a name',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-{{ .Release.Name }}\n',
    problems: ['error template 1:1'],
  },
  {
    what: 'a quoted name',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "{{ .Release.Name }}"\n',
    problems: ['error template 1:1'],
  },
  { what: 'many of them', text: '{{ x }}\n'.repeat(50), problems: ['error template 1:1'] },
  {
    what: 'none: quoted, commented or in a block of text',
    text: `${pod('a')}# {{ x }}\ndata:\n  a: '{{ x }}'\n  b: |\n    {{ x }}\n  c: y # {{ x }}\n`,
    objects: ['v1 Pod/a at 1'],
  },
  {
    what: 'none, but another mistake',
    text: `${pod('a')}# {{ x }}\ndata: # {{ x }}\n  a: "{{ x }}"\n  b: |\n    {{ x }}\n c: y\n`,
    problems: ['error yaml-error 10:1'],
  },
];

describe.each([
  ['documents', DOCUMENTS],
  ['lists', LISTS],
  ['JSON', JSON_TEXTS],
  ['what cannot be read', REFUSED],
  ['templates', TEMPLATES],
])('%s', (_, cases) => {
  test.each(cases)('$what', ({ text, objects = [], problems = [] }) => {
    expect({ objects: summaryOf(text), problems: problemsOf(text) }).toEqual({ objects, problems });
  });
});

describe('values', () => {
  test('are what the API server reads, keys too', () => {
    const { value } = onlyObject(`${pod('a')}on: 0120\nx: {yes: 8_080, 1.5: no, d: 2024-01-01, t: 1:20}\n`);
    expect(JSON.parse(JSON.stringify(value))).toMatchObject({
      true: 80,
      x: { true: 8080, '1.5': false, d: '2024-01-01', t: '1:20' },
    });
  });

  test('inherit no keys', () => {
    for (const text of [
      `${pod('a')}x: {__proto__: 1, constructor: 2}\n`,
      '{"apiVersion":"v1","kind":"Pod","x":{"__proto__":1,"constructor":2}}',
    ]) {
      const { value } = onlyObject(text);
      expect(value['toString']).toBeUndefined();
      expect(Object.entries(value['x'] as object)).toEqual([
        ['__proto__', 1],
        ['constructor', 2],
      ]);
    }
  });

  test('have merged what << says; what stands later wins, of several the first', () => {
    const { value } = onlyObject(
      `${pod('a')}base: &b {x: 1, w: 1}\nmore: &m {w: 2, z: 2}\ns: {<<: [*b, *m], z: 3}\nt: {x: 9, <<: *b}\n`,
    );
    expect(JSON.parse(JSON.stringify([value['s'], value['t']]))).toEqual([
      { x: 1, w: 1, z: 3 },
      { x: 1, w: 1 },
    ]);
  });

  test('keep tags’ meanings', () => {
    const { value } = onlyObject(`${pod('a')}s: !!str 12\ni: !!int "12"\nb: !!binary aGVsbG8=\no: !own {a: 1}\n`);
    expect(JSON.parse(JSON.stringify(value))).toMatchObject({ s: '12', i: 12, b: 'hello', o: { a: 1 } });
  });
});

describe('duplicate keys', () => {
  test('are reported with path and place, and the last one counts', () => {
    const { value, duplicateKeys } = onlyObject(`${pod('a')}spec:\n  ports:\n  - a: 1\n    b: 2\n    a: 3\n`);
    expect(value['spec']).toMatchObject({ ports: [{ a: 3, b: 2 }] });
    expect(duplicateKeys).toEqual([{ path: ['spec', 'ports', 0, 'a'], position: { file: FILE, line: 9, column: 5 } }]);
  });

  test('are found in the items of a list, by paths of the item', () => {
    const [, second] = objectsOf(`apiVersion: v1\nkind: List\nitems:\n${podItem('a')}${podItem('b')}  kind: Service\n`);
    expect(second?.value['kind']).toBe('Service');
    expect(second?.duplicateKeys).toEqual([{ path: ['kind'], position: { file: FILE, line: 12, column: 3 } }]);
  });

  test('are found in JSON', () => {
    const { value, duplicateKeys } = onlyObject('{"apiVersion":"v1","kind":"Pod",\n "kind":"Service"}');
    expect(value['kind']).toBe('Service');
    expect(duplicateKeys).toEqual([{ path: ['kind'], position: { file: FILE, line: 2, column: 2 } }]);
  });
});

describe('positions', () => {
  const SPEC = 'spec:\n  ingress:\n  - from: []\n  - ports:\n    - port: 80\n';
  const JSON_POD = JSON.stringify({ ...podObject('a'), spec: { ingress: [{}, { ports: [{ port: 80 }] }] } }, null, 2);

  function placeOf(text: string, path: readonly (string | number)[], which = 0): string {
    const origin = objectsOf(text)[which]?.origin;
    if (origin?.kind !== 'file') throw new Error('not from a file');
    const { file, line, column } = origin.locate(path);
    return `${file}:${line}:${column}`;
  }

  test.each([
    ['the object', pod('a') + SPEC, [], 'some.yaml:1:1'],
    ['a key', pod('a') + SPEC, ['spec', 'ingress'], 'some.yaml:6:3'],
    ['an item', pod('a') + SPEC, ['spec', 'ingress', 1], 'some.yaml:8:5'],
    ['a key of an item', pod('a') + SPEC, ['spec', 'ingress', 1, 'ports', 0, 'port'], 'some.yaml:9:7'],
    ['the nearest above what is not there', pod('a') + SPEC, ['spec', 'ingress', 7, 'ports'], 'some.yaml:6:3'],
    ['a key in JSON', JSON_POD, ['spec', 'ingress', 1, 'ports'], 'some.yaml:11:9'],
    ['a key in a JSON list', `{"kind":"List","apiVersion":"v1","items":[ ${JSON_POD}]}`, ['kind'], 'some.yaml:3:3'],
    ['an object in a JSON list', `{"kind":"List","apiVersion":"v1","items":[ ${JSON_POD}]}`, [], 'some.yaml:1:44'],
    ['the last of two equal keys', `${pod('a')}x: 1\nx: 2\n`, ['x'], 'some.yaml:6:1'],
  ] as const)('of %s', (_, text, path, place) => {
    expect(placeOf(text, path)).toBe(place);
  });

  test('count in the file, whatever the object’s document or item', () => {
    const list = `---\n${pod('a')}---\napiVersion: v1\nkind: List\nitems:\n${podItem('b')}${podItem('c')}  ${SPEC.replaceAll('\n', '\n  ')}`;
    expect(placeOf(list, ['spec', 'ingress', 0], 2)).toBe('some.yaml:20:7');
  });
});

describe('alias bombs', () => {
  const bomb = (levels: number): string =>
    `${pod('a')}a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]\n`).join('')}`;

  test('are refused before they go off', () => {
    expect(problemsOf(bomb(30))).toEqual(['error alias-limit 9:45']);
  });

  test('are not seen where there are none', () => {
    expect(objectsOf(bomb(3))).toHaveLength(1);
  });
});
