import { type Line, span } from '../../present/spans.ts';
import { cut, width } from '../../present/text.ts';
import { commandHelp, completeCommand } from '../commands/commands.ts';
import { type Binding, type Situation, situationOf } from '../keys/binding.ts';
import { bindingsHere } from '../keys/dispatch.ts';
import { LISTS } from '../keys/key-scopes.ts';
import { completionsFor } from '../screens/reach-completions.ts';
import type { Scene } from '../screens/scene.ts';
import type { State } from '../state/state.ts';
import { fieldSpans } from './field.ts';

/** The keys that apply here, as many as fit; while a command is typed, what it may become. */
export function footerLine(state: State, scene: Scene): Line {
  const { columns } = scene.context;
  if (state.prompt.mode === 'command') return completionsLine(state.prompt, scene);
  if (state.prompt.mode === 'copy')
    return hints(
      [
        ['enter', 'copy'],
        [`1-${state.prompt.offered.forms.length}`, 'copy that one'],
        ['esc', 'leave'],
        ['up down', 'choose'],
      ],
      columns,
      0,
    );
  if (state.prompt.mode === 'filter') return hints(filterHints(scene), columns, 0);
  if (scene.screen.at === 'reach' && scene.screen.form.focus !== 'answer')
    return hints(formHints(completionsFor(scene.screen.form, scene.context).length > 0), columns, 0);
  const situation = situationOf(state, scene.context.world, scene);
  const shown = bindingsHere(scene)
    .filter((binding) => isInFooter(binding, situation))
    .sort((a, b) => (a.footer?.order ?? 0) - (b.footer?.order ?? 0));
  return hints(
    shown.map((binding) => [binding.keys[0], binding.footer?.text ?? '']),
    columns,
    KEPT,
  );
}

function formHints(offers: boolean): readonly (readonly [key: string, text: string])[] {
  const choice: readonly (readonly [string, string])[] = offers
    ? [
        ['tab', 'complete, next field'],
        ['up down', 'choose'],
      ]
    : [['tab', 'next field']];
  return [['enter', 'ask'], ...choice, ['esc', 'leave']];
}

/** What can be written: in a text that is searched only what stands there. */
function filterHints({ kind, screen }: Scene): readonly (readonly [key: string, text: string])[] {
  if (kind.searches)
    return [
      ['enter', 'keep, then n and N go on'],
      ['esc', 'undo'],
    ];
  const both: readonly (readonly [string, string])[] = [
    ['enter', 'keep'],
    ['esc', 'undo'],
    ['!text', 'without'],
  ];
  if (screen.at === 'matrix') return [...both, ['rows > columns', 'each by its own']];
  return LISTS.includes(screen.at) ? [...both, ['key=value', 'label'], ['ns:shop', 'field'], ['-f', 'fuzzy']] : both;
}

function isInFooter({ footer, disabled }: Binding, situation: Situation): boolean {
  if (footer === undefined || footer.screens?.includes(situation.scene.screen.at) === false) return false;
  return disabled?.(situation) === undefined;
}

// The last ones (filter, command, help) are how one finds the others: they stay when those in the middle do not fit.
const KEPT = 3;

function hints(pairs: readonly (readonly [key: string, text: string])[], columns: number, kept: number): Line {
  const widthOf = ([key, text]: readonly [string, string]): number => width(key) + width(text) + 5;
  const last = pairs.slice(pairs.length - kept);
  let left = columns - last.reduce((sum, pair) => sum + widthOf(pair), 0);
  const first = pairs.slice(0, pairs.length - kept).filter((pair) => {
    left -= widthOf(pair);
    return left >= 0;
  });
  return [...first, ...last].flatMap(
    ([key, text], i): Line => [span(`${i === 0 ? ' ' : '  '}<${key}>`, 'key'), span(` ${text}`)],
  );
}

function completionsLine(prompt: Extract<State['prompt'], { mode: 'command' }>, scene: Scene): Line {
  const { text } = prompt.field;
  const completions = completeCommand(text, scene.context);
  const help = completions[prompt.choice ?? 0]?.help || commandHelp(text);
  if (completions.length === 0)
    return [span(` ${help ?? 'enter runs it, esc leaves, up brings back earlier ones'}`, 'dim')];
  const offered = completions.flatMap(
    ({ shown }, i): Line => [span('  '), span(shown, i === prompt.choice ? 'found' : i === 0 ? 'strong' : 'plain')],
  );
  const { columns } = scene.context;
  // What the first one does goes before a long list of others.
  const room = columns - 8 - (help === undefined || text === '' ? 0 : Math.min(width(help), Math.floor(columns / 2)));
  return [
    span(' <tab>', 'key'),
    ...fitting(offered, room),
    ...(help === undefined || text === '' ? [] : [span(`  ${help}`, 'dim')]),
  ];
}

function fitting(spans: Line, columns: number): Line {
  let left = columns;
  return spans.filter(({ text }) => {
    left -= width(text);
    return left >= 0;
  });
}

/** News, or the command line while one types it. */
export function lastLine(state: State, scene: Scene): Line {
  const { columns, glyphs } = scene.context;
  if (state.prompt.mode === 'command') return [span(' :', 'key'), ...fieldSpans(state.prompt.field, columns - 3, true)];
  if (state.flash === undefined) return [];
  const { kind, text } = state.flash;
  const sign = kind === 'error' ? `${glyphs.error} ` : '';
  return [span(cut(` ${sign}${text}`, columns, glyphs.ellipsis), kind)];
}
