import type { Action } from '../state/state.ts';
import type { Taking } from '../state/taking.ts';
import type { Command } from './command.ts';

const ANSWERS = ['text', 'md', 'json', 'command', 'probe', 'assertion'];
const TABLES = ['csv', 'json', 'md'];

const take = (taking: Taking): readonly Action[] => [{ type: 'effect', effect: { kind: 'take', taking } }];

/** Commands that take along what is on the screen. */
export const TAKE_COMMANDS: readonly Command[] = [
  {
    names: ['copy'],
    parameters: '[text|md|json|command|probe|assertion|csv]',
    title:
      'copy the answer of Reach: also as a command, a kubectl probe, an assertion for netpol-tui test; of a list, its rows; without a word, as c',
    run: ([as, ...rest]) =>
      as === undefined
        ? [{ type: 'copy' }]
        : rest.length > 0
          ? `copy wants one of ${ANSWERS.join(', ')}, or for a list ${TABLES.join(', ')}`
          : take({ what: 'copy', as }),
    complete: () => [...ANSWERS, 'csv'],
  },
  {
    names: ['export'],
    parameters: 'csv|json|md [FILE]',
    title: 'write the rows of this list to a file, as they are filtered and sorted',
    run: ([as, ...file]) =>
      as === undefined || !TABLES.includes(as)
        ? `export wants ${TABLES.join(', ')}, and perhaps a file`
        : take({ what: 'export', as, file: pathOf(file) }),
    complete: (parameters) => (parameters.length < 2 ? TABLES : []),
  },
  {
    names: ['report'],
    parameters: '[FILE]',
    title: 'write a page of HTML: the answer, the findings, the list, else all connections',
    run: (file) => take({ what: 'report', file: pathOf(file) }),
  },
];

function pathOf(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : words.join(' ');
}
