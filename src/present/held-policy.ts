import type { CompiledPolicy } from '../model/policies.ts';
import type { JsonObject } from './json.ts';
import { policyObject } from './policy-yaml.ts';
import { tieredPolicyObject } from './tiered-policy-yaml.ts';
import { yamlText } from './yaml-text.ts';

/**
 * A policy as a text made of what is evaluated of it, where the object itself is not at hand: its labels, annotations and comments are
 * not in it. Undefined for what cannot be written down again.
 */
export function heldPolicyText(policy: CompiledPolicy): string | undefined {
  const object = heldObject(policy);
  return object === undefined ? undefined : HELD_NOTE + yamlText(object);
}

const HELD_NOTE = '# As it is evaluated: other labels, annotations and comments of the object are not repeated here.\n';

function heldObject(policy: CompiledPolicy): JsonObject | undefined {
  return policy.ref.kind === 'NetworkPolicy' ? policyObject(policy) : tieredPolicyObject(policy);
}
