import { remember } from '../../model/memo.ts';
import { objectText } from '../../present/change-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { printable } from '../../present/text.ts';
import type { Screen, TextPlace } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Content, type ScreenKind, textContent } from './content.ts';

type YamlScreen = Extract<Screen, { at: 'yaml' }>;

export const yamlScreen: ScreenKind<YamlScreen> = {
  title: (screen) => `YAML of ${printable(screen.title)}`,
  searches: true,
  above: ({ of, source }, { columns, glyphs }) => [
    [span(` ${whereText(of)}`, 'dim')],
    ...(source.state === 'read' && source.note !== undefined
      ? hangingLines([span(`${glyphs.warning} ${printable(source.note)}`, 'warning')], columns, 1)
      : []),
  ],
  content: (screen) => {
    const { source, of } = screen;
    if (source.state === 'reading') return textContent([], { empty: [`Reading ${whereText(of)}`] });
    if (source.state === 'unavailable')
      return textContent([], { empty: [source.why, 'd describes it from what was read.'] });
    return remember(contents, source.lines, () =>
      textContent(
        source.lines.map((text, i) => {
          const number = source.unfolded === true && i > 0 ? '' : String(source.firstLine + i);
          return { line: () => yamlLine(text, number) };
        }),
      ),
    );
  },
};

const contents = new WeakMap<readonly string[], Content>();

function whereText(of: TextPlace): string {
  if (of.from === 'file') return printable(of.file);
  const { kind, namespace, name } = of.object;
  return `${objectText({ kind, namespace, name })}, asked of the cluster`;
}

/** The lines of a YAML screen have ids by position; this is the id of a line of the file. */
export function yamlLineId(lineInFile: number, firstLine: number): string {
  return `line/${Math.max(0, lineInFile - firstLine)}`;
}

const NUMBER_COLUMNS = 5;

/** A longer line is no text somebody reads. */
const MOST_COLUMNS = 2000;

function yamlLine(text: string, number: string): Line {
  const gutter = span(`${number.padStart(NUMBER_COLUMNS)}  `, 'dim');
  return [gutter, ...highlighted(printable(text.slice(0, MOST_COLUMNS)))];
}

// Enough to find one's way: keys, comments, and everything else. Not a parser.
function highlighted(text: string): Line {
  const comment = /^(\s*)(#.*)$/.exec(text);
  if (comment !== null) return [span(comment[1] ?? ''), span(comment[2] ?? '', 'dim')];
  const pair = /^(\s*(?:- )*)([\w./"'-]+:)(\s.*)?$/.exec(text);
  if (pair === null) return [span(text)];
  return [span(pair[1] ?? ''), span(pair[2] ?? '', 'key'), span(pair[3] ?? '')].filter((piece) => piece.text !== '');
}
