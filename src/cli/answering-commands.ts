import { registerCheck } from './check-command.ts';
import type { Register } from './command-context.ts';
import { registerComplete } from './complete-command.ts';
import { registerConfig } from './config-command.ts';
import { registerDiff } from './diff-command.ts';
import { registerEffective } from './effective-command.ts';
import { registerExplain } from './explain-command.ts';
import { registerExposure } from './exposure-command.ts';
import { registerFix } from './fix-command.ts';
import { registerGet } from './get-command.ts';
import { registerLint } from './lint-command.ts';
import { registerList } from './list-command.ts';
import { registerMatrix } from './matrix-command.ts';
import { registerRecipe } from './recipe-command.ts';
import { registerSnapshot } from './snapshot-command.ts';
import { registerTest } from './test-command.ts';

/** Commands that bring the engine along. They stand together: to load a file costs more than what is in it. */
export const ANSWERING = {
  check: registerCheck,
  fix: registerFix,
  recipe: registerRecipe,
  effective: registerEffective,
  list: registerList,
  matrix: registerMatrix,
  exposure: registerExposure,
  get: registerGet,
  lint: registerLint,
  diff: registerDiff,
  test: registerTest,
  snapshot: registerSnapshot,
  explain: registerExplain,
  config: registerConfig,
  __complete: registerComplete,
} as const satisfies Readonly<Record<string, Register>>;
