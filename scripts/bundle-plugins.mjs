// esbuild plugins for what Ink brings along. Each one fails the build when the file it rewrites no longer has the shape
// it was written for, so that an upgrade cannot silently undo it.
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function replaceOnce(text, { find, replacement, path }) {
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(`${path} changed: expected exactly one ${String(find)}, look at scripts/bundle-plugins.mjs`);
  return parts.join(replacement);
}

/**
 * Hands yoga its WebAssembly as bytes. Its own loader calls `fetch` on a data: URL, which makes Node load its whole HTTP
 * client: 40 to 50 ms and 12 MB at every start, for bytes that are already in the bundle.
 */
export function yogaWithoutFetch() {
  const binaryPattern = /base64,[A-Za-z0-9+/=]{1000,}/;
  return {
    name: 'yoga-without-fetch',
    setup(build) {
      build.onLoad({ filter: /yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/ }, async ({ path }) => {
        const binaryFile = join(dirname(path), '../binaries/yoga-wasm-base64-esm.js');
        const encoded = binaryPattern.exec(await readFile(binaryFile, 'utf8'))?.[0].slice('base64,'.length);
        if (encoded === undefined) throw new Error(`${binaryFile} changed: no embedded WebAssembly found`);
        const contents = replaceOnce(await readFile(path, 'utf8'), {
          find: 'await loadYoga()',
          replacement: `await loadYoga({ wasmBinary: Buffer.from(${JSON.stringify(encoded)}, 'base64') })`,
          path,
        });
        return { contents, loader: 'js' };
      });
      build.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (!text.includes('.wasmBinary')) throw new Error(`${path} changed: it no longer takes wasmBinary`);
        const contents = replaceOnce(text, { find: binaryPattern, replacement: 'base64,', path });
        return { contents, loader: 'js' };
      });
    },
  };
}

/**
 * Takes Node's own modules from the process instead of importing them. For an import Node makes a module with every export in it,
 * and asks each for its value: `node:process` opens standard input, `node:util` loads the workers. That was a tenth of a start.
 */
export function builtinsAsked() {
  const names = new Set(builtinModules.map((name) => name.replace(/^node:/, '')));
  const numbers = new Map();
  const numberOf = (importer) => {
    if (!numbers.has(importer)) numbers.set(importer, numbers.size);
    return numbers.get(importer);
  };
  return {
    name: 'builtins-asked',
    setup(build) {
      build.onResolve({ filter: /^(node:)?[a-z0-9_]+(\/[a-z0-9_]+)*$/ }, ({ path, kind, importer }) => {
        const name = path.replace(/^node:/, '');
        if (!names.has(name) || kind === 'dynamic-import') return undefined;
        const namespace = kind === 'require-call' ? 'builtin-required' : 'builtin';
        // One for each importer: shared, each would become a file of its own, to be found and opened at every start.
        return { path: name, namespace, suffix: `?${numberOf(importer)}`, sideEffects: false };
      });
      build.onLoad({ filter: /.*/, namespace: 'builtin-required' }, ({ path }) => ({
        contents: `module.exports = ${asked(path)};`,
        loader: 'js',
      }));
      build.onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ path }) => {
        const exported = Object.keys(await import(`node:${path}`)).filter((name) => name !== 'default');
        // What nobody imports is left out by the bundler, and never asked.
        const lines = exported.map((name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})();`);
        return {
          contents: [`const builtin = ${asked(path)};`, 'export default builtin;', ...lines].join('\n'),
          loader: 'js',
        };
      });
    },
  };
}

function asked(name) {
  return name === 'process' ? 'process' : `process.getBuiltinModule(${JSON.stringify(`node:${name}`)})`;
}

/** Ink imports React's developer tools when DEV=true; they are not a dependency, and the import would be hoisted. */
export function noDevtools() {
  return {
    name: 'no-devtools',
    setup(build) {
      build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'stub' }));
      build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({
        contents: 'export default { initialize() {}, connectToDevTools() {} };',
        loader: 'js',
      }));
    },
  };
}

/** One copy of what two packages that Ink needs bring along each, as long as the copies are the same byte for byte. */
export function oneAnsiStyles() {
  return {
    name: 'one-ansi-styles',
    setup(build) {
      build.onLoad({ filter: /ansi-tokenize[\\/]node_modules[\\/]ansi-styles[\\/]index\.js$/ }, async ({ path }) => {
        const other = path.replace(/@alcalzone[\\/]ansi-tokenize/, 'wrap-ansi');
        const texts = await Promise.all([path, other].map((file) => readFile(file, 'utf8').catch(() => undefined)));
        if (texts[0] !== texts[1]) return undefined;
        return {
          contents: `export { default } from ${JSON.stringify(other)};\nexport * from ${JSON.stringify(other)};`,
          loader: 'js',
        };
      });
    },
  };
}

/** Ink reads the lines of an error's stack with a parser of its own, made at every start; where it cannot, it prints them as they are. */
export function plainStacks() {
  return {
    name: 'plain-stacks',
    setup(build) {
      build.onResolve({ filter: /^stack-utils$/ }, ({ path }) => ({ path, namespace: 'plain-stacks' }));
      build.onLoad({ filter: /.*/, namespace: 'plain-stacks' }, () => ({
        contents: 'export default class { static nodeInternals() {} parseLine() {} }',
        loader: 'js',
      }));
    },
  };
}

const PLAIN_TEXT = fileURLToPath(new URL('./bundled/plain-text.mjs', import.meta.url));
const SEGMENTER = /^const \w+ = (new Intl\.Segmenter\([^;]*\));$/m;

/** What is rewritten in which file: the first group of the pattern goes where `make` is called. */
const TEXT_MEASURING = [
  { file: /string-width[\\/]index\.js$/, edits: [segmenterEdit(), emojiEdit(), plainWidthEdit()] },
  { file: /wrap-ansi[\\/]index\.js$/, edits: [segmenterEdit()] },
  { file: /slice-ansi[\\/]tokenize-ansi\.js$/, edits: [segmenterEdit()] },
  { file: /ansi-tokenize[\\/]build[\\/]tokenize\.js$/, edits: [segmenterEdit()] },
  { file: /ink[\\/]build[\\/]line-update\.js$/, edits: [segmenterEdit()] },
];

function segmenterEdit() {
  return { find: SEGMENTER, replace: (line, make) => line.replace(make, `lazySegmenter(() => ${make})`) };
}

function emojiEdit() {
  const find = /^const rgiEmojiRegex = (\/.*\/v);$/m;
  return { find, replace: (line, make) => line.replace(make, `lazyPattern(() => ${make})`) };
}

function plainWidthEdit() {
  const find = /if \((\/\^\[.*\]\*\$\/)\.test\(string\)\) \{\n\s*return string\.length;/;
  return {
    find,
    replace: (line, ascii) =>
      line.replace(`${ascii}.test(string)`, `(ambiguousIsNarrow ? PLAIN : ${ascii}).test(string)`),
  };
}

/** Makes Ink measure and cut plain text without Intl.Segmenter and the emoji pattern; see bundled/plain-text.mjs. */
export function plainTextFirst() {
  return {
    name: 'plain-text-first',
    setup(build) {
      for (const { file, edits } of TEXT_MEASURING) {
        build.onLoad({ filter: file }, async ({ path }) => {
          let contents = await readFile(path, 'utf8');
          for (const { find, replace } of edits) {
            if (!find.test(contents))
              throw new Error(`${path} changed: no ${String(find)}, look at scripts/bundle-plugins.mjs`);
            contents = contents.replace(find, replace);
          }
          const imports = `import { lazyPattern, lazySegmenter, PLAIN } from ${JSON.stringify(PLAIN_TEXT)};`;
          return { contents: `${imports}\n${contents}`, loader: 'js' };
        });
      }
    },
  };
}
