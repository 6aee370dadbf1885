import { isBuilt, programs } from './programs.ts';

// Builds what the live tests need, where it is not built yet, for `.ci/run`, which gives it a time of its own. With --check nothing is
// built, and the exit code says whether it would have to be.
if (process.argv.includes('--check')) process.exitCode = (await isBuilt()) ? 0 : 1;
else await programs();
