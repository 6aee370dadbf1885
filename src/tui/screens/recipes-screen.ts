import { recipeList } from '../../present/recipe-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { pad, printable, width } from '../../present/text.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, type Item, itemContent, type ScreenKind } from './content.ts';
import { newPolicyFor } from './editable-text.ts';

type RecipesScreen = Extract<Screen, { at: 'recipes' }>;
type Recipe = Extract<Subject, { kind: 'recipe' }>;

export const recipesScreen: ScreenKind<RecipesScreen> = {
  title: () => 'New policy',
  searches: false,
  above: ({ work }, { columns }) =>
    hangingLines(
      [
        span(`for ${printable(work.of)}`, 'strong'),
        span('  in memory only: it opens in your editor, and What-if shows what comes of it', 'dim'),
      ],
      columns,
      1,
    ),
  content: (screen, context) => {
    const choices = choicesOf(screen, context);
    const chosen = choices.find(({ id }) => id === screen.view.cursor.id) ?? choices[0];
    const preview = chosen === undefined ? [] : previewOf(chosen, context);
    return itemContent([...choices, ...preview.map((line): Item => ({ line }))]);
  },
};

const BLANK = { name: 'blank', peer: '', title: 'allows nothing yet, in both directions, for you to fill' } as const;

interface Choice extends Item {
  readonly subject: Recipe;
  readonly title: string;
}

function choicesOf({ subject, work, worked }: RecipesScreen, { snapshot }: Context): readonly Choice[] {
  const choices = [...recipeList(), BLANK];
  const names = Math.max(...choices.map(({ name }) => width(name)));
  const peers = Math.max(...choices.map(({ peer }) => width(peer)));
  const written = worked?.kind === 'recipes' ? worked.written : undefined;
  const blank = newPolicyFor(subject, snapshot, work.namespace).text;
  return choices.map(({ name, peer, title }): Choice => {
    const yaml = name !== 'blank' ? written?.get(name) : blank.from === 'text' ? blank.text : undefined;
    return {
      id: `recipe/${name}`,
      title,
      subject: { kind: 'recipe', name, of: work.of, yaml },
      line: [span(` ${pad(name, names)}`, 'key'), span(`  ${pad(peer, peers)}`, 'dim'), span(`  ${title}`)],
    };
  });
}

/** What would be written, under the choices; its title once more, for the list may have had no room for it. */
function previewOf({ subject, title }: Choice, { columns }: Context): readonly Line[] {
  const { yaml } = subject;
  const text = (yaml ?? waitingText(subject)).replace(/^---\n/, '').trimEnd();
  return [
    [],
    ...hangingLines([span(title, 'strong')], columns, 3),
    ...text.split('\n').map((line) => [span(`   ${printable(line)}`, yaml === undefined ? 'dim' : 'code')]),
  ];
}

function waitingText({ name }: Recipe): string {
  const peer = recipeList().find((recipe) => recipe.name === name)?.peer ?? '';
  return peer === ''
    ? 'It is being written, or nothing that was selected can be the subject of a policy.'
    : `Enter asks for ${peer}, and for ports where not all are meant.`;
}
