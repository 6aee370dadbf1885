import type { Pod } from '../model/cluster-objects.ts';
import { type CompiledPolicy, type Direction, formatPolicy } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isSelectable, selection } from './match.ts';
import type { States } from './paired-pods.ts';

/** What differs between two states beside their pods. */
export interface PolicyDifferences {
  /** Policies that are on one side only, or otherwise on the other. */
  readonly before: readonly CompiledPolicy[];
  readonly after: readonly CompiledPolicy[];
  /** Whether nodes, the network plugin, policies that are not evaluated and what was not read are the same, so that pods alike are treated alike. */
  readonly sameSurroundings: boolean;
}

export function policyDifferences({ before, after }: States): PolicyDifferences {
  const [was, is] = [byMeaning(before), byMeaning(after)];
  return {
    before: before.policies.filter((policy) => !is.has(meaningOf(policy))),
    after: after.policies.filter((policy) => !was.has(meaningOf(policy))),
    sameSurroundings: surroundings(before) === surroundings(after),
  };
}

function byMeaning({ policies }: Snapshot): ReadonlySet<string> {
  return new Set(policies.map(meaningOf));
}

const meanings = new WeakMap<CompiledPolicy, string>();

function meaningOf(policy: CompiledPolicy): string {
  const known = meanings.get(policy);
  if (known !== undefined) return known;
  const text = `${formatPolicy(policy.ref)} ${textOf(policy)}`;
  meanings.set(policy, text);
  return text;
}

function surroundings({ nodes, foreign, gaps, plugin }: Snapshot): string {
  return textOf([[...nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), foreign, gaps, plugin.enforces]);
}

/** What is meant, without where it is written. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'origin' || key === 'path') return undefined;
    if (part instanceof Map) return [...part].sort();
    return typeof part === 'bigint' ? String(part) : part;
  });
}

/** Whether one of these policies selects the pod, or may, and has something to say in this direction. */
export function isSelectedByAny(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  { pod, snapshot }: { readonly pod: Pod; readonly snapshot: Snapshot },
): boolean {
  return (
    isSelectable(pod) &&
    policies.some(
      (policy) =>
        (policy.isolates.includes(direction) || policy.rules.some(({ ref }) => ref.direction === direction)) &&
        selection(policy.subject, pod, snapshot) !== 'no',
    )
  );
}
