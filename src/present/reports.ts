import type { CheckAnswer } from '../engine/check.ts';
import type { LintResult } from '../engine/lint/lint.ts';
import type { ListRow } from '../engine/list.ts';
import { destinationOf, verdictLine } from './answer-text.ts';
import { allFindingLines, findingCounts } from './finding-lines.ts';
import type { Glyphs } from './glyphs.ts';
import { headline } from './headline.ts';
import { type HtmlPage, htmlPage } from './html-page.ts';
import { listTable } from './list-text.ts';
import { span } from './spans.ts';
import { count } from './text.ts';
import { explain } from './verdict-text.ts';

/** A verdict with its explanation as one page. */
export function verdictReport(answer: CheckAnswer, about: HtmlPage['about'], glyphs: Glyphs): string {
  return htmlPage({
    title: `${answer.from.text} ${glyphs.right} ${destinationOf(answer)}: ${answer.decision}`,
    about,
    sections: [
      {
        kind: 'lines',
        lines: [
          { indent: 0, spans: verdictLine(answer, glyphs) },
          { indent: 0, spans: headline(answer) },
        ],
      },
      { kind: 'heading', text: 'How it comes about' },
      { kind: 'lines', lines: explain(answer, glyphs) },
    ],
  });
}

/** All connections as one page. */
export function listReport(rows: readonly ListRow[], about: HtmlPage['about'], glyphs: Glyphs): string {
  const summary = rows.length === 0 ? 'no connection is allowed' : count(rows.length, 'pair of ends', 'pairs of ends');
  return htmlPage({
    title: 'Allowed connections',
    about,
    sections: [
      { kind: 'lines', lines: [{ indent: 0, spans: [span(summary)] }] },
      ...(rows.length === 0 ? [] : [{ kind: 'table', table: listTable(rows, glyphs) } as const]),
    ],
  });
}

/** Any table as one page. */
export function tableReport(title: string, table: Parameters<typeof tablePage>[1], about: HtmlPage['about']): string {
  return htmlPage(tablePage(title, table, about));
}

function tablePage(
  title: string,
  table: Extract<HtmlPage['sections'][number], { kind: 'table' }>['table'],
  about: HtmlPage['about'],
): HtmlPage {
  return { title, about, sections: [{ kind: 'table', table }] };
}

/** The findings as one page, notes included. */
export function findingsReport(result: LintResult, about: HtmlPage['about'], glyphs: Glyphs): string {
  return htmlPage({
    title: 'Findings',
    about,
    sections: [
      { kind: 'lines', lines: [{ indent: 0, spans: [span(findingCounts(result))] }] },
      { kind: 'lines', lines: allFindingLines(result.findings, glyphs).map((spans) => ({ indent: 0, spans })) },
    ],
  });
}
