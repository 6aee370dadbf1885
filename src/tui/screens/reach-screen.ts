import { summaryOf } from '../../model/live-state.ts';
import { clockText } from '../../present/change-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { pad, width } from '../../present/text.ts';
import type { ReachForm, Screen } from '../state/screens.ts';
import { fieldSpans } from '../view/field.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, type Item, itemContent, type ScreenKind } from './content.ts';
import { answerItems, answerTo, verdictLines } from './reach-answer.ts';
import { completionsFor } from './reach-completions.ts';

type ReachScreen = Extract<Screen, { at: 'reach' }>;

export const reachScreen: ScreenKind<ReachScreen> = {
  title: () => 'Reach',
  searches: true,
  above: (screen, context) => [...formLines(screen.form, context), ...belowForm(screen.form, context)],
  content: (screen, context) => {
    const answer = answerTo(screen.form, context);
    const items = answer === undefined ? [] : [...restOfVerdict(answer, context), ...answerItems(answer, context)];
    const empty = answer === undefined && screen.form.focus === 'answer' ? ['tab goes back to the form.'] : [];
    return { ...itemContent(items, { empty }), isText: true };
  },
};

/** Rows of the verdict that stay in sight while one reads what is below. */
function pinnedRows({ rows }: Context): number {
  return Math.max(2, Math.floor(rows / 4));
}

function restOfVerdict(answer: Parameters<typeof verdictLines>[0], context: Context): readonly Item[] {
  return verdictLines(answer, context)
    .slice(pinnedRows(context))
    .map((line, i) => ({ id: `verdict/${i}`, line }));
}

function formLines(form: ReachForm, { columns }: Context): readonly Line[] {
  return (['from', 'to'] as const).map((name): Line => {
    const isFocused = form.focus === name;
    const label = span(` ${pad(name.toUpperCase(), 5)} `, isFocused ? 'title' : 'dim');
    return [label, ...fieldSpans(form[name], columns - 8, isFocused)];
  });
}

function belowForm(form: ReachForm, context: Context): readonly Line[] {
  const completions = completionsFor(form, context);
  const answer = answerTo(form, context);
  const verdict =
    answer === undefined ? [] : [...verdictLines(answer, context).slice(0, pinnedRows(context)), ...asOf(context)];
  if (completions.length === 0) return [...hangingLines(hintLine(form, context), context.columns, 0), ...verdict];
  const widest = Math.max(...completions.map(({ text }) => width(text)));
  const widestKind = Math.max(...completions.map(({ kind }) => width(kind)));
  const offered = completions.map(({ text, kind, detail }, i): Line => {
    const isChosen = form.choice === i;
    return [
      span(`       ${isChosen ? context.glyphs.pointer : ' '} `),
      span(pad(text, widest), isChosen ? 'key' : 'plain'),
      span(`  ${pad(kind, widestKind)}  ${detail}`, 'dim'),
    ];
  });
  return [...offered, ...(verdict.length === 0 ? [] : [[]]), ...verdict];
}

/** Where the connection is gone, the answer is one of the past; where there is none yet, what is not there was not looked for. */
function asOf({ world: { source }, glyphs, columns }: Context): readonly Line[] {
  if (source.kind !== 'cluster') return [];
  const summary = summaryOf(source.connection);
  if (summary.kind === 'connecting' || summary.kind === 'failed' || summary.kind === 'forbidden')
    return hangingLines(
      [span(`${glyphs.warning} nothing was read of this cluster yet: :ctx says why`, 'warning')],
      columns,
      1,
    );
  if (summary.kind !== 'stale' || summary.since === undefined) return [];
  return [
    [span(` ${glyphs.warning} as of ${clockText(summary.since)}: the cluster cannot be watched since`, 'warning')],
  ];
}

function hintLine(form: ReachForm, { namespace }: Context): Line {
  if (form.focus === 'answer')
    return isAsked(form) ? [] : [span('        changed since it was asked: tab, then enter asks again', 'warning')];
  if (form.from.text === '' || form.to.text === '') {
    const where = namespace ?? 'default';
    const forms =
      form.focus === 'from'
        ? 'POD, deploy/NAME, NS/POD, 10.1.2.3, external'
        : 'like FROM, svc/NAME too; then :PORT or :PORT/UDP';
    return [span(`        ${forms}; names without a namespace are in ${where}`, 'dim')];
  }
  return [span(`        enter asks${isAsked(form) ? ' again' : ''}`, 'dim')];
}

function isAsked({ asked, from, to }: ReachForm): boolean {
  return asked?.from === from.text.trim() && asked.to === to.text.trim();
}
