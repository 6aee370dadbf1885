import { isWithoutEffect } from '../../engine/differences.ts';
import { isRecipeProblem } from '../../engine/fix/read-recipe.ts';
import { recipeLines, recipeProblemText, recipeYaml } from '../../present/recipe-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { printable } from '../../present/text.ts';
import type { Screen } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, type Item, itemContent, type ScreenKind } from './content.ts';

type RecipeScreen = Extract<Screen, { at: 'recipe' }>;

export const recipeScreen: ScreenKind<RecipeScreen> = {
  title: ({ work: { written } }) => `Recipe ${written.name}`,
  searches: true,
  above: (screen, context) => {
    const { of, peer, ports } = screen.work.written;
    const asked = [of, ...(peer === undefined ? [] : [peer]), ...ports].map(printable).join(' ');
    return hangingLines([span(`${asked}  `, 'strong'), ...saying(screen, context)], context.columns, 1);
  },
  content: (screen, context) => {
    const empty = screen.worked === undefined ? ['Both states are compared; keys are heard meanwhile.'] : [];
    return itemContent(itemsOf(screen, context), { empty, isText: true });
  },
};

function saying({ worked }: RecipeScreen, { snapshot, glyphs }: Context): Line {
  if (worked?.kind !== 'recipe') return [span(`evaluating${glyphs.ellipsis}`, 'info')];
  if (isRecipeProblem(worked.answer)) return [span(recipeProblemText(worked.answer), 'error')];
  if (worked.snapshot !== snapshot) return [span('the cluster has changed since: esc, then :recipe again', 'warning')];
  return isWithoutEffect(worked.answer.effects) ? [span('nothing would change now', 'dim')] : [];
}

// Whoever looks at a namespace scrolls; more than this nobody reads.
const MOST_EFFECTS = 1000;

function itemsOf({ worked }: RecipeScreen, { columns, glyphs }: Context): readonly Item[] {
  if (worked?.kind !== 'recipe' || isRecipeProblem(worked.answer)) return [];
  const said = recipeLines(worked.answer, glyphs, MOST_EFFECTS).flatMap((line) => hangingLines(line, columns, 1));
  const written = recipeYaml(worked.answer)
    .trimEnd()
    .split('\n')
    .map((text): Line => [span(`   ${printable(text)}`, 'code')]);
  return [...said, [], ...written].map((line, i): Item => ({ id: `line/${i}`, line }));
}

/** The policy as a document to apply, to be copied. */
export function recipeText({ worked }: RecipeScreen): string | undefined {
  return worked?.kind !== 'recipe' || isRecipeProblem(worked.answer) ? undefined : recipeYaml(worked.answer);
}
