import type { Line, Style } from '../present/spans.ts';
import type { CliIo, TextOutput } from './io.ts';

/** Turns a line into text for one stream: with colours, or without. */
export type Paint = (line: Line) => string;

const SGR: Readonly<Record<Style, string>> = {
  plain: '',
  title: '1',
  dim: '2',
  strong: '1',
  key: '36',
  allowed: '32',
  denied: '31',
  unknown: '33',
  open: '33',
  rules: '36',
  sealed: '35',
  warning: '33',
  error: '31',
  info: '34',
  namespace: '36',
  policy: '36',
  link: '4',
  code: '36',
  match: '32',
  nearmiss: '33',
  caret: '',
  found: '',
};

const plainPaint: Paint = (line) => line.map((piece) => piece.text).join('');

const colourPaint: Paint = (line) =>
  line
    .map(({ text, style }) => (SGR[style] === '' || text === '' ? text : `\u001b[${SGR[style]}m${text}\u001b[0m`))
    .join('');

/** Colour on this stream: never with `--no-color` or NO_COLOR, always with FORCE_COLOR, else on a terminal that is not dumb. */
function usesColour(stream: TextOutput, env: CliIo['env'], wanted: boolean): boolean {
  if (!wanted) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  const refused = env['NO_COLOR'];
  if (refused !== undefined && refused !== '') return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

export function paintFor(stream: TextOutput, env: CliIo['env'], wanted: boolean): Paint {
  return usesColour(stream, env, wanted) ? colourPaint : plainPaint;
}
