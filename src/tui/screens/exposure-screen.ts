import { exposureInSteps, type WorkloadExposure } from '../../engine/exposure.ts';
import { exposureUnknowns } from '../../engine/exposure-unknowns.ts';
import { withNewPods } from '../../engine/new-pods.ts';
import { openTotalsInSteps } from '../../engine/open-totals.ts';
import { exposureTable, isOpenToOutside, worstFirst } from '../../present/exposure-table.ts';
import { exposureUnknownTexts } from '../../present/exposure-unknown-text.ts';
import { openTotalsLines } from '../../present/open-totals-text.ts';
import { positionOfRow } from '../../present/rows.ts';
import { type Line, span } from '../../present/spans.ts';
import { workloadName } from '../../present/workload-text.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { hangingLines, headedLines } from '../view/hanging-lines.ts';
import { type Compared, compared, comparingContent, pendingOf } from './compared.ts';
import type { Context, ScreenKind } from './content.ts';
import { elsewhere, inNamespace, whenEmpty } from './empty-table.ts';
import { tableContent } from './table-content.ts';
import { type TableSource, tableOf } from './table-source.ts';

/** How open each workload is to the outside and to pods that do not exist yet, most open first. */
export const exposureScreen: ScreenKind<Extract<Screen, { at: 'exposure' }>> = {
  title: (_screen, { namespace }) => `Exposure(${namespace ?? 'all'})`,
  searches: false,
  above: (_screen, context) => totalsLines(context),
  content: ({ view }, context) => {
    const found = exposuresIn(context);
    if (found === undefined) return comparingContent(exposuresKey(context), context);
    return { ...tableContent(exposureSource(context), view, context), ...pendingOf(found) };
  },
  below: { rows: rowsBelow, lines: linesOfWorkload },
};

/** How many pods are isolated and open: of a large cluster all that is found while one waits. On a low terminal the rows are worth more. */
function totalsLines(context: Context): readonly Line[] {
  const { snapshot, namespace, rows, columns, glyphs } = context;
  if (rows < LOWEST || snapshot.pods.size === 0) return [];
  // Rows come first, where there are some.
  const found =
    exposuresIn(context) &&
    compared({
      key: `open totals ${namespace ?? '*'}`,
      snapshot,
      steps: (onProgress) => openTotalsInSteps(snapshot, namespace, onProgress),
    });
  if (found === undefined) return [[span(` counting pods that are isolated or open${glyphs.ellipsis}`, 'dim')]];
  const mark = found.isOfBefore ? [span(glyphs.ellipsis, 'dim')] : [];
  return openTotalsLines(found.value).flatMap((line) => hangingLines([...line, ...mark], columns, 1));
}

// Ports and places are cut in a table of eighty columns; on a low terminal the rows are worth more.
const LOWEST = 20;
/** A blank one, the name and four directions, two of which may take two. */
const ROWS = 8;
const HIGH = 30;
/** Where there is room: what is not known, and why. */
const ROWS_OF_REASONS = 4;

function rowsBelow({ rows }: Context): number {
  if (rows < LOWEST) return 0;
  return rows < HIGH ? ROWS : ROWS + ROWS_OF_REASONS;
}

/** What the selected workload is open to, with nothing cut. */
function linesOfWorkload(subject: Subject | undefined, context: Context): readonly Line[] {
  if (subject?.kind !== 'workload') return [];
  const { columns, rows } = tableOf(exposureSource(context), context);
  const position = positionOfRow(rows, subject.key);
  const row = position < 0 ? undefined : rows.at(position);
  if (row === undefined) return [];
  const lines = columns.flatMap(({ id, title }, i): readonly Line[] => {
    const cell = row.cells[i];
    if (cell === undefined || id === 'namespace' || id === 'name') return [];
    const head = [span(` ${title.padEnd(TITLE_WIDTH)}`, 'dim')];
    return headedLines(head, [span(cell.text, cell.style)], context.columns - 1);
  });
  const name = hangingLines([span(workloadName(row.subject.workload), 'strong')], context.columns, 1);
  return [[], ...name, ...lines, ...reasonLines(row.subject, context)];
}

/** Why what is said to be unknown is not known; nothing while what is shown is of the cluster before. */
function reasonLines({ workload, ingress, egress }: WorkloadExposure, context: Context): readonly Line[] {
  const { snapshot, columns, glyphs } = context;
  if (exposuresIn(context)?.isOfBefore !== false) return [];
  return [ingress, egress].flatMap((exposure) =>
    exposureUnknownTexts(exposureUnknowns(withNewPods(snapshot), workload, exposure), exposure.direction).flatMap(
      (text) => hangingLines([span(`${glyphs.unknown} `, 'unknown'), span(text)], columns, 1),
    ),
  );
}

const TITLE_WIDTH = 15;

/** So many workloads times namespaces are compared within a second or two; for more, a namespace has to be chosen. */
const MOST_COMPARED = 1_000_000;

function exposuresKey({ namespace }: Context): string {
  return `exposures ${namespace ?? '*'}`;
}

function exposuresIn(context: Context): Compared<readonly WorkloadExposure[]> | undefined {
  const { snapshot, namespace } = context;
  if (isTooMuch(context)) return { value: [], isOfBefore: false };
  return compared({
    key: exposuresKey(context),
    snapshot,
    *steps(onProgress) {
      return worstFirst(yield* exposureInSteps(snapshot, namespace, onProgress));
    },
  });
}

function isTooMuch({ namespace, snapshot: { workloads, namespaces } }: Context): boolean {
  return namespace === undefined && workloads.size * namespaces.size > MOST_COMPARED;
}

export function exposureSource(context: Context): TableSource<WorkloadExposure> {
  const { snapshot, glyphs, namespace } = context;
  const { workloads, namespaces } = snapshot;
  const found = exposuresIn(context);
  // What is not of this snapshot is not kept as if it were.
  const state = found === undefined ? ' none' : found.isOfBefore ? ' before' : '';
  return {
    key: `exposure ${namespace ?? '*'} ${glyphs.allowed}${state}`,
    table: () => exposureTable(found?.value ?? [], glyphs, { namespace }),
    subject: ({ workload }) => ({ kind: 'workload', key: workload.key }),
    labels: ({ workload }) => snapshot.pods.get(workload.podKeys[0] ?? '')?.labels,
    isProblem: isOpenToOutside,
    empty: whenEmpty(
      context,
      isTooMuch(context)
        ? [
            `${workloads.size} workloads and ${namespaces.size} namespaces are too many to compare while you wait.`,
            ':exposure NAMESPACE shows those of one; the command netpol-tui exposure lists them all.',
          ]
        : [`No workloads ${inNamespace(context)}.`, elsewhere(context)],
    ),
  };
}
