import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostics.ts';
import type { Origin, RawObject } from '../../src/model/raw-object.ts';
import { type ReadOptions, type ReadSummary, readManifests } from '../../src/sources/manifests.ts';
import { podYaml } from '../bench/pod-manifest.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string | Buffer): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

function link(path: string, target: string): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  symlinkSync(target, full);
  return full;
}

interface ReadResult {
  readonly summary: ReadSummary;
  readonly objects: readonly RawObject[];
  readonly diagnostics: readonly Diagnostic[];
  readonly batches: number;
}

async function read(paths: readonly string[], more: Partial<ReadOptions> = {}): Promise<ReadResult> {
  const objects: RawObject[] = [];
  const diagnostics: Diagnostic[] = [];
  let batches = 0;
  const summary = await readManifests({
    paths,
    onBatch: (batch) => {
      batches += 1;
      for (const event of batch.events) if (event.type === 'set') objects.push(event.object);
      diagnostics.push(...batch.diagnostics);
    },
    ...more,
  });
  return { summary, objects, diagnostics, batches };
}

const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;

function nameOf({ value, origin }: RawObject): string {
  const metadata = value['metadata'] as { readonly name: string };
  const place = origin.kind === 'file' ? `${relative(folder, origin.file)}:${origin.line}` : origin.kind;
  return `${metadata.name} ${place}`;
}

function problemOf({ code, position }: Diagnostic): string {
  return `${code} ${position === undefined ? '' : relative(folder, position.file)}:${position?.line}`;
}

async function namesIn(...paths: readonly string[]): Promise<readonly string[]> {
  return (await read(paths)).objects.map(nameOf);
}

describe('folders', () => {
  test('are read with all below them, by name, manifests only', async () => {
    put('b.yml', pod('b'));
    put('a.yaml', pod('a'));
    put('sub/deep/d.JSON', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"d"}}');
    put('notes.txt', pod('no'));
    put('_helpers.tpl', '{{ no }}');
    put('.git/x.yaml', pod('no'));
    put('node_modules/x/x.yaml', pod('no'));
    expect(await namesIn(folder)).toEqual(['a a.yaml:1', 'b b.yml:1', 'd sub/deep/d.JSON:1']);
  });

  test('of must-gather are lists without kinds in their items', async () => {
    put(
      'namespaces/shop/core/pods.yaml',
      '---\napiVersion: v1\nitems:\n- metadata:\n    name: web\n- metadata:\n    name: db\nkind: PodList\n',
    );
    put(
      'cluster-scoped-resources/core/namespaces/shop.yaml',
      '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n',
    );
    put('namespaces/shop/pods/web/logs/current.log', 'kind: Pod {{');
    expect(await namesIn(folder)).toEqual([
      'shop cluster-scoped-resources/core/namespaces/shop.yaml:2',
      'web namespaces/shop/core/pods.yaml:4',
      'db namespaces/shop/core/pods.yaml:6',
    ]);
  });

  test('that are empty hold nothing', async () => {
    const { objects, diagnostics, summary } = await read([folder]);
    expect([objects, diagnostics, summary.files]).toEqual([[], [], 0]);
  });

  test('named although hidden are read', async () => {
    put('.hidden/a.yaml', pod('a'));
    expect(await namesIn(join(folder, '.hidden'))).toEqual(['a .hidden/a.yaml:1']);
  });
});

describe('files', () => {
  test('named are read whatever their ending, by content', async () => {
    const yaml = put('dump', pod('a'));
    const json = put('dump.txt', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"}}');
    expect(await namesIn(yaml, json)).toEqual(['a dump:1', 'b dump.txt:1']);
  });

  test('are read once, however many ways lead to them', async () => {
    const a = put('a.yaml', pod('a'));
    link('b.yaml', 'a.yaml');
    link('sub/again', '../other');
    put('other/o.yaml', pod('o'));
    expect(await namesIn(a, folder, folder)).toEqual(['a a.yaml:1', 'o other/o.yaml:1']);
  });

  test('that are pipes are read to their end', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
    const [names] = await Promise.all([namesIn(pipe), writeFile(pipe, pod('a'))]);
    expect(names).toEqual(['a pipe:1']);
  });

  test('in a folder that are pipes are named, not waited for', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(folder, 'pipe.yaml')]);
    link('z.yaml', 'pipe.yaml');
    put('a.yaml', pod('a'));
    const { objects, diagnostics } = await read([folder]);
    expect(objects.map(nameOf)).toEqual(['a a.yaml:1']);
    expect(diagnostics.map(problemOf)).toEqual(['unreadable pipe.yaml:1', 'unreadable z.yaml:1']);
  });

  test('begin with a byte order mark now and then', async () => {
    put('a.yaml', `\ufeff${pod('a')}`);
    expect(await namesIn(folder)).toEqual(['a a.yaml:1']);
  });
});

describe('standard input', () => {
  test('is read where - stands among the paths', async () => {
    put('a.yaml', pod('a'));
    const stdin = async (): Promise<Uint8Array> => new TextEncoder().encode(`---\n${pod('in')}`);
    const { objects } = await read([folder, '-'], { stdin });
    expect(objects.map(({ origin }) => (origin.kind === 'file' ? [origin.file, origin.line] : []))).toEqual([
      [join(folder, 'a.yaml'), 1],
      ['<stdin>', 2],
    ]);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['a binary file', Buffer.from('apiVersion: v1\0\n'), 'binary a.yaml:1'],
    ['UTF-16, little end first', Buffer.from(`\ufeff${pod('x')}`, 'utf16le'), 'binary a.yaml:1'],
    ['UTF-16, big end first', Buffer.from(`\ufeff${pod('x')}`, 'utf16le').swap16(), 'binary a.yaml:1'],
    ['a document that is not UTF-8', Buffer.from(`${pod('x')}a: caf\xe9\n`, 'latin1'), 'yaml-error a.yaml:1'],
    ['a broken document', Buffer.from('a: "\n'), 'yaml-error a.yaml:2'],
  ])('%s is told about, and the rest is read', async (_, content, problem) => {
    put('a.yaml', content);
    put('b.yaml', pod('b'));
    const { objects, diagnostics } = await read([folder]);
    expect(diagnostics.map(problemOf)).toEqual([problem]);
    expect(objects.map(nameOf)).toEqual(['b b.yaml:1']);
    expect(diagnostics[0]?.remedy).toBeTruthy();
  });

  test('UTF-16 is told how to become UTF-8', async () => {
    put('a.yaml', Buffer.from(`\ufeff${pod('x')}`, 'utf16le'));
    const { diagnostics } = await read([folder]);
    expect(diagnostics[0]?.remedy).toContain('iconv -f UTF-16');
  });

  test('other documents of a file that is not UTF-8 throughout are read', async () => {
    put('a.yaml', Buffer.from(`${pod('x')}---\na: caf\xe9\n---\n${pod('b')}`, 'latin1'));
    const { objects, diagnostics } = await read([folder]);
    expect([objects.map(nameOf), diagnostics.map(problemOf)]).toEqual([
      ['x a.yaml:1', 'b a.yaml:8'],
      ['yaml-error a.yaml:6'],
    ]);
  });

  test('a link that leads nowhere is told about', async () => {
    link('gone.yaml', 'nowhere');
    link('gone.txt', 'nowhere');
    put('b.yaml', pod('b'));
    const { objects, diagnostics } = await read([folder]);
    expect([objects.map(nameOf), diagnostics.map(problemOf)]).toEqual([['b b.yaml:1'], ['unreadable gone.yaml:1']]);
  });

  test('links in circles are told about and left', async () => {
    put('sub/a.yaml', pod('a'));
    link('sub/up', '..');
    link('sub/self', 'self');
    link('x/to-y', '../y');
    link('y/to-x', '../x');
    const { objects, diagnostics } = await read([folder]);
    expect(objects.map(nameOf)).toEqual(['a sub/a.yaml:1']);
    expect(diagnostics.map(problemOf)).toEqual([
      'symlink-loop sub/self:1',
      'symlink-loop sub/up:1',
      'symlink-loop x/to-y/to-x:1',
    ]);
  });

  test('a link out of the folder to what it lies in is not followed', async () => {
    put('outside.yaml', pod('outside'));
    put('root/a.yaml', pod('a'));
    link('root/out', folder);
    expect(await namesIn(join(folder, 'root'))).toEqual(['a root/a.yaml:1']);
  });

  test('a file larger than can be held is not even begun', async () => {
    truncateSync(put('a.yaml', ''), 2 ** 30 + 1);
    const { diagnostics } = await read([folder]);
    expect(diagnostics.map(problemOf)).toEqual(['too-large a.yaml:1']);
  });

  test('a fault is told in a line, however long the word it is about', async () => {
    put('a.yaml', '!'.repeat(100_000));
    const { diagnostics } = await read([folder]);
    expect(diagnostics.map(problemOf)).toEqual(['yaml-error a.yaml:1']);
    expect(diagnostics[0]?.message.length).toBeLessThan(400);
  });

  test('a document only the slow parser could read is left out when it is huge', async () => {
    put('a.yaml', `${pod('x')}own: !tag a\ndata: "${'x'.repeat(4 * 2 ** 20)}"\n---\n${pod('b')}`);
    const { objects, diagnostics } = await read([folder]);
    expect([objects.map(nameOf), diagnostics.map(problemOf)]).toEqual([['b a.yaml:8'], ['too-large a.yaml:1']]);
  });

  test('arguments that lead nowhere are in the summary', async () => {
    put('a.yaml', pod('a'));
    link('loop', 'loop');
    const gone = join(folder, 'gone');
    const loop = join(folder, 'loop');
    const { summary, objects, diagnostics } = await read([gone, folder, loop, join(folder, 'a.yaml', 'below')]);
    expect(summary.missing).toEqual([gone, join(folder, 'a.yaml', 'below')]);
    expect(summary.unreadable).toEqual([loop]);
    expect(objects.map(nameOf)).toEqual(['a a.yaml:1']);
    expect(diagnostics.map(problemOf)).toContain('unreadable loop:1');
  });
});

describe('reading', () => {
  const many = Array.from({ length: 300 }, (_, at) => `---\n${podYaml(at)}`).join('');

  test('lets others work between small batches, and tells how far it is', async () => {
    put('a.yaml', many);
    let time = 0;
    let turns = 0;
    const turnsSeen = new Set<number>();
    let isReading = true;
    const others = (): void => {
      turns += 1;
      if (isReading) setImmediate(others);
    };
    setImmediate(others);
    const seen: number[] = [];
    const { batches, summary } = await read([folder], {
      // Every look at the clock costs two milliseconds.
      now: () => (time += 2),
      onProgress: ({ objects }) => {
        seen.push(objects);
        turnsSeen.add(turns);
      },
    });
    isReading = false;
    expect(batches).toBeGreaterThan(50);
    expect(turnsSeen.size).toBeGreaterThan(50);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(summary).toMatchObject({ files: 1, bytes: many.length, objects: 300 });
    expect(seen.at(-1)).toBe(300);
  });

  test('stops when it is told to', async () => {
    put('a.yaml', many);
    put('b.yaml', pod('b'));
    const stop = new AbortController();
    let time = 0;
    const { objects } = await read([folder], {
      signal: stop.signal,
      now: () => (time += 2),
      onProgress: () => stop.abort(),
    });
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.length).toBeLessThan(300);
  });

  test('waits for whoever takes a batch, and hands on what they throw', async () => {
    put('a.yaml', pod('a'));
    const failing = read([folder], { onBatch: async () => Promise.reject(new Error('no room')) });
    await expect(failing).rejects.toThrow('no room');
  });
});

describe('positions in large files', () => {
  const text = Array.from({ length: 300 }, (_, at) => `---\n${podYaml(at)}`).join('');
  const linesEach = podYaml(0).split('\n').length;

  const originOf = async (): Promise<Extract<Origin, { readonly kind: 'file' }>> => {
    const { objects } = await read([folder]);
    const origin = objects[200]?.origin;
    if (origin?.kind !== 'file') throw new Error('not from a file');
    return origin;
  };

  test('are found by reading the file again', async () => {
    expect(text.length).toBeGreaterThan(2 ** 20);
    put('a.yaml', text);
    const origin = await originOf();
    expect(origin.line).toBe(200 * linesEach + 2);
    expect(origin.locate(['kind'])).toMatchObject({ line: origin.line + 1, column: 1 });
  });

  test('count behind a byte order mark', async () => {
    put('a.yaml', `\ufeff${text}`);
    const origin = await originOf();
    expect(origin.locate(['kind'])).toMatchObject({ line: origin.line + 1, column: 1 });
  });

  test('are the object’s begin once the file has been written again', async () => {
    put('a.yaml', text);
    const origin = await originOf();
    put('a.yaml', `${text}# more\n`);
    expect(origin.locate(['kind'])).toEqual({ file: join(folder, 'a.yaml'), line: origin.line, column: 1 });
    rmSync(join(folder, 'a.yaml'));
    expect(origin.locate(['metadata', 'name'])).toMatchObject({ line: origin.line });
  });
});

describe('a file of several blocks', () => {
  const note = 'x'.repeat(200_000);
  const large = (name: string): string =>
    `---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  annotations:\n    note: ${note}\n`;
  const text = Array.from({ length: 50 }, (_, at) => large(`p${at}`)).join('');

  test('is read as others are, and says how far it has come', async () => {
    const file = put('a.yaml', `\ufeff${text}`);
    const percents: (number | undefined)[] = [];
    let time = 0;
    const { objects, summary, diagnostics } = await read([file], {
      now: () => (time += 10),
      onProgress: ({ percent }) => percents.push(percent),
    });
    expect(diagnostics).toEqual([]);
    expect(objects.map(({ value }) => (value['metadata'] as { readonly name: string }).name)).toEqual(
      Array.from({ length: 50 }, (_, at) => `p${at}`),
    );
    expect(summary).toMatchObject({ files: 1, objects: 50, bytes: Buffer.byteLength(`\ufeff${text}`) });
    expect(percents.filter((percent) => percent !== undefined && percent > 0 && percent < 100).length).toBeGreaterThan(
      0,
    );
    const origin = objects[49]?.origin;
    if (origin?.kind !== 'file') throw new Error('not from a file');
    expect(origin.line).toBe(49 * 7 + 2);
    expect(origin.locate(['metadata', 'name'])).toMatchObject({ line: 49 * 7 + 5, column: 3 });
  });

  test('is no text from where a NUL byte stands', async () => {
    const { objects, diagnostics } = await read([put('a.yaml', `${text}---\na: \0`)]);
    expect(objects.length).toBeLessThan(50);
    expect(diagnostics).toMatchObject([{ code: 'binary', severity: 'error' }]);
  });

  test('can be stopped', async () => {
    const stop = new AbortController();
    let time = 0;
    const { objects } = await read([put('a.yaml', text)], {
      signal: stop.signal,
      now: () => (time += 10),
      onProgress: () => stop.abort(),
    });
    expect(objects.length).toBeLessThan(50);
  });

  describe('that is a list of JSON', () => {
    const pods = Array.from({ length: 50 }, (_, at) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${at}`, annotations: { note } } }),
    );

    test.each([
      ['that says so in front', `{"apiVersion":"v1","kind":"List","items":[${pods.join(',\n')}]}`],
      ['that says so behind', `{"apiVersion":"v1","items":[${pods.join(',\n')}],"kind":"List","metadata":{}}\n`],
      ['that is an array', `[${pods.join(',\n')}]`],
      ['with another behind it', `{"kind":"List","items":[${pods.join(',\n')}]}\n{"kind":"List","items":[]}`],
    ])('gives its items: %s', async (_what, list) => {
      const { objects, diagnostics, summary } = await read([put('a.json', list)]);
      expect(diagnostics).toEqual([]);
      expect(objects).toHaveLength(50);
      expect(objects.map(({ origin }) => origin.kind === 'file' && origin.line)).toEqual(pods.map((_, at) => at + 1));
      expect(summary).toMatchObject({ unreadable: [], isCut: false });
    });

    const list = `{"apiVersion":"v1","kind":"List","items":[${pods.join(',\n')}`;

    test.each([
      ['it is cut off', `${list.slice(0, -1000)}`, 49],
      ['the end is missing', `${list}]`, 50],
      [
        'it is something else in the end',
        `${list.replace('"kind":"List",', '')}],"kind":"Other"}\n---\n{"items":[],"kind":"List"}`,
        50,
      ],
      ['other text follows', `${list}]} x`, 50],
    ])('is not taken for a whole one where %s', async (_what, broken, some) => {
      const file = put('a.json', broken);
      const { objects, diagnostics, summary } = await read([file]);
      expect(objects).toHaveLength(some);
      expect(diagnostics).toMatchObject([{ code: 'yaml-error', severity: 'error' }]);
      expect(summary).toMatchObject({ unreadable: [file], isCut: true });
    });

    test('leaves out what is broken between two commas', async () => {
      const broken = `${list.replace('},\n{', '}\n{')}]}`;
      const { objects, diagnostics, summary } = await read([put('a.json', broken)]);
      expect(objects).toHaveLength(48);
      expect(diagnostics).toMatchObject([{ code: 'yaml-error', severity: 'error', position: { line: 2 } }]);
      expect(summary).toMatchObject({ unreadable: [], isCut: false });
    });
  });
});
