import { recipeList } from '../../present/recipe-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { pad, printable, width } from '../../present/text.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, type Item, itemContent, type ScreenKind } from './content.ts';
import { newPolicyFor } from './editable-text.ts';

type RecipesScreen = Extract<Screen, { at: 'recipes' }>;

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
  content: (screen, context) => itemContent(itemsOf(screen, context)),
  below: { rows: previewRows, lines: previewOf },
};

const BLANK = { name: 'blank', peer: '', title: 'allows nothing yet, in both directions, for you to fill' } as const;

function itemsOf({ subject, work, worked }: RecipesScreen, { snapshot }: Context): readonly Item[] {
  const choices = [...recipeList(), BLANK];
  const names = Math.max(...choices.map(({ name }) => width(name)));
  const peers = Math.max(...choices.map(({ peer }) => width(peer)));
  const written = worked?.kind === 'recipes' ? worked.written : undefined;
  const blank = newPolicyFor(subject, snapshot, work.namespace).text;
  return choices.map(({ name, peer, title }): Item => {
    const yaml = name !== 'blank' ? written?.get(name) : blank.from === 'text' ? blank.text : undefined;
    return {
      id: `recipe/${name}`,
      subject: { kind: 'recipe', name, of: work.of, yaml },
      line: [span(` ${pad(name, names)}`, 'key'), span(`  ${pad(peer, peers)}`, 'dim'), span(`  ${title}`)],
    };
  });
}

/** A line each, the frame, and a blank line: what is left shows the policy. */
function previewRows({ rows }: Context): number {
  return Math.max(0, rows - 7 - recipeList().length - 1);
}

function previewOf(subject: Subject | undefined, context: Context): readonly Line[] {
  if (subject?.kind !== 'recipe') return [];
  const rows = previewRows(context);
  const lines = (subject.yaml ?? waitingText(subject)).trimEnd().split('\n');
  const title = [...recipeList(), BLANK].find(({ name }) => name === subject.name)?.title ?? '';
  const said = hangingLines([span(title, 'strong')], context.columns, 3);
  const written = lines.map(
    (text): Line => [span(`   ${printable(text)}`, subject.yaml === undefined ? 'dim' : 'code')],
  );
  const all = [...said, ...written];
  return all.length > rows ? [...all.slice(0, rows - 1), [span(`   ${context.glyphs.ellipsis}`, 'dim')]] : all;
}

function waitingText({ name }: Extract<Subject, { kind: 'recipe' }>): string {
  const peer = recipeList().find((recipe) => recipe.name === name)?.peer ?? '';
  return peer === ''
    ? 'It is being written, or nothing that was selected can be the subject of a policy.'
    : `Enter asks for ${peer}, and for ports where not all are meant.`;
}
