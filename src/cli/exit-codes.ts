import type { Decision } from '../model/verdict.ts';

/** cli.md, exit codes. */
export const EXIT_OK = 0;
const EXIT_DENIED = 1;
/** `lint` found something as severe as asked for; `diff` a difference. */
export const EXIT_FOUND = 1;
export const EXIT_USAGE = 2;
export const EXIT_UNKNOWN = 3;
/** A bug in this program, as sysexits has it. */
export const EXIT_BUG = 70;

export function exitCodeOf(decision: Decision): number {
  switch (decision) {
    case 'allowed':
      return EXIT_OK;
    case 'denied':
      return EXIT_DENIED;
    case 'unknown':
      return EXIT_UNKNOWN;
  }
}
