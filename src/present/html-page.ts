import type { Line } from './spans.ts';
import type { Table } from './tables.ts';
import { printable } from './text.ts';

/** One page: everything in it, nothing fetched from anywhere. */
export interface HtmlPage {
  readonly title: string;
  /** What it was made from and when, as the caller knows it. */
  readonly about: readonly string[];
  readonly sections: readonly HtmlSection[];
}

export type HtmlSection =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'lines'; readonly lines: readonly HtmlLine[] }
  | { readonly kind: 'table'; readonly table: Table<unknown> };

/** A line of text; `indent` in steps. */
export interface HtmlLine {
  readonly indent: number;
  readonly spans: Line;
}

// Colours of both themes keep a contrast of 4.5 to 1; words and signs say the same without them.
const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --ground: #fff; --dim: #59636e; --line: #d1d9e0; --good: #116329; --bad: #b3261e; --doubt: #7a4b00; --code: #f2f4f6 }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --ground: #14171a; --dim: #9aa4ae; --line: #3a424a; --good: #6fdd8b; --bad: #ff9d94; --doubt: #f0c060; --code: #1f2428 } }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground) }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
p { margin: .2rem 0; overflow-wrap: anywhere } p.about { color: var(--dim) }
.scroll { overflow-x: auto } table { border-collapse: collapse; margin: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line) }
th { font-weight: 600 } td.right, th.right { text-align: right }
.strong, .title { font-weight: 600 } .dim, .info { color: var(--dim) }
.allowed, .open { color: var(--good) } .denied, .error, .sealed { color: var(--bad) } .unknown, .warning, .rules, .nearmiss { color: var(--doubt) }
.code { font-family: ui-monospace, monospace; white-space: pre-wrap; background: var(--code) }
@media print { body { margin: 0; max-width: none } }
`.trim();

/** The page as one file. Every text in it is escaped: names come from whoever may create objects. */
export function htmlPage({ title, about, sections }: HtmlPage): string {
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapedHtml(title)}</title>`,
    `<style>\n${STYLE}\n</style>`,
  ];
  const body = [
    `<h1>${escapedHtml(title)}</h1>`,
    ...about.map((text) => `<p class="about">${escapedHtml(text)}</p>`),
    ...sections.map(sectionHtml),
  ];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}

function sectionHtml(section: HtmlSection): string {
  switch (section.kind) {
    case 'heading':
      return `<h2>${escapedHtml(section.text)}</h2>`;
    case 'lines':
      return section.lines.map(lineHtml).join('\n');
    case 'table':
      return tableHtml(section.table);
  }
}

function lineHtml({ indent, spans }: HtmlLine): string {
  const margin = indent === 0 ? '' : ` style="margin-left:${indent * 1.2}rem"`;
  return `<p${margin}>${spans.map(({ text, style }) => spanHtml(text, style)).join('')}</p>`;
}

function spanHtml(text: string, style: string): string {
  return style === 'plain' ? escapedHtml(text) : `<span class="${style}">${escapedHtml(text)}</span>`;
}

function tableHtml({ columns, rows }: Table<unknown>): string {
  const side = (align: 'left' | 'right'): string => (align === 'right' ? ' class="right"' : '');
  const head = columns.map(({ title, align }) => `<th scope="col"${side(align)}>${escapedHtml(title)}</th>`).join('');
  const lines = rows.map(({ cells }) => {
    const fields = columns.map(({ align }, i) => {
      const { text, style } = cells[i] ?? { text: '', style: 'plain' };
      return `<td${side(align)}>${spanHtml(text, style)}</td>`;
    });
    return `<tr>${fields.join('')}</tr>`;
  });
  return `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody>\n</table></div>`;
}

function escapedHtml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
