import { subjectId } from '../screens/subjects.ts';
import type { MatrixOf, Screen } from '../state/screens.ts';

/** Whether two screens are one place: it may be looked at in two ways. What is still being written or found out is no place yet. */
export function isSamePlace(one: Screen, other: Screen): boolean {
  switch (one.at) {
    case 'pods':
      return other.at === one.at && other.by === one.by;
    case 'pod':
      return other.at === one.at && other.of.kind === one.of.kind && other.of.key === one.of.key;
    case 'policy':
      return other.at === one.at && other.id === one.id;
    case 'reach':
      return other.at === one.at && isSameQuestion(one.form.asked, other.form.asked);
    case 'matrix':
      return other.at === one.at && other.port === one.port && isSameMatrix(one.of, other.of);
    case 'yaml':
      return other.at === one.at && JSON.stringify(other.of) === JSON.stringify(one.of);
    case 'describe':
      return other.at === one.at && other.of.kind === one.of.kind && subjectId(other.of) === subjectId(one.of);
    case 'topology':
      return other.at === one.at && other.namespace === one.namespace;
    case 'topic':
      return other.at === one.at && other.id === one.id;
    case 'fixes':
    case 'recipes':
    case 'recipe':
      return false;
    default:
      return other.at === one.at;
  }
}

type Question = Extract<Screen, { at: 'reach' }>['form']['asked'];

function isSameQuestion(one: Question, other: Question): boolean {
  return one !== undefined && one.from === other?.from && one.to === other.to;
}

function isSameMatrix(one: MatrixOf, other: MatrixOf): boolean {
  if (one.by === 'namespace') return other.by === 'namespace';
  return other.by === 'workload' && one.from === other.from && one.to === other.to;
}
