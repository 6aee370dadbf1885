import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { width } from '../../src/present/text.ts';
import { announced } from '../../src/tui/terminal/announcing.ts';
import { type Driver, open } from './driver.ts';

/** Text as somebody who means harm would name things: escapes, links, line breaks, marks that reorder or hide text, wide and combining letters. */
const PIECES = [
  '\u001b[31m',
  '\u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007',
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u009b2J',
  '\u009d0;title\u009c',
  '\n',
  '\r',
  '\t',
  '\b\b\b',
  '\u0000',
  '\u202eevil',
  '\u2066x\u2069',
  '\u200b',
  '\ufeff',
  '\ud800',
  '漢字',
  '👩‍👩‍👧',
  'e\u0301\u0301\u0301',
  'שלום',
  'مرحبا',
  'a',
  'shop',
  '-',
  '%s',
  '\\x1b',
];
const hostile = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));

function manifests(text: string): string {
  const object = (kind: string, apiVersion: string, rest: object, name = text) =>
    JSON.stringify({ apiVersion, kind, metadata: { name, namespace: text, labels: { [text]: text } }, ...rest });
  const peer = { podSelector: { matchLabels: { [text]: text } } };
  return [
    object('Namespace', 'v1', {}),
    object('Pod', 'v1', {
      spec: { nodeName: text, containers: [{ name: text, ports: [{ name: text, containerPort: 80 }] }] },
      status: { phase: text, podIP: text },
    }),
    object('Service', 'v1', {
      spec: { selector: { [text]: text }, ports: [{ name: text, port: 80, targetPort: text }] },
    }),
    object('NetworkPolicy', 'networking.k8s.io/v1', {
      spec: { podSelector: {}, ingress: [{ from: [peer], ports: [{ port: text }] }], egress: [{ [text]: text }] },
    }),
    JSON.stringify({ apiVersion: text, kind: text, metadata: { name: text } }),
  ].join('\n---\n');
}

const WAYS: readonly (readonly [name: string, go: (app: Driver, text: string) => Driver])[] = [
  ['namespaces', (app) => app],
  ['pods', (app) => app.press('enter', 'ctrl-w')],
  ['pod', (app) => app.press('enter', 'enter')],
  ['describe', (app) => app.press('enter', 'd')],
  ['policies', (app) => app.type(':policies').press('enter', 'enter')],
  ['services', (app) => app.type(':svc').press('enter')],
  ['findings', (app) => app.press('L')],
  ['a question', (app, text) => app.type(':reach').press('enter').paste(text).press('tab').paste(text).press('enter')],
  ['a paste', (app, text) => app.paste(text)],
  ['a filter', (app, text) => app.press('/').paste(text)],
  ['a command', (app, text) => app.press(':').paste(`open ${text}`).press('enter')],
];

const COLOURS = /\u001b\[[0-9;]*m/g;
/** Whatever acts on a terminal instead of being shown. */
const ACTS = /[\u0000-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])/;

describe('whatever things are called, a terminal is only shown text', () => {
  test.each(WAYS)('%s', (_name, go) => {
    fc.assert(
      fc.property(hostile, fc.constantFrom([80, 24], [140, 20], [60, 12]), (text, [columns = 80, rows = 24]) => {
        const app = go(open(manifests(text), { columns, rows }), text);
        const frame = app.painted();
        expect(frame).toHaveLength(rows);
        for (const row of frame) {
          const plain = row.replaceAll(COLOURS, '');
          expect(plain).not.toMatch(ACTS);
          expect(width(plain)).toBeLessThanOrEqual(columns);
        }
      }),
      { numRuns: 8 },
    );
  });

  test('what is said', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const app = open(manifests(text));
        const said: string[] = [];
        const readAll = announced(app.session, (line) => said.push(line.replace(/\n$/, '')));
        app.press('enter', 'enter');
        readAll();
        for (const line of said) expect(line).not.toMatch(ACTS);
      }),
      { numRuns: 8 },
    );
  });
});

describe('sizes that nobody expects', () => {
  const long = 'n'.repeat(253);

  test('names of 253 characters are cut, and whole where they are described', () => {
    const app = open(
      `{ apiVersion: v1, kind: Pod, metadata: { name: ${long}, namespace: shop, labels: { app: web } }, status: { phase: Running } }`,
      { columns: 80, rows: 24 },
    );
    expect(app.press('enter').rows()[3]).toMatch(/n{10,}…/);
    expect(app.press('d').text().replaceAll(/\s/g, '')).toContain(long);
  });

  test('a pod with 5,000 labels opens and scrolls to its last', () => {
    const labels = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, `v${i}`]));
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop', labels } };
    const app = open(JSON.stringify(pod), { columns: 80, rows: 24 }).press('enter', 'enter', 'G');
    expect(app.text()).toContain('k999=v999');
    expect(app.press('esc', '/').type('k4999=v4999').rows()[3]).toMatch(/^ a +pod\/a/);
    expect(app.type('x').text()).toContain('No row matches');
  });

  test('a storm of sizes ends in a frame of the last', () => {
    const app = open(manifests('shop'), { columns: 80, rows: 24 }).press('enter', 'enter');
    for (let i = 1; i < 200; i += 1) app.resize(1 + ((i * 37) % 200), 1 + ((i * 13) % 60));
    app.resize(100, 30);
    expect(app.rows()).toHaveLength(30);
    expect(app.rows()[28]).toContain('help');
  });
});
