import type { Caveat, Verdict } from '../../model/verdict.ts';
import type { PairAnswer } from '../check.ts';

/**
 * What may make the real cluster answer otherwise, of the connection and of the way it was asked; only what can change this answer.
 * What a network plugin is known to do differently belongs here too, for it depends on the snapshot and not on one connection.
 */
export function caveatsFor(pair: PairAnswer, verdict: Verdict): readonly Caveat[] {
  return [...verdict.caveats, ...pingCaveat(pair, verdict)];
}

// Who asks which ports are open may well try with a ping, of which policies say nothing (semantics §1.11).
function pingCaveat({ port, source, destination }: PairAnswer, { egress, ingress }: Verdict): readonly Caveat[] {
  if (port !== undefined) return [];
  const podKeys = [
    { side: egress, end: source },
    { side: ingress, end: destination },
  ].flatMap(({ side, end }) => (end.kind === 'pod' && side.trace.length > 0 ? [end.pod.key] : []));
  return podKeys.length === 0 ? [] : [{ kind: 'ping', podKeys }];
}
