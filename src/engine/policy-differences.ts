import type { Pod } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import { type CompiledPolicy, type Direction, formatPolicy } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { changedPolicies } from './changed-policies.ts';
import { eachInSteps, type InSteps } from './in-steps.ts';
import { isSelectable, labelsOfHosts, selection } from './match.ts';
import type { States } from './paired-pods.ts';

/** What differs between two states beside their pods. */
export interface PolicyDifferences {
  /** Policies that are on one side only, or otherwise on the other. */
  readonly before: ChangedSide;
  readonly after: ChangedSide;
  /** Whether the network plugin, policies that are not evaluated and what was not read are the same, so that pods alike are treated alike. */
  readonly sameSurroundings: boolean;
  /** Whether nodes are: they matter to pods that speak for one. */
  readonly sameNodes: boolean;
}

/** The policies of one side that are not so on the other. */
export interface ChangedSide {
  /** Whether one of them selects the pod, or may, and has something to say in this direction. */
  readonly selects: (pod: Pod, direction: Direction) => boolean;
}

/** What differs, by small steps. Policies that are the same object on both sides are not read. */
export function* policyDifferencesInSteps({ before, after }: States): InSteps<PolicyDifferences> {
  const { gone, come } = changedPolicies(before.policies, after.policies);
  yield;
  const [was, is] = [yield* meaningsInSteps(gone), yield* meaningsInSteps(come)];
  return {
    before: changedSide(otherwise(was, is), before),
    after: changedSide(otherwise(is, was), after),
    sameSurroundings: haveSameSurroundings(before, after),
    sameNodes: yield* haveSameNodes(before, after),
  };
}

/** Policies, each under what it means. */
type Meanings = ReadonlyMap<string, CompiledPolicy>;

/** So many to a step, of whatever is written out. */
const IN_A_STEP = 16;

function* meaningsInSteps(policies: readonly CompiledPolicy[]): InSteps<Meanings> {
  const meanings = new Map<string, CompiledPolicy>();
  yield* eachInSteps(policies, IN_A_STEP, (policy) =>
    meanings.set(`${formatPolicy(policy.ref)} ${textOf(policy)}`, policy),
  );
  return meanings;
}

function otherwise(own: Meanings, others: Meanings): readonly CompiledPolicy[] {
  return [...own].flatMap(([meaning, policy]) => (others.has(meaning) ? [] : [policy]));
}

function haveSameSurroundings(before: Snapshot, after: Snapshot): boolean {
  const [was, is] = [before, after].map((snapshot) => {
    const { foreign, gaps, plugin } = snapshot;
    return [foreign, gaps, plugin.enforces, labelsOfHosts(snapshot)];
  });
  return was?.every((part, index) => isSame(part, is?.[index])) === true;
}

function* haveSameNodes(before: Snapshot, after: Snapshot): InSteps<boolean> {
  if (before.nodes === after.nodes) return true;
  if (before.nodes.size !== after.nodes.size) return false;
  let areSame = true;
  yield* eachInSteps(before.nodes, IN_A_STEP, ([name, node]) => {
    areSame &&= isSame(node, after.nodes.get(name));
  });
  return areSame;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || textOf(a) === textOf(b);
}

/** What is meant, without where it is written. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'origin' || key === 'path') return undefined;
    if (part instanceof Map) return [...part].sort();
    return typeof part === 'bigint' ? String(part) : part;
  });
}

// Of two clusters that have little in common, thousands of policies would be asked about each of thousands of pods.
function changedSide(policies: readonly CompiledPolicy[], snapshot: Snapshot): ChangedSide {
  const byNamespace = new Map<string, CompiledPolicy[]>();
  const clusterWide: CompiledPolicy[] = [];
  for (const policy of policies) {
    const { namespaces } = policy.subject;
    if (namespaces.kind !== 'named') clusterWide.push(policy);
    else remember(byNamespace, namespaces.name, () => [] as CompiledPolicy[]).push(policy);
  }
  return {
    selects: (pod, direction) =>
      isSelectable(pod) &&
      [byNamespace.get(pod.namespace) ?? [], clusterWide].some((list) =>
        list.some((policy) => saysSomething(policy, direction) && selection(policy.subject, pod, snapshot) !== 'no'),
      ),
  };
}

function saysSomething({ isolates, rules }: CompiledPolicy, direction: Direction): boolean {
  return isolates.includes(direction) || rules.some(({ ref }) => ref.direction === direction);
}
