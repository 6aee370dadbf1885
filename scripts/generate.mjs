// Writes what the documentation takes from the program's own tables: `npm run generate`. With --check it writes nothing and fails
// when something is out of date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findingsDocument } from '../src/present/finding-document.ts';
import { keysDocument, shortKeyTable } from '../src/tui/keys/keys-document.ts';
import { manPage } from './man-page.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

const readme = read('README.md');
const generated = {
  'docs/keys.md': keysDocument(),
  'docs/findings.md': findingsDocument(),
  'man/netpol-tui.1': await manPage(),
  'README.md': readme.replace(
    /(<!-- keys:begin -->\n)[\s\S]*?(<!-- keys:end -->)/,
    (_, begin, end) => `${begin}${shortKeyTable()}\n${end}`,
  ),
};

const stale = Object.entries(generated).filter(([file, text]) => !existsSync(join(root, file)) || read(file) !== text);
for (const [file, text] of check ? [] : stale) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
for (const [file] of stale) console.log(check ? `${file} is out of date: run \`npm run generate\`` : `wrote ${file}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;

function read(file) {
  return readFileSync(join(root, file), 'utf8');
}
