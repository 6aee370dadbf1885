/** What a terminal says besides keys. Columns and rows are counted from 0. */
export type Report =
  | { readonly kind: 'background'; readonly colour: string }
  /** The answer to DA1: whatever was asked before it and is not answered by now will not be. */
  | { readonly kind: 'attributes' }
  | {
      readonly kind: 'mouse';
      readonly button: 'left' | 'wheel-up' | 'wheel-down';
      readonly column: number;
      readonly row: number;
    };

export interface Separated {
  /** What was typed or pasted. */
  readonly keys: string;
  readonly reports: readonly Report[];
  /** The beginning of what may become a report, to stand before the next piece. */
  readonly rest: string;
}

// Answers to OSC queries, to DA1, and presses, releases and turns of the mouse in the SGR form.
const REPORTS =
  /\u001b\](\d+);([^\u0007\u001b]*)(?:\u0007|\u001b\\)|\u001b\[\?[\d;]*c|\u001b\[<(\d+);(\d+);(\d+)([Mm])/g;
const BEGINNING = /\u001b(?:\](?:\d[^\u0007\u001b]*\u001b?)?|\[(?:[?<][\d;]*)?)$/;
/** No report is longer: what goes on without an end was typed after all. */
const LONGEST = 256;

/** Takes the terminal's reports out of what came from it. A lone escape is a key. */
export function separateReports(before: string, piece: string): Separated {
  const input = before + piece;
  if (!input.includes('\u001b')) return { keys: input, reports: [], rest: '' };
  const reports: Report[] = [];
  const keys = input.replace(REPORTS, (...match: (string | undefined)[]) => {
    const report = reportOf(match);
    if (report !== undefined) reports.push(report);
    return '';
  });
  const rest = BEGINNING.exec(keys)?.[0] ?? '';
  return rest.length === 0 || rest.length > LONGEST
    ? { keys, reports, rest: '' }
    : { keys: keys.slice(0, -rest.length), reports, rest };
}

function reportOf([, osc, text = '', button, column, row, press]: readonly (string | undefined)[]): Report | undefined {
  if (osc !== undefined) return osc === '11' ? { kind: 'background', colour: text } : undefined;
  if (button === undefined) return { kind: 'attributes' };
  const name = press === 'M' ? BUTTONS[button] : undefined;
  return name && { kind: 'mouse', button: name, column: Number(column) - 1, row: Number(row) - 1 };
}

const BUTTONS: Readonly<Record<string, 'left' | 'wheel-up' | 'wheel-down'>> = {
  '0': 'left',
  '64': 'wheel-up',
  '65': 'wheel-down',
};
