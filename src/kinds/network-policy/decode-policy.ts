import type { PolicyRef } from '../../model/policies.ts';
import type { RawObject } from '../../model/raw-object.ts';
import { formatPath } from '../../model/raw-object.ts';
import type { DecodeContext, DecodeResult } from '../decoded.ts';
import { duplicateKeyProblems } from '../duplicate-keys.ts';
import type { FieldProblem } from '../field-problem.ts';
import { diagnosticOf, wrongType } from '../field-problem.ts';
import type { UnknownField } from '../field-reader.ts';
import { readFields } from '../field-reader.ts';
import { historyIn } from '../object-history.ts';
import { suppressionIn } from '../object-meta.ts';
import { quoted } from '../quoting.ts';
import { compilePolicy } from './compile-policy.ts';
import { effectOfDropping } from './dropped-field.ts';
import { policyProblems } from './policy-problems.ts';
import type { RawNetworkPolicy } from './policy-shape.ts';
import { NO_SPEC, networkPolicyShape } from './policy-shape.ts';
import { withForms } from './written-forms.ts';

/**
 * A networking.k8s.io/v1 NetworkPolicy in the neutral form. What every API server refuses (400 for a wrong type, 422 for an
 * invalid value) is not compiled; what only a strict one refuses is compiled as a lenient one stores it (semantics §3.1).
 */
export function decodeNetworkPolicy(raw: RawObject, { id, interner }: DecodeContext): DecodeResult {
  const { value: policy, wrongTypes, unknownFields } = readFields(raw.value, networkPolicyShape);
  // A server that cannot decode the object never validates it, and the zero values standing in would raise false alarms.
  const found = wrongTypes.length > 0 ? wrongTypes.map(wrongType) : policyProblems(policy, id);
  const fatal = raw.origin.kind === 'cluster' ? found.map(toleratedWhenStored) : found;
  const problems = [...fatal, ...droppedFieldProblems(unknownFields, policy, fatal), ...duplicateKeyProblems(raw)];
  const diagnostics = problems.map((problem) => diagnosticOf(asStored(problem, id.name), { id, origin: raw.origin }));
  if (fatal.some((problem) => problem.refuses)) return { decoded: { kind: 'refused' }, diagnostics };
  const ref: PolicyRef = { ...id, origin: raw.origin, ...historyIn(raw, interner) };
  const compiled = compilePolicy(policy.spec ?? NO_SPEC, { ref, namespace: id.namespace, interner });
  return { decoded: { kind: 'policy', policy: { ...withForms(compiled, raw), ...suppressionIn(raw) } }, diagnostics };
}

function droppedFieldProblems(
  unknownFields: readonly UnknownField[],
  policy: RawNetworkPolicy,
  fatal: readonly FieldProblem[],
): readonly FieldProblem[] {
  const refusal = fatal.find((problem) => problem.refuses);
  return unknownFields.map((unknown) => {
    const { effect, remedy } = effectOfDropping(unknown, policy);
    const lenient =
      refusal === undefined ? `dropped; ${effect}` : `dropped; what is left is refused as well: ${refusal.strict}`;
    return {
      code: 'unknown-field',
      severity: 'error',
      path: unknown.path,
      message: `there is no field ${quoted(String(unknown.path.at(-1)))} ${holderInWords(unknown)}`,
      strict: `strict decoding error: unknown field ${quoted(formatPath(unknown.path))}`,
      lenient,
      ...(remedy === undefined ? {} : { remedy }),
      refuses: false,
    };
  });
}

function holderInWords({ path }: UnknownField): string {
  return path.length === 1 ? 'at the top of a NetworkPolicy' : `in ${formatPath(path.slice(0, -1))}`;
}

/** The server's answer as kubectl prints it: the object is named where validation speaks. */
function asStored(problem: FieldProblem, name: string): FieldProblem {
  if (!problem.refuses || problem.code === 'wrong-type') return problem;
  return { ...problem, strict: `The NetworkPolicy ${quoted(name)} is invalid: ${problem.strict}` };
}

/** What a cluster gave us it has stored; checks made since then only hold for new objects. */
function toleratedWhenStored(problem: FieldProblem): FieldProblem {
  if (problem.onlyOnCreate !== true) return problem;
  return { ...problem, severity: 'warning', refuses: false, lenient: 'kept as it was stored' };
}
