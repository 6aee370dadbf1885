import { countHolding } from '../model/binary-search.ts';
import { differences } from '../model/namespaced-map.ts';
import type { CompiledPolicy, PolicyRef } from '../model/policies.ts';
import { isBare, type Kept, type Records } from './object-records.ts';
import { decodedOf } from './records-by-meaning.ts';

/** What there was before. */
interface Before {
  readonly records: Records;
  readonly policies: readonly CompiledPolicy[];
}

/** With more changes than this, everything is sorted again. */
const MOST_SPLICED = 64;

/** All policies in order of evaluation. After few changes the others are not looked at. */
export function policiesInOrder(records: Records, before: Before | undefined): readonly CompiledPolicy[] {
  const changes = before === undefined ? undefined : changesSince(records, before.records);
  const spliced = before === undefined || changes === undefined ? undefined : splicedIn(before.policies, changes);
  if (spliced !== undefined) return spliced;
  return decodedOf(records, 'policy')
    .map(({ policy }) => policy)
    .sort(inOrderOfEvaluation);
}

interface Change {
  readonly gone: CompiledPolicy | undefined;
  readonly come: CompiledPolicy | undefined;
}

function changesSince(records: Records, before: Records): readonly Change[] | undefined {
  const changes: Change[] = [];
  for (const [kind, now] of records) {
    const old = before.get(kind);
    if (now === old || (now.meaning.get('policy') ?? old?.meaning.get('policy')) === undefined) continue;
    if (old === undefined) return undefined;
    for (const { before: was, after: is } of differences(old.all, now.all)) {
      const change = { gone: policyIn(was), come: policyIn(is) };
      if (change.gone !== change.come) changes.push(change);
      if (changes.length > MOST_SPLICED) return undefined;
    }
  }
  return changes;
}

function policyIn(kept: Kept | undefined): CompiledPolicy | undefined {
  if (kept === undefined || isBare(kept)) return undefined;
  return kept.decoded.kind === 'policy' ? kept.decoded.policy : undefined;
}

/** Undefined where something does not stand where it should. */
function splicedIn(
  policies: readonly CompiledPolicy[],
  changes: readonly Change[],
): readonly CompiledPolicy[] | undefined {
  if (changes.length === 0) return policies;
  const spliced = [...policies];
  for (const { gone } of changes) {
    if (gone === undefined) continue;
    const place = placeOf(gone, spliced);
    if (spliced[place] !== gone) return undefined;
    spliced.splice(place, 1);
  }
  for (const { come } of changes) if (come !== undefined) spliced.splice(placeOf(come, spliced), 0, come);
  return spliced;
}

/** Of the first that does not come before the policy. */
function placeOf(policy: CompiledPolicy, sorted: readonly CompiledPolicy[]): number {
  return countHolding(sorted.length, (position) => {
    const other = sorted[position];
    return other !== undefined && inOrderOfEvaluation(other, policy) < 0;
  });
}

/** Tier, precedence, namespace, name; the version last, so that the order never depends on the input's. */
function inOrderOfEvaluation(a: CompiledPolicy, b: CompiledPolicy): number {
  return a.tier.order - b.tier.order || a.precedence - b.precedence || comparePolicyNames(a.ref, b.ref);
}

export function comparePolicyNames(a: PolicyRef, b: PolicyRef): number {
  return (
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name) ||
    compareText(a.kind, b.kind) ||
    compareText(a.apiVersion, b.apiVersion)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
