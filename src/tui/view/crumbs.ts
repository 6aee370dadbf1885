import { type Line, span } from '../../present/spans.ts';
import { cut, width } from '../../present/text.ts';
import { kindOf } from '../screens/registry.ts';
import type { Scene } from '../screens/scene.ts';
import type { State } from '../state/state.ts';
import { fieldSpans } from './field.ts';

/** One piece of the breadcrumbs; `depth` is the screen of the stack it names, from 0. */
export interface Crumb {
  readonly text: string;
  readonly depth: number | undefined;
}

/** Breadcrumbs on the left; on the right the filter, and how many rows pass it or where in a text one is. */
export function crumbsLine(state: State, scene: Scene): Line {
  const right = rightSpans(state, scene);
  const crumbs = crumbsOf(state, scene);
  const here = crumbs.at(-1)?.text ?? '';
  const before = crumbs
    .slice(0, -1)
    .map(({ text }) => text)
    .join('');
  const blanks = ' '.repeat(Math.max(1, scene.context.columns - columnsOf(right) - 1 - width(before) - width(here)));
  return [span(` ${before}`, 'dim'), span(here, 'title'), span(blanks), ...right];
}

function rightSpans(state: State, scene: Scene): Line {
  return [...filterSpans(state, scene), span(`  ${positionText(scene)} `, 'dim')];
}

function columnsOf(spans: Line): number {
  return spans.reduce((sum, { text }) => sum + width(text), 0);
}

/** The way to the screen one sees, as much of its end as there is room for; it begins in the second column. */
export function crumbsOf(state: State, scene: Scene): readonly Crumb[] {
  const { separator, ellipsis } = scene.context.glyphs;
  const room = Math.max(0, scene.context.columns - columnsOf(rightSpans(state, scene)) - 2);
  const titles = state.stack.map((screen) => kindOf(screen).title(screen, scene.context));
  const last = titles.length - 1;
  const here = titles[last] ?? '';
  for (let from = 0; from < last; from++) {
    const way = titles
      .slice(from, last)
      .map((title, i): Crumb => ({ text: `${title} ${separator} `, depth: from + i }));
    const crumbs = from === 0 ? way : [{ text: `${ellipsis} `, depth: undefined }, ...way];
    const taken = crumbs.reduce((sum, { text }) => sum + width(text), 0);
    if (taken + width(here) <= room) return [...crumbs, { text: here, depth: last }];
  }
  return [{ text: cut(here, room, ellipsis), depth: last }];
}

const MOST_FILTER_COLUMNS = 40;

function filterSpans(state: State, scene: Scene): Line {
  const columns = Math.min(MOST_FILTER_COLUMNS, Math.floor(scene.context.columns / 2));
  if (state.prompt.mode === 'filter') return [span('/', 'key'), ...fieldSpans(state.prompt.field, columns, true)];
  const { filter } = scene.screen.view;
  return filter === '' ? [] : [span(`/${cut(filter, columns, scene.context.glyphs.ellipsis)}`, 'key')];
}

function positionText({ focused, context }: Scene): string {
  const { content, place } = focused;
  const { ellipsis } = context.glyphs;
  if (content.pending?.share !== undefined) return `looking${ellipsis} ${Math.floor(content.pending.share * 100)} %`;
  if (content.pending !== undefined) return `${content.shown}${ellipsis}`;
  if (content.isText) return content.length === 0 ? '' : `line ${place.cursor.index + 1} of ${content.length}`;
  if (content.shown !== content.total) return `${content.shown} of ${content.total}`;
  return content.header === undefined || focused.title !== undefined ? '' : `${content.total}`;
}
