import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// How much of the program a start loads: each 100 kB and each three files are some milliseconds of processor time, on every start.

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** Every file that is loaded with these ones: what they import, and what that imports; not what an `import()` names. */
function loadedWith(...files: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path = ''] of text.matchAll(/^(?:import|export|\}) ?(?:[^;'"()]*from )?["'](\.[^"']+)["'];/gm))
      load(join(dirname(file), path));
  };
  for (const file of files) load(file);
  return loaded;
}

function chunk(name: string): string {
  const found = readdirSync(join(DIST, 'chunks')).find((file) => file.startsWith(`${name}-`));
  if (found === undefined) throw new Error(`no ${name} in dist/chunks`);
  return join(DIST, 'chunks', found);
}

function kilobytes(files: ReadonlySet<string>): number {
  return [...files].reduce((sum, file) => sum + readFileSync(file).length, 0) / 1000;
}

function packagesIn(files: ReadonlySet<string>): readonly string[] {
  const texts = [...files].map((file) => readFileSync(file, 'utf8'));
  return [
    ...new Set(
      texts.flatMap((text) =>
        [...text.matchAll(/^\s*\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map((at) => at[1] ?? ''),
      ),
    ),
  ];
}

const MAIN = join(DIST, 'main.js');

describe('what a start loads', () => {
  test('every command: the parser of the command line, and little else', () => {
    const loaded = loadedWith(MAIN);
    expect(packagesIn(loaded)).toContain('commander');
    expect(packagesIn(loaded)).not.toContain('react');
    expect(kilobytes(loaded)).toBeLessThan(200);
    expect(loaded.size).toBeLessThanOrEqual(10);
  });

  test('the explorer, to its first frame', () => {
    const loaded = loadedWith(MAIN, chunk('open-tui'));
    expect(packagesIn(loaded)).toContain('react');
    // Neither the parser of manifests nor the client of a cluster.
    expect(packagesIn(loaded)).not.toContain('yaml');
    expect(packagesIn(loaded)).not.toContain('undici');
    expect(kilobytes(loaded)).toBeLessThan(2350);
    expect(loaded.size).toBeLessThanOrEqual(24);
  });

  test('a command that answers from files: no screen', () => {
    const loaded = loadedWith(MAIN, chunk('answering-commands'), chunk('command-reading'), chunk('manifests'));
    expect(packagesIn(loaded)).not.toContain('react');
    expect(packagesIn(loaded)).not.toContain('undici');
    expect(kilobytes(loaded)).toBeLessThan(1800);
  });

  test('none of Node’s own modules by an import', () => {
    // For an import Node asks a module for every export: node:process opens standard input, node:util loads the workers.
    const files = [MAIN, ...readdirSync(join(DIST, 'chunks')).map((file) => join(DIST, 'chunks', file))];
    const imported = files.filter((file) => /^import [^(]*["']node:/m.test(readFileSync(file, 'utf8')));
    expect(imported).toEqual([]);
  });
});
