import { type Line, span } from '../../present/spans.ts';
import { printable } from '../../present/text.ts';
import type { Screen } from '../state/screens.ts';
import { type Context, cached, type ScreenKind, textContent } from './content.ts';

type YamlScreen = Extract<Screen, { at: 'yaml' }>;

export const yamlScreen: ScreenKind<YamlScreen> = {
  title: (screen) => `YAML of ${printable(screen.title)}`,
  searches: true,
  above: (screen) => [[span(` ${screen.file}`, 'dim')]],
  content: (screen, context) => {
    const { source } = screen;
    if (source.state === 'reading') return textContent([], { empty: [`Reading ${printable(screen.file)}`] });
    if (source.state === 'unavailable')
      return textContent([], { empty: [source.why, 'd describes it from what was read.'] });
    return cached(
      context.snapshot,
      `yaml ${screen.file} ${source.firstLine} ${screen.place.part} ${context.columns}`,
      () =>
        textContent(
          source.lines.map((text, i) =>
            yamlLine(text, source.unfolded === true && i > 0 ? '' : String(source.firstLine + i), context),
          ),
        ),
    );
  },
};

/** The lines of a YAML screen have ids by position; this is the id of a line of the file. */
export function yamlLineId(lineInFile: number, firstLine: number): string {
  return `line/${Math.max(0, lineInFile - firstLine)}`;
}

const NUMBER_COLUMNS = 5;

function yamlLine(text: string, number: string, { columns }: Context): Line {
  const gutter = span(`${number.padStart(NUMBER_COLUMNS)}  `, 'dim');
  return [gutter, ...highlighted(printable(text).slice(0, Math.max(0, columns * 4)))];
}

// Enough to find one's way: keys, comments, and everything else. Not a parser.
function highlighted(text: string): Line {
  const comment = /^(\s*)(#.*)$/.exec(text);
  if (comment !== null) return [span(comment[1] ?? ''), span(comment[2] ?? '', 'dim')];
  const pair = /^(\s*(?:- )*)([\w./"'-]+:)(\s.*)?$/.exec(text);
  if (pair === null) return [span(text)];
  return [span(pair[1] ?? ''), span(pair[2] ?? '', 'key'), span(pair[3] ?? '')].filter((piece) => piece.text !== '');
}
