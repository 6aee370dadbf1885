import type { Differences } from '../../engine/differences.ts';
import type { ListEnd } from '../../engine/list.ts';
import { changesBetween, type ObjectChange } from '../../engine/watch/object-changes.ts';
import { formatRange } from '../../model/addresses.ts';
import type { Diagnostic } from '../../model/diagnostics.ts';
import { remember } from '../../model/memo.ts';
import { type PortSet, PROTOCOLS } from '../../model/ports.ts';
import { objectChangeLine } from '../../present/change-text.ts';
import { diagnosticWhere } from '../../present/diagnostic-text.ts';
import { type DiffRow, diffSentence, diffTable } from '../../present/diff-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { layoutColumns, type Table } from '../../present/tables.ts';
import { count } from '../../present/text.ts';
import { workloadName } from '../../present/workload-text.ts';
import { sameSides, sidesOf } from '../state/comparison.ts';
import { readFilter } from '../state/row-filter.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, cached, type Item, itemContent, type ScreenKind } from './content.ts';
import { filteredItems } from './item-filter.ts';
import { subjectOfName } from './subjects.ts';
import { rowLine, titleLine } from './table-content.ts';

/** The edits made in memory, the objects that differ, and the connections that open and close. */
export const whatIfScreen: ScreenKind<Extract<Screen, { at: 'what-if' }>> = {
  title: () => 'What-if',
  searches: false,
  above: (_screen, { whatIf: { made }, glyphs }) =>
    made.length === 0 ? [] : [[span(` ${glyphs.warning} ${NOT_THE_CLUSTER}`, 'warning')]],
  content: ({ view }, context) => {
    const items = whatIfItems(context);
    return itemContent(filteredItems(items, readFilter(view.filter)), {
      total: items.filter(({ id }) => id !== undefined).length,
      empty: [
        'Nothing was edited.',
        'e opens a policy, a pod or a namespace in the editor; ctrl-x removes a policy; n begins a new one; = puts on a label.',
        'All of it happens in memory: nothing is ever applied.',
      ],
    });
  },
};

const NOT_THE_CLUSTER = 'In memory only: every screen shows what would be. Nothing is ever applied.';

const BLANK: Item = { line: [] };

function whatIfItems(context: Context): readonly Item[] {
  const { made } = context.whatIf;
  const draft = draftItems(context);
  if (made.length === 0) return draft;
  const edits = made.map((edit, i): Item => {
    const subject = edit.name === undefined ? undefined : subjectOfName(edit.name, context.snapshot);
    return {
      id: `edit/${edit.id}`,
      line: [span(`   ${i + 1}. `, 'dim'), span(edit.title, 'strong')],
      ...(subject === undefined ? {} : { subject }),
    };
  });
  return [
    ...draft,
    heading('EDITS', String(made.length)),
    ...edits,
    ...remarkItems(context),
    BLANK,
    ...objectItems(context),
    BLANK,
    ...connectionItems(context),
  ];
}

function heading(title: string, text: string): Item {
  return { line: [span(` ${title}  `, 'title'), span(text)] };
}

function draftItems({ whatIf: { draft }, columns, glyphs }: Context): readonly Item[] {
  if (draft === undefined) return [];
  const lines = draft.problems.flatMap((problem) => problemLines(problem, columns, glyphs.error));
  return [
    { line: [span(` ${glyphs.error} NOT APPLIED  `, 'error'), span(`${draft.file}; e edits it again`)] },
    ...lines.map((line, i): Item => ({ id: `draft/${i}`, line })),
    BLANK,
  ];
}

function problemLines(problem: Diagnostic, columns: number, sign: string): readonly Line[] {
  const where = diagnosticWhere(problem);
  const text = `${where === undefined ? '' : `${where}: `}${problem.message}`;
  return hangingLines([span(`${sign} `, problem.severity), span(text)], columns, 3);
}

/** What a server would say of the texts that are in force. */
function remarkItems({ whatIf: { made }, snapshot, columns, glyphs }: Context): readonly Item[] {
  const files = new Set(made.flatMap((edit) => edit.files));
  const remarks = [
    ...made.flatMap((edit) => edit.remarks),
    ...snapshot.diagnostics.filter(({ position }) => position !== undefined && files.has(position.file)),
  ].filter(({ severity }) => severity !== 'info');
  return remarks.flatMap((remark, i) =>
    problemLines(remark, columns, glyphs[remark.severity]).map((line, j): Item => ({ id: `remark/${i}/${j}`, line })),
  );
}

const MOST_OBJECTS = 200;

function objectItems(context: Context): readonly Item[] {
  const { snapshot, world, glyphs } = context;
  const changes = cached(snapshot, 'what-if objects', (): readonly ObjectChange[] =>
    changesBetween(world.actual ?? snapshot, snapshot),
  );
  if (changes.length === 0) return [heading('OBJECTS', 'none differs, as far as any answer can see')];
  const items = changes.slice(0, MOST_OBJECTS).flatMap((change, i) => {
    const subject = subjectOfName(change.name, snapshot);
    return hangingLines(objectChangeLine(change, glyphs), context.columns, 3).map((line, j): Item => {
      return { id: `object/${i}/${j}`, line, ...(subject === undefined ? {} : { subject }) };
    });
  });
  return [heading('OBJECTS', `${count(changes.length, 'object')} differ${changes.length === 1 ? 's' : ''}`), ...items];
}

const tables = new WeakMap<Differences, Table<DiffRow>>();

function connectionItems(context: Context): readonly Item[] {
  const { whatIf, world, comparison, columns, glyphs } = context;
  const sides = sidesOf(whatIf, world);
  if (sides === undefined) return [heading('CONNECTIONS', 'compared as soon as everything is read')];
  const { found, working } = comparison;
  const progress = `comparing${glyphs.ellipsis}${working === undefined ? '' : ` ${working.done} of ${count(working.of, 'workload')}`}`;
  if (found?.made !== sides.made) return [heading('CONNECTIONS', progress)];
  const table = remember(tables, found.differences, () => diffTable(found.differences));
  const again = sameSides(found, sides) ? '' : ` (the cluster has changed since: ${progress})`;
  const sentence: Line = [span('CONNECTIONS  ', 'title'), span(diffSentence(found.differences)), span(again, 'dim')];
  const title = hangingLines(sentence, columns, 1).map((line): Item => ({ line }));
  if (table.rows.length === 0) return title;
  const layout = layoutColumns(table.columns, table.rows, columns - 3);
  const rows = table.rows.map(
    (row): Item => ({
      id: `connection/${row.id}`,
      subject: questionOf(row.subject),
      line: () => [span('   '), ...rowLine(row, layout, glyphs.ellipsis)],
    }),
  );
  return [...title, { line: [span('  '), ...titleLine(layout)] }, ...rows];
}

/** The connection of a row as a question: enter asks it. */
function questionOf({ effect: { from, to, ports } }: DiffRow): Subject {
  const end = endText(to);
  const port = onePort(ports);
  const bracketed = port !== '' && end.includes(':') ? `[${end}]` : end;
  return { kind: 'question', from: endText(from), to: bracketed + port };
}

function endText(end: ListEnd): string {
  if (end.kind === 'workload') return workloadName(end.workload);
  const [first] = end.ranges;
  return first === undefined ? 'external' : formatRange(first);
}

/** The first of the ports, unless every port is meant. */
function onePort(ports: PortSet): string {
  const protocol = PROTOCOLS.find((candidate) => ports[candidate].length > 0);
  const [first, last] = (protocol === undefined ? undefined : ports[protocol][0]) ?? [1, 65_535];
  if (protocol === undefined || (first === 1 && last === 65_535)) return '';
  return `:${first}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}
