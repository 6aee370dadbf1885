import type { CompiledPolicy } from '../../model/policies.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Effects } from '../difference-rows.ts';
import type { InSteps } from '../in-steps.ts';
import { type PolicyChange, snapshotAfter } from './edit.ts';
import { effectsInSteps } from './effects.ts';

/** What would change without a policy: the connections that open, and those that close where it allowed them. */
export function* removalInSteps(snapshot: Snapshot, policy: CompiledPolicy): InSteps<Effects> {
  const changes = [emptied(policy)];
  return yield* effectsInSteps({ before: snapshot, after: snapshotAfter(snapshot, changes), changes, asked: [] });
}

// A policy that isolates nothing and has no rule is as good as none, and still says whom it was about.
function emptied(policy: CompiledPolicy): PolicyChange {
  return { before: policy, after: { ...policy, isolates: [], rules: [], inert: [] }, directions: DIRECTIONS };
}
