import type { FieldPath } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import type { RawSelector } from '../label-selector.ts';
import { selectorProblems } from '../label-selector.ts';

/** Something a server stores, for the schema does not look so closely, and that no network plugin can read. */
export function storedUnreadable(problem: FieldProblem): FieldProblem {
  return {
    ...problem,
    strict: 'stored as it is: the schema does not check this, network plugins do',
    lenient: 'stored; what network plugins make of it is not known',
    refuses: false,
  };
}

/** What is wrong with a selector; schemas check neither operators nor label syntax. */
export function storedSelectorProblems(selector: RawSelector | undefined, path: FieldPath): readonly FieldProblem[] {
  return selector === undefined ? [] : selectorProblems(selector, path).map(storedUnreadable);
}

/** Whether a selector means something. */
export function isReadable(selector: RawSelector | undefined): boolean {
  return selector === undefined || selectorProblems(selector, []).length === 0;
}
