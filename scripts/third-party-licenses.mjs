// The licences of the packages whose code is in the bundle: published with it, and refused when one is not permissive.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PERMISSIVE = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT']);
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

function packageFolderOf(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

/** The text every MIT licence carries, for the package that names the licence and its author but ships no file. */
const MIT_TEXT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software
is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR
IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

async function licenceText(folder, { name, version, license, author }) {
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  if (texts.length > 0) return texts.map((text) => text.trim()).join('\n\n');
  const holder = author?.name ?? author;
  if (license !== 'MIT' || holder === undefined)
    throw new Error(`${name}@${version} carries no licence text: find it and add it`);
  return `Copyright (c) ${holder}\n\n${MIT_TEXT}`;
}

/** Title and text of a package's licence. */
async function describe(folder) {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const title = `${manifest.name} ${manifest.version} (${manifest.license})`;
  if (!PERMISSIVE.has(manifest.license))
    throw new Error(`${title}: not a licence on the list in scripts/third-party-licenses.mjs`);
  return [title, await licenceText(folder, manifest)];
}

/** One section for each package that the metafile shows code from, sorted by name. */
export async function thirdPartyLicenses(root, metafile) {
  const used = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  const folders = [...new Set(used.map(packageFolderOf))].filter((folder) => folder !== undefined);
  // By title: one release of a package can be there more than once.
  const licences = new Map(await Promise.all(folders.map((folder) => describe(join(root, folder)))));
  const body = [...licences]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${'='.repeat(title.length)}\n${title}\n${'='.repeat(title.length)}\n\n${text}\n`);
  return `netpol-tui contains code of these packages.\n\n${body.join('\n')}`;
}
