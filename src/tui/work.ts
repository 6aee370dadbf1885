import { fixesInSteps } from '../engine/fix/propose.ts';
import {
  isRecipeProblem,
  RECIPE_NAMES,
  RECIPE_NEEDS,
  type RecipeName,
  type RecipeProblem,
  readRecipe,
} from '../engine/fix/read-recipe.ts';
import { type RecipeAnswer, recipeChange, recipeInSteps } from '../engine/fix/recipes.ts';
import { removalInSteps } from '../engine/fix/removal.ts';
import type { InSteps } from '../engine/in-steps.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { recipeYaml } from '../present/recipe-text.ts';
import type { Background } from './background.ts';
import { policyById } from './screens/subjects.ts';
import type { Work, Worked } from './state/work.ts';

/** Finds things out beside everything else, one at a time, what was asked last first. */
export interface Workshop {
  readonly begin: (work: Work, snapshot: Snapshot) => void;
  readonly stop: () => void;
}

interface Job {
  readonly work: Work;
  readonly snapshot: Snapshot;
}

export function openWorkshop(background: Background, done: (work: Work, worked: Worked) => void): Workshop {
  const waiting: Job[] = [];
  let cancel: (() => void) | undefined;
  const next = (): void => {
    const job = waiting.pop();
    cancel = undefined;
    if (job === undefined) return;
    cancel = background.inSlices('awaited', stepsOf(job), (worked) => {
      next();
      done(job.work, worked);
    });
  };
  return {
    begin: (work, snapshot) => {
      waiting.push({ work, snapshot });
      if (cancel === undefined) next();
    },
    stop: () => cancel?.(),
  };
}

function* stepsOf({ work, snapshot }: Job): InSteps<Worked> {
  switch (work.kind) {
    case 'fixes': {
      const { from, to, namespace, wanted } = work;
      const answer = yield* fixesInSteps(snapshot, { query: { from, to }, namespace, wanted });
      return { kind: 'fixes', snapshot, answer };
    }
    case 'recipe':
      return { kind: 'recipe', snapshot, answer: yield* recipeSteps(work, snapshot) };
    case 'recipes':
      return { kind: 'recipes', snapshot, written: yield* recipesInSteps(work, snapshot) };
    case 'removal': {
      const policy = policyById(snapshot, work.id);
      const effects = policy === undefined ? undefined : yield* removalInSteps(snapshot, policy);
      return { kind: 'removal', snapshot, effects };
    }
  }
}

function* recipesInSteps(
  { of, namespace }: Extract<Work, { kind: 'recipes' }>,
  snapshot: Snapshot,
): InSteps<ReadonlyMap<RecipeName, string>> {
  const written = new Map<RecipeName, string>();
  for (const name of RECIPE_NAMES.filter((candidate) => RECIPE_NEEDS[candidate] === 'nothing')) {
    yield;
    const read = readRecipe(snapshot, { name, of, peer: undefined, ports: [] }, namespace);
    const change = isRecipeProblem(read) ? undefined : recipeChange(snapshot, read.selection, read.recipe);
    if (change !== undefined) written.set(name, recipeYaml({ change }));
  }
  return written;
}

function* recipeSteps(
  { written, namespace }: Extract<Work, { kind: 'recipe' }>,
  snapshot: Snapshot,
): InSteps<RecipeAnswer | RecipeProblem> {
  const read = readRecipe(snapshot, written, namespace);
  if (isRecipeProblem(read)) return read;
  const answer = yield* recipeInSteps(snapshot, read.selection, read.recipe);
  return answer ?? { problem: 'not-nameable', text: written.peer ?? written.of };
}
