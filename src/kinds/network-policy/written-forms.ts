import type { CompiledPolicy, CompiledRule, Direction, PolicyForm, RuleForm } from '../../model/policies.ts';
import type { RawObject } from '../../model/raw-object.ts';
import { isObject } from '../field-reader.ts';
import { PEER_FIELD } from './policy-shape.ts';

/** The policy with a note of what is written in a way that reads otherwise than it works. Its meaning stays the same. */
export function withForms(policy: CompiledPolicy, raw: RawObject): CompiledPolicy {
  const spec = fieldOf(raw.value, 'spec');
  const form = policyForm(policy, spec);
  const noted = (rules: readonly CompiledRule[]): readonly CompiledRule[] =>
    rules.map((rule) => {
      const written = ruleForm(rule, spec);
      return written === undefined ? rule : { ...rule, form: written };
    });
  return { ...policy, rules: noted(policy.rules), ...(form === undefined ? {} : { form }) };
}

function policyForm(policy: CompiledPolicy, spec: unknown): PolicyForm | undefined {
  const types = fieldOf(spec, 'policyTypes');
  const isWritten = Array.isArray(types) && types.length > 0;
  const onlyEgress = policy.rules.length > 0 && policy.rules.every(({ ref }) => ref.direction === 'egress');
  // An empty list of ingress rules says that ingress is meant.
  if (!isWritten && onlyEgress && fieldOf(spec, 'ingress') === undefined) return 'ingress-by-default';
  const egress = fieldOf(spec, 'egress');
  const isEmpty = Array.isArray(egress) && egress.length === 0;
  if (isEmpty && !policy.isolates.includes('egress')) return 'egress-list-without-type';
  const isNull = (direction: Direction): boolean =>
    fieldOf(spec, direction) === null && policy.isolates.includes(direction);
  if (isNull('ingress')) return 'null-ingress';
  return isNull('egress') ? 'null-egress' : undefined;
}

function ruleForm({ ref }: CompiledRule, spec: unknown): RuleForm | undefined {
  const rules = fieldOf(spec, ref.direction);
  const rule: unknown = Array.isArray(rules) ? rules[ref.index] : undefined;
  if (rule === null) return 'null-rule';
  const peers = fieldOf(rule, PEER_FIELD[ref.direction]);
  if (peers === null) return 'null-peers';
  return Array.isArray(peers) && peers.length === 0 ? 'empty-peers' : undefined;
}

function fieldOf(object: unknown, field: string): unknown {
  return isObject(object) && Object.hasOwn(object, field) ? object[field] : undefined;
}
