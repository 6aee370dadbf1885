// Everything that must hold on every commit, cheapest first, stopping at the first failure: `npm run check`.
//   --report FILE   also writes the tests' results there, in vitest's JSON form
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const reportAt = process.argv.indexOf('--report');
const report = reportAt === -1 ? [] : ['--reporter=json', `--outputFile.json=${resolve(process.argv[reportAt + 1])}`];

const STEPS = [
  { title: 'types', command: ['tsc', '--noEmit'] },
  { title: 'lint and format', command: ['biome', 'check', '--error-on-warnings'] },
  { title: 'import table', command: ['depcruise', 'src', 'test'] },
  { title: 'unused code', command: ['knip', '--no-progress'] },
  {
    title: 'generated files',
    command: ['node', 'scripts/generate.mjs', '--check'],
    unless: !existsSync(join(root, 'scripts/generate.mjs')),
  },
  { title: 'build', command: ['node', 'scripts/build.mjs'] },
  { title: 'tests', command: ['vitest', 'run', '--reporter=default', ...report] },
];

/** The tools of this checkout come first, so the pinned Node runs them even when the script was started without npm. */
const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` };

for (const { title, command, unless } of STEPS) {
  if (unless) continue;
  console.log(`\n-- ${title}: ${command.join(' ')}`);
  const started = performance.now();
  const { status, error } = spawnSync(command[0], command.slice(1), { cwd: root, env, stdio: 'inherit' });
  if (error !== undefined) console.error(error.message);
  if (status !== 0) {
    console.error(`\n${title} failed; what comes after it was not run.`);
    process.exit(1);
  }
  console.log(`-- ${title}: ok, ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
