// Bundles src/main.ts into dist/: one ES module plus lazy chunks for what `import()` names, not minified so that a stack
// trace reads like the source, and the licences of everything that went in. `npm run build`.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  builtinsAsked,
  noDevtools,
  oneAnsiStyles,
  plainStacks,
  plainTextFirst,
  yogaWithoutFetch,
} from './bundle-plugins.mjs';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

async function bundle() {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outdir: dist,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    legalComments: 'none',
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.NETPOL_TUI_VERSION': JSON.stringify(version),
    },
    plugins: [builtinsAsked(), yogaWithoutFetch(), plainTextFirst(), noDevtools(), plainStacks(), oneAnsiStyles()],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
}

/** Writes through a rename, so that a program started during a build reads an old or a new file, never half of one. */
async function writeWhole(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, contents);
  await rename(draft, path);
}

async function removeStale(kept) {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const stale = files.filter((path) => !kept.has(path) && !path.endsWith('.new'));
  await Promise.all(stale.map((path) => rm(path, { force: true })));
}

const { metafile, outputFiles } = await bundle().catch((error) => {
  // What esbuild itself found wrong is on the screen already, with file and line.
  if (error.errors === undefined) throw error;
  process.exit(1);
});
const licences = { path: join(dist, 'THIRD-PARTY-LICENSES.txt'), contents: await thirdPartyLicenses(root, metafile) };
// The entry goes last: it names chunks by their hash, and they must be there when it is.
const written = [...outputFiles, licences].sort(
  (a, b) => Number(a.path.endsWith('main.js')) - Number(b.path.endsWith('main.js')),
);
for (const file of written) await writeWhole(file.path, file.contents);
await removeStale(new Set(written.map((file) => file.path)));

if (process.argv.includes('--sizes')) {
  for (const file of outputFiles)
    console.log(`${(file.contents.length / 1024).toFixed(0).padStart(6)} kB  ${relative(root, file.path)}`);
}
