// Adds to package-lock.json the optional platform packages that npm left out because the registry it asked does not carry
// them: `npm ci` refuses a lock without them, on every platform. Run it after `npm install` changed the lock.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** What the package's name says about the machines it is for, so that npm skips it elsewhere; keys in npm's order. */
function entryFor(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`${name} does not say which platform it is for`);
  const libc = os[0] === 'linux' ? { libc: [words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'] } : {};
  return { cpu, dev: true, ...libc, optional: true, os };
}

const lockFile = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'package-lock.json');
const lock = JSON.parse(await readFile(lockFile, 'utf8'));
const wanted = Object.values(lock.packages).flatMap((entry) => Object.entries(entry.optionalDependencies ?? {}));
const missing = wanted.filter(
  ([name, range]) => lock.packages[`node_modules/${name}`] === undefined && /^\d/.test(range),
);
const added = missing.map(([name, version]) => [`node_modules/${name}`, { version, ...entryFor(name) }]);

const entries = [...Object.entries(lock.packages), ...added].sort(([a], [b]) => a.localeCompare(b, 'en'));
await writeFile(lockFile, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
console.log(`${added.length} platform packages added to package-lock.json`);
