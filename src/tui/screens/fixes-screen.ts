import type { Edit } from '../../engine/fix/edit.ts';
import { isFixProblem, type Proposal } from '../../engine/fix/propose.ts';
import { fixProblemText, fixSentence, MOST_EFFECTS, obstacleLines, proposalLines } from '../../present/fix-text.ts';
import { proposalDocuments, writtenLines } from '../../present/fix-yaml.ts';
import { type Line, span } from '../../present/spans.ts';
import { printable } from '../../present/text.ts';
import type { Screen, Subject, View } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, type Item, itemContent, type ScreenKind } from './content.ts';
import { policyId } from './subjects.ts';

/** More than this of each sort nobody reads. */
const MOST_LISTED = 1000;

type FixesScreen = Extract<Screen, { at: 'fixes' }>;

export const fixesScreen: ScreenKind<FixesScreen> = {
  title: ({ work: { wanted } }) => (wanted === 'allowed' ? 'Ways to allow it' : 'Ways to deny it'),
  searches: true,
  above: (screen, context) =>
    hangingLines(
      [
        span(printable(`${screen.work.from} ${context.glyphs.right} ${screen.work.to}  `), 'strong'),
        ...saying(screen, context),
      ],
      context.columns,
      1,
    ),
  content: (screen, context) => {
    const empty =
      screen.worked === undefined ? ['Each edit is made in memory and evaluated; keys are heard meanwhile.'] : [];
    return itemContent(itemsOf(screen, context), { empty, isText: true });
  },
};

function saying({ worked }: FixesScreen, { snapshot, glyphs }: Context): Line {
  if (worked?.kind !== 'fixes') return [span(`looking for ways${glyphs.ellipsis}`, 'info')];
  const { answer } = worked;
  const older: Line =
    worked.snapshot === snapshot ? [] : [span('; the cluster has changed since: esc, then f looks again', 'warning')];
  return isFixProblem(answer) ? [span(fixProblemText(answer), 'error')] : [span(fixSentence(answer)), ...older];
}

function proposalsOf({ worked }: FixesScreen): readonly Proposal[] {
  return worked?.kind !== 'fixes' || isFixProblem(worked.answer) ? [] : worked.answer.proposals;
}

function itemsOf(screen: FixesScreen, context: Context): readonly Item[] {
  const { worked } = screen;
  if (worked?.kind !== 'fixes' || isFixProblem(worked.answer)) return [];
  const obstacles = obstacleLines(worked.answer.obstacles).flatMap((line) => hangingLines(line, context.columns, 1));
  return [
    ...obstacles.map((line, i): Item => ({ id: `obstacle/${i}`, line })),
    ...proposalsOf(screen).flatMap((proposal, index) => proposalItems(proposal, index, screen.view, context)),
  ];
}

function proposalItems(proposal: Proposal, index: number, { expanded }: View, context: Context): readonly Item[] {
  const subject = subjectOf(proposal.edits[0]);
  const about = subject === undefined ? {} : { subject };
  const way = `way/${index}`;
  const isOpen = expanded.has(way);
  const { opened, closed, inDoubt } = proposal.effects;
  const expandable = [opened, closed, inDoubt].some(({ length }) => length > MOST_EFFECTS);
  const listed = isOpen ? { most: MOST_LISTED } : { hint: 'space on the edit lists them' };
  const said = proposalLines(proposal, index + 1, context.glyphs, listed);
  const written = writtenLines(proposal).map((text): Line => [span(`      ${printable(text)}`, 'code')]);
  const lines = [...said.flatMap((line) => hangingLines(line, context.columns, 1)), ...written];
  return [
    ...(index === 0 ? [] : [{ line: [] }]),
    ...lines.map(
      (line, i): Item => (i === 0 ? { id: way, line, expandable, ...about } : { id: `${way}/${i}`, line, ...about }),
    ),
  ];
}

/** What an edit is made in: enter leads there. A new policy is nowhere yet. */
function subjectOf(edit: Edit | undefined): Subject | undefined {
  if (edit === undefined || edit.kind === 'new-policy') return undefined;
  if (!('rule' in edit)) return { kind: 'policy', id: policyId(edit.policy) };
  const { policy, direction, index } = edit.rule;
  return { kind: 'rule', policy: policyId(policy), direction, index };
}

/** The policies of the proposal at this line, to be copied; those of the first where the line belongs to none. */
export function proposalText(screen: FixesScreen, id: string | undefined): string | undefined {
  const index = Number(/^way\/(\d+)/.exec(id ?? '')?.[1] ?? 0);
  const proposal = proposalsOf(screen)[index];
  return proposal && proposalDocuments(proposal);
}
