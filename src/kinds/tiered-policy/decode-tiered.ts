import type { PolicyRef } from '../../model/policies.ts';
import type { FieldPath, RawObject } from '../../model/raw-object.ts';
import { formatPath } from '../../model/raw-object.ts';
import type { DecodeContext, DecodeResult } from '../decoded.ts';
import { duplicateKeyProblems } from '../duplicate-keys.ts';
import type { FieldProblem } from '../field-problem.ts';
import { diagnosticOf } from '../field-problem.ts';
import type { Shape, UnknownField } from '../field-reader.ts';
import { readFields } from '../field-reader.ts';
import { historyIn } from '../object-history.ts';
import { quoted } from '../quoting.ts';
import { compileTiered } from './compile-tiered.ts';
import { wrongCrdType } from './crd-problem.ts';
import { droppedFieldProblem } from './dropped-tiered-field.ts';
import { tieredProblems } from './tiered-problems.ts';
import type { RawTieredPolicy, TieredForm } from './tiered-shape.ts';
import { membersOf, PEER_FIELD } from './tiered-shape.ts';

/** How one kind is written, and how that is brought under one name. */
export interface TieredKind<T, P> {
  readonly shape: Shape<T>;
  readonly read: (value: T) => RawTieredPolicy<P>;
  readonly form: TieredForm<P>;
}

/**
 * A policy of the tiers above and below NetworkPolicy, in the neutral form. What every server refuses is not compiled; what a lenient
 * one drops is dropped, except that a peer or port of which nothing is left makes its rule fail closed (semantics §4.3).
 */
export function decodeTiered<T, P>(
  raw: RawObject,
  { id, interner }: DecodeContext,
  kind: TieredKind<T, P>,
): DecodeResult {
  const { value, wrongTypes, unknownFields } = readFields(raw.value, kind.shape);
  const policy = kind.read(value);
  const { form } = kind;
  const newer = newerEntries(policy, unknownFields, form);
  const found = wrongTypes.length > 0 ? wrongTypes.map(wrongCrdType) : tieredProblems(policy, { id, form, newer });
  const refusal = found.find((problem) => problem.refuses);
  const dropped = unknownFields.map((unknown) => droppedFieldProblem(unknown, { policy, form, newer, refusal }));
  const problems = [...found, ...dropped, ...duplicateKeyProblems(raw)];
  const diagnostics = problems.map((problem) => diagnosticOf(inServerWords(problem, id), { id, origin: raw.origin }));
  if (refusal !== undefined) return { decoded: { kind: 'refused' }, diagnostics };
  const ref: PolicyRef = { ...id, namespace: undefined, origin: raw.origin, ...historyIn(raw, interner) };
  return { decoded: compileTiered(policy, { ref, form, interner, newer }), diagnostics };
}

/** Entries of rules that are empty but for fields this release does not know. */
function newerEntries<P>(
  policy: RawTieredPolicy<P>,
  unknownFields: readonly UnknownField[],
  form: TieredForm<P>,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { path } of unknownFields) {
    const entryPath = path.slice(0, -1);
    const entry = entryAt(policy, entryPath, form);
    if (entry !== undefined && membersOf(entry.value, entry.known).length === 0) found.add(formatPath(entryPath));
  }
  return found;
}

/** The peer or port at `spec.ingress[0].from[1]`, undefined when the path leads to something else. */
function entryAt<P>(
  policy: RawTieredPolicy<P>,
  path: FieldPath,
  form: TieredForm<P>,
): { readonly value: object; readonly known: readonly string[] } | undefined {
  const [spec, direction, ruleIndex, field, index] = path;
  if (path.length !== 5 || spec !== 'spec' || (direction !== 'ingress' && direction !== 'egress')) return undefined;
  const rule = policy.rules[direction][Number(ruleIndex)];
  const peer = field === PEER_FIELD[direction] ? rule?.peers?.[Number(index)] : undefined;
  if (peer !== undefined) return { value: peer, known: form.members[direction] };
  const port: unknown = field === form.portsField ? rule?.ports?.[Number(index)] : undefined;
  return typeof port === 'object' && port !== null ? { value: port, known: form.portMembers } : undefined;
}

/** The server's answer as kubectl prints it. */
function inServerWords(problem: FieldProblem, { kind, name }: DecodeContext['id']): FieldProblem {
  if (!problem.refuses) return problem;
  return { ...problem, strict: `The ${kind} ${quoted(name)} is invalid: ${problem.strict}` };
}
