import { formatPath } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import type { UnknownField } from '../field-reader.ts';
import { nearestName } from '../nearest-name.ts';
import { quoted } from '../quoting.ts';
import type { NewerEntries } from './tiered-problems.ts';
import type { RawTieredPolicy, TieredForm } from './tiered-shape.ts';

interface Setting<P> {
  readonly policy: RawTieredPolicy<P>;
  readonly form: TieredForm<P>;
  readonly newer: NewerEntries;
  /** What every server refuses besides. */
  readonly refusal: FieldProblem | undefined;
}

/** A field that is not in the schema: what happens without it, and what was probably meant. */
export function droppedFieldProblem<P>(unknown: UnknownField, setting: Setting<P>): FieldProblem {
  const { path, known } = unknown;
  const field = String(path.at(-1));
  const holder = path.slice(0, -1);
  const isWholeEntry = setting.newer.has(formatPath(holder));
  const meant = meantBy(field, known, setting.form);
  return {
    code: 'unknown-field',
    severity: 'error',
    path,
    message: `there is no field ${quoted(field)} ${holder.length === 0 ? 'at the top of the policy' : `in ${formatPath(holder)}`}`,
    strict: `strict decoding error: unknown field ${quoted(formatPath(path))}`,
    lenient: isWholeEntry ? wholeEntryInWords(unknown, setting) : droppedInWords(unknown, setting),
    ...(meant === undefined ? {} : { remedy: `did you mean \`${meant}\`?` }),
    refuses: false,
  };
}

/** The two versions have different words for the same things. */
function meantBy<P>(field: string, known: readonly string[], { portsField }: TieredForm<P>): string | undefined {
  if ((field === 'ports' || field === 'protocols') && known.includes(portsField)) return portsField;
  return nearestName(field, known);
}

function wholeEntryInWords<P>({ path }: UnknownField, { policy, form }: Setting<P>): string {
  const [, direction, ruleIndex, field] = path;
  if (field === form.portsField) {
    return 'dropped, and the empty entry that is left is refused as well; a newer API may have the field, so verdicts this policy could change are unknown';
  }
  const rules = direction === 'egress' ? policy.rules.egress : policy.rules.ingress;
  const accepts = form.actions.get(rules[Number(ruleIndex)]?.action ?? '') === 'accept';
  const effect = accepts
    ? 'it matches nothing'
    : 'it denies everything, as the API asks of plugins that do not know a peer';
  return `dropped, and the empty peer that is left is refused as well; a newer API may have the field, so the rule fails closed here: ${effect}`;
}

function droppedInWords<P>({ path, known }: UnknownField, { refusal, form }: Setting<P>): string {
  if (refusal !== undefined) return `dropped; what is left is refused as well: ${refusal.strict}`;
  const field = String(path.at(-1));
  if (known.includes('matchLabels') && typeof path.at(-2) === 'string')
    return 'dropped; the selector asks only for what stands under matchLabels and matchExpressions, and selects everything when that is nothing';
  const isRule = path.length === 4 && path[0] === 'spec';
  if (isRule && meantBy(field, known, form) === form.portsField)
    return `dropped; without \`${form.portsField}\` the rule is about every port`;
  return 'dropped; the rest of the policy stands';
}
