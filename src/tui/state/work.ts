import type { Effects } from '../../engine/difference-rows.ts';
import type { FixAnswer, FixProblem, Wanted } from '../../engine/fix/propose.ts';
import type { RecipeName, RecipeProblem, WrittenRecipe } from '../../engine/fix/read-recipe.ts';
import type { RecipeAnswer } from '../../engine/fix/recipes.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** Something to be found out that may take long. Each asking is an object of its own, by which its answer is known again. */
export type Work =
  | {
      readonly kind: 'fixes';
      readonly from: string;
      readonly to: string;
      /** Where unqualified names are looked up. */
      readonly namespace: string;
      readonly wanted: Wanted;
    }
  /** A policy by a recipe, and what it would change. */
  | { readonly kind: 'recipe'; readonly written: WrittenRecipe; readonly namespace: string }
  /** The policies of all recipes that need nothing more to be known. */
  | { readonly kind: 'recipes'; readonly of: string; readonly namespace: string }
  /** What would change without this policy. */
  | { readonly kind: 'removal'; readonly id: string };

/** What was found out, and of which snapshot. */
export type Worked =
  | { readonly kind: 'fixes'; readonly snapshot: Snapshot; readonly answer: FixAnswer | FixProblem }
  | { readonly kind: 'recipe'; readonly snapshot: Snapshot; readonly answer: RecipeAnswer | RecipeProblem }
  /** As documents to apply, by recipe. */
  | { readonly kind: 'recipes'; readonly snapshot: Snapshot; readonly written: ReadonlyMap<RecipeName, string> }
  /** Undefined when the policy is gone. */
  | { readonly kind: 'removal'; readonly snapshot: Snapshot; readonly effects: Effects | undefined };
