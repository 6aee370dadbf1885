import type { Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Decision } from '../model/verdict.ts';
import { type CheckAnswer, type CheckProblem, check, isProblem } from './check.ts';

/** `partly`: of several connections some are allowed and some denied. */
export type Expected = Decision | 'partly';

/** What somebody expects of a connection (docs/assertions.md). */
export interface Assertion {
  readonly name: string | undefined;
  readonly from: string;
  /** A port may stand behind it, or in `port`. */
  readonly to: string;
  readonly port: number | string | undefined;
  readonly protocol: Protocol | undefined;
  readonly expect: Expected;
  /** Why it is expected: said again where it fails. */
  readonly reason: string | undefined;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** `unknown`: whether it holds depends on something the objects do not say. */
export type AssertionResult =
  | { readonly outcome: 'holds' | 'fails' | 'unknown'; readonly assertion: Assertion; readonly answer: CheckAnswer }
  | { readonly outcome: 'cannot be asked'; readonly assertion: Assertion; readonly problem: CheckProblem };

/**
 * Whether an assertion holds. `allowed` holds when every connection between the two ends is; `denied` when every one is, so that
 * one open replica makes it fail; `partly` when some are and some are not; `unknown` when the answer is. Without a port, `denied` means every port and `allowed` at least one.
 */
export function judge(snapshot: Snapshot, assertion: Assertion, namespace: string): AssertionResult {
  const { from, to, port, protocol } = assertion;
  const query = {
    from,
    to,
    ...(port === undefined ? {} : { port }),
    ...(protocol === undefined ? {} : { protocol }),
  };
  const answer = check(snapshot, query, namespace);
  if (isProblem(answer)) return { outcome: 'cannot be asked', assertion, problem: answer };
  return { outcome: outcomeOf(assertion.expect, answer), assertion, answer };
}

function outcomeOf(expected: Expected, { decision, pairs }: CheckAnswer): 'holds' | 'fails' | 'unknown' {
  const decisions = pairs.map((pair) => pair.decision);
  if (expected === 'partly') {
    if (decisions.includes('allowed') && decisions.includes('denied')) return 'holds';
    return decisions.includes('unknown') ? 'unknown' : 'fails';
  }
  if (expected === 'denied' && decisions.length > 0) {
    if (decisions.includes('allowed')) return 'fails';
    return decisions.includes('unknown') ? 'unknown' : 'holds';
  }
  if (decision === expected) return 'holds';
  return decision === 'unknown' ? 'unknown' : 'fails';
}
