import type { LabelSelector, Requirement } from '../model/labels.ts';
import { selectorOf } from '../model/labels.ts';
import type { FieldPath } from '../model/raw-object.ts';
import type { FieldProblem } from './field-problem.ts';
import { forbidden, invalid, required } from './field-problem.ts';
import type { Read } from './field-reader.ts';
import { list, struct, text, textMap } from './field-reader.ts';
import { nearestName } from './nearest-name.ts';
import { labelKeyFault, labelMapProblems, labelValueFault } from './object-names.ts';
import { quoted } from './quoting.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;
type Operator = (typeof OPERATORS)[number];

/** meta/v1 LabelSelector. */
export const labelSelectorShape = struct('v1.LabelSelector', {
  matchLabels: textMap,
  matchExpressions: list(
    struct('v1.LabelSelectorRequirement', {
      key: text(),
      operator: text('v1.LabelSelectorOperator'),
      values: list(text()),
    }),
  ),
});

export type RawSelector = Read<typeof labelSelectorShape>;
type RawRequirement = NonNullable<RawSelector['matchExpressions']>[number];

/** What a server refuses about a selector (semantics §3.2). */
export function selectorProblems(selector: RawSelector, path: FieldPath): readonly FieldProblem[] {
  return [
    ...labelMapProblems(selector.matchLabels ?? new Map(), [...path, 'matchLabels']),
    ...(selector.matchExpressions ?? []).flatMap((requirement, index) =>
      requirementProblems(requirement, [...path, 'matchExpressions', index]),
    ),
  ];
}

function requirementProblems(requirement: RawRequirement, path: FieldPath): readonly FieldProblem[] {
  const key = requirement.key ?? '';
  const fault = labelKeyFault(key);
  const keyProblems =
    fault === undefined
      ? []
      : [invalid({ path: [...path, 'key'], value: key, message: `${quoted(key)} is not a label key`, detail: fault })];
  return [...operatorProblems(requirement, path), ...keyProblems, ...valueProblems(requirement, path)];
}

function operatorProblems(requirement: RawRequirement, path: FieldPath): readonly FieldProblem[] {
  const written = requirement.operator ?? '';
  const operator = operatorOf(written);
  const values = requirement.values ?? [];
  if (operator === undefined) {
    const meant = nearestName(written, OPERATORS);
    return [
      invalid({
        path: [...path, 'operator'],
        value: written,
        message: `${quoted(written)} is not an operator of label selectors; there are ${OPERATORS.join(', ')}`,
        detail: 'not a valid selector operator',
        ...(meant === undefined ? {} : { remedy: `write \`${meant}\`` }),
      }),
    ];
  }
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values.length === 0) {
    return [
      required({
        path: [...path, 'values'],
        message: `operator ${operator} compares with a list of values, and there is none`,
        detail: "must be specified when `operator` is 'In' or 'NotIn'",
        remedy: 'list at least one value, or use Exists or DoesNotExist',
      }),
    ];
  }
  if (!takesValues && values.length > 0) {
    return [
      forbidden({
        path: [...path, 'values'],
        message: `operator ${operator} asks only whether the key is there, and takes no values`,
        detail: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        remedy: `remove the values, or write operator ${operator === 'Exists' ? 'In' : 'NotIn'}`,
      }),
    ];
  }
  return [];
}

function valueProblems(requirement: RawRequirement, path: FieldPath): readonly FieldProblem[] {
  return (requirement.values ?? []).flatMap((value, index) => {
    const fault = labelValueFault(value);
    if (fault === undefined) return [];
    return [
      invalid({
        path: [...path, 'values', index],
        value,
        message: `${quoted(value)} is not a label value, so no label can be equal to it`,
        detail: fault,
        onlyOnCreate: true,
      }),
    ];
  });
}

/** The selector's meaning: every entry of matchLabels and every expression must hold (semantics §1.5). */
export function compileSelector(selector: RawSelector): LabelSelector {
  const equalities = [...(selector.matchLabels ?? [])].map(
    ([key, value]): Requirement => ({ operator: 'In', key, values: [value] }),
  );
  return selectorOf([...equalities, ...(selector.matchExpressions ?? []).flatMap(compileRequirement)]);
}

function compileRequirement(requirement: RawRequirement): readonly Requirement[] {
  const key = requirement.key ?? '';
  const operator = operatorOf(requirement.operator ?? '');
  // Only an operator that the checks above have refused is not known; such an object is never evaluated.
  if (operator === undefined) return [];
  if (operator === 'Exists' || operator === 'DoesNotExist') return [{ operator, key }];
  return [{ operator, key, values: requirement.values ?? [] }];
}

function operatorOf(written: string): Operator | undefined {
  return OPERATORS.find((operator) => operator === written);
}
