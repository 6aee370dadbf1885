import type { FlowVerdict, SideVerdict, Verdict } from '../model/verdict.ts';

/**
 * The answer where nothing enforces policies: allowed, with what they would say kept beside it. What no policy decides stays as it
 * is: two ends without a family in common, a pod to itself, a pod that is no more (semantics §2, §6).
 */
export function withoutEnforcement(asWritten: FlowVerdict, plugin: string | undefined): FlowVerdict {
  if (isBeyondPolicies(asWritten.verdict)) return asWritten;
  const { verdict, byFamily } = asWritten;
  const families = [...new Set(byFamily.flatMap((each) => each.families))];
  const open: Verdict = {
    decision: 'allowed',
    families,
    egress: opened(verdict.egress, plugin),
    ingress: opened(verdict.ingress, plugin),
    caveats: [],
  };
  return { decision: 'allowed', verdict: open, byFamily: [open], asWritten };
}

function opened({ direction, decision }: SideVerdict, plugin: string | undefined): SideVerdict {
  return { direction, decision: 'allowed', reason: { kind: 'not-enforced', plugin, otherwise: decision }, trace: [] };
}

function isBeyondPolicies({ egress, ingress }: Verdict): boolean {
  return [egress, ingress].some(({ reason }) => {
    if (reason.kind === 'no-common-family') return true;
    if (reason.kind === 'exempt') return reason.exemption === 'self';
    if (reason.kind !== 'unknown') return false;
    return reason.because.every(
      (because) =>
        because.kind === 'finished-pod' ||
        (because.kind === 'not-readable' && because.missing.what === 'node-addresses'),
    );
  });
}
