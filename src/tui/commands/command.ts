import type { Context } from '../screens/content.ts';
import type { Subject } from '../state/screens.ts';
import type { Action } from '../state/state.ts';

/** One word behind `:`. */
export interface Command {
  /** The first is the one that is shown; the others are what fingers know from k9s and kubectl. */
  readonly names: readonly [string, ...string[]];
  /** As help shows it. */
  readonly parameters: string;
  readonly title: string;
  /** What it does, or why it cannot; `subject` is what is selected. */
  readonly run: (
    parameters: readonly string[],
    context: Context,
    subject: Subject | undefined,
  ) => readonly Action[] | string;
  /** What may stand in place of its last parameter. */
  readonly complete?: (parameters: readonly string[], context: Context) => readonly string[];
}
