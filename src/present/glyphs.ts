import type { IsolationState } from '../engine/effective.ts';
import type { Decision } from '../model/verdict.ts';

/** Signs that stand beside words, never instead of them; each one column wide. */
export interface Glyphs {
  readonly allowed: string;
  readonly denied: string;
  readonly unknown: string;
  readonly open: string;
  readonly rules: string;
  readonly sealed: string;
  readonly right: string;
  readonly left: string;
  readonly up: string;
  readonly down: string;
  readonly ellipsis: string;
  readonly dot: string;
  readonly bar: string;
  readonly separator: string;
  readonly pointer: string;
  /** A bar's cells from empty to full. */
  readonly blocks: readonly string[];
  readonly error: string;
  readonly warning: string;
  readonly info: string;
  readonly live: string;
  /** Cells of a matrix: how many of the connections are open. */
  readonly cellAll: string;
  readonly cellSome: string;
  readonly cellNone: string;
}

export const UNICODE: Glyphs = {
  allowed: '✓',
  denied: '✗',
  unknown: '?',
  open: '○',
  rules: '◐',
  sealed: '●',
  right: '→',
  left: '←',
  up: '↑',
  down: '↓',
  ellipsis: '…',
  dot: '·',
  bar: '│',
  separator: '›',
  pointer: '▸',
  blocks: [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  error: '✗',
  warning: '▲',
  info: '·',
  live: '●',
  cellAll: '█',
  cellSome: '▒',
  cellNone: '·',
};

export const ASCII: Glyphs = {
  allowed: '+',
  denied: 'x',
  unknown: '?',
  open: 'o',
  rules: '~',
  sealed: '#',
  right: '>',
  left: '<',
  up: '^',
  down: 'v',
  ellipsis: '~',
  dot: '-',
  bar: '|',
  separator: '>',
  pointer: '>',
  blocks: [' ', '-', '=', '#'],
  error: 'x',
  warning: '!',
  info: '-',
  live: '*',
  cellAll: '#',
  cellSome: '+',
  cellNone: '.',
};

export function glyphsFor(charset: 'unicode' | 'ascii'): Glyphs {
  return charset === 'ascii' ? ASCII : UNICODE;
}

/** Whether a terminal with this environment is better served with ASCII: asked for, another character set in its locale, a bare console. */
export function prefersAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['NETPOL_TUI_ASCII'] === '1') return true;
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return true;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale !== undefined && !/utf-?8/i.test(locale);
}

export function decisionGlyph(decision: Decision, glyphs: Glyphs): string {
  return glyphs[decision];
}

/** `○ open`, `◐ 3 rules`, `● sealed`: sign and word. */
export function isolationWords(state: IsolationState, ruleCount: number, glyphs: Glyphs): string {
  switch (state) {
    case 'open':
      return `${glyphs.open} open`;
    case 'rules':
      return `${glyphs.rules} ${ruleCount} ${ruleCount === 1 ? 'rule' : 'rules'}`;
    case 'sealed':
      return `${glyphs.sealed} sealed`;
    case 'unknown':
      return `${glyphs.unknown} unknown`;
  }
}
