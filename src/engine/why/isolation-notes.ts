import type { CompiledPolicy, Direction } from '../../model/policies.ts';
import { type AnsweredSide, policiesOfSubject } from './answered-side.ts';

/**
 * A policy that isolates, or fails to, where its author may have meant otherwise (semantics §1.2).
 *
 * `by-default`: only egress rules and no `policyTypes` are written, so it isolates for ingress. `no-rules`: the direction is among its
 * types and only the other has rules. `not-in-force`: rules for the direction are written, and it is not among its types.
 */
export interface IsolationNote {
  readonly kind: 'by-default' | 'no-rules' | 'not-in-force';
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
}

/** Of the policies that select the subject; `no-rules` and `by-default` only where the side is denied for want of a rule. */
export function isolationNotes(answered: AnsweredSide): readonly IsolationNote[] {
  const { side } = answered;
  const { direction, reason } = side;
  const isDenied = reason.kind === 'isolated';
  if (!isDenied && reason.kind !== 'not-isolated') return [];
  return policiesOfSubject(answered).flatMap((policy): readonly IsolationNote[] => {
    const kind = noteKind(policy, direction);
    if (kind === undefined || isDenied !== policy.isolates.includes(direction)) return [];
    return [{ kind, policy, direction }];
  });
}

function noteKind(policy: CompiledPolicy, direction: Direction): IsolationNote['kind'] | undefined {
  const { isolates, rules, inert, form } = policy;
  if (!isolates.includes(direction)) {
    const isWritten = inert.some(({ ref }) => ref.direction === direction);
    return isWritten || (form === 'egress-list-without-type' && direction === 'egress') ? 'not-in-force' : undefined;
  }
  if (form === 'ingress-by-default' && direction === 'ingress') return 'by-default';
  const isAboutTheOther = rules.length > 0 && rules.every(({ ref }) => ref.direction !== direction);
  return isAboutTheOther ? 'no-rules' : undefined;
}
