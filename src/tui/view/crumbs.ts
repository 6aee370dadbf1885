import { type Line, span } from '../../present/spans.ts';
import { cut, width } from '../../present/text.ts';
import { kindOf } from '../screens/registry.ts';
import type { Scene } from '../screens/scene.ts';
import type { State } from '../state/state.ts';
import { fieldSpans } from './field.ts';

/** Breadcrumbs on the left; on the right the filter, and how many rows pass it or where in a text one is. */
export function crumbsLine(state: State, scene: Scene): Line {
  const right = [...filterSpans(state, scene), span(`  ${positionText(scene)} `, 'dim')];
  const rightColumns = right.reduce((sum, { text }) => sum + width(text), 0);
  const room = Math.max(0, scene.context.columns - rightColumns - 2);
  const { separator, ellipsis } = scene.context.glyphs;
  const titles = state.stack.map((screen) => kindOf(screen).title(screen, scene.context));
  const before = fittingCrumbs(titles, room, separator, ellipsis);
  const here = cut(titles.at(-1) ?? '', room - width(before), ellipsis);
  const blanks = ' '.repeat(Math.max(1, scene.context.columns - rightColumns - 1 - width(before) - width(here)));
  return [span(` ${before}`, 'dim'), span(here, 'title'), span(blanks), ...right];
}

/** The way to the screen one sees, as much of its end as there is room for. */
function fittingCrumbs(titles: readonly string[], room: number, separator: string, ellipsis: string): string {
  const here = width(titles.at(-1) ?? '');
  for (let from = 0; from < titles.length - 1; from++) {
    const crumbs = titles.slice(from, -1).map((title) => `${title} ${separator} `);
    const text = `${from === 0 ? '' : `${ellipsis} `}${crumbs.join('')}`;
    if (width(text) + here <= room) return text;
  }
  return '';
}

const MOST_FILTER_COLUMNS = 40;

function filterSpans(state: State, scene: Scene): Line {
  const columns = Math.min(MOST_FILTER_COLUMNS, Math.floor(scene.context.columns / 2));
  if (state.prompt.mode === 'filter') return [span('/', 'key'), ...fieldSpans(state.prompt.field, columns, true)];
  const { filter } = scene.screen.view;
  return filter === '' ? [] : [span(`/${cut(filter, columns, scene.context.glyphs.ellipsis)}`, 'key')];
}

function positionText({ focused }: Scene): string {
  const { content, place } = focused;
  if (content.isText) return content.length === 0 ? '' : `line ${place.cursor.index + 1} of ${content.length}`;
  if (content.shown !== content.total) return `${content.shown} of ${content.total}`;
  return content.header === undefined || focused.title !== undefined ? '' : `${content.total}`;
}
