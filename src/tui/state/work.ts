import type { Effects } from '../../engine/difference-rows.ts';
import type { FixAnswer, FixProblem, Wanted } from '../../engine/fix/propose.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** Something to be found out that may take long. Each asking is an object of its own, by which its answer is known again. */
export type Work =
  | {
      readonly kind: 'fixes';
      readonly from: string;
      readonly to: string;
      /** Where unqualified names are looked up. */
      readonly namespace: string;
      readonly wanted: Wanted;
    }
  /** What would change without this policy. */
  | { readonly kind: 'removal'; readonly id: string };

/** What was found out, and of which snapshot. */
export type Worked =
  | { readonly kind: 'fixes'; readonly snapshot: Snapshot; readonly answer: FixAnswer | FixProblem }
  /** Undefined when the policy is gone. */
  | { readonly kind: 'removal'; readonly snapshot: Snapshot; readonly effects: Effects | undefined };
