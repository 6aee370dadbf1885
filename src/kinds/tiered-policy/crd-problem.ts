import type { FieldPath } from '../../model/raw-object.ts';
import { formatPath } from '../../model/raw-object.ts';
import type { Complaint, FieldProblem } from '../field-problem.ts';
import { invalid, REFUSED_AS_WELL, required, wrongType } from '../field-problem.ts';
import type { WrongType } from '../field-reader.ts';
import { quoted } from '../quoting.ts';

/** What a server says of a custom resource that does not keep to its schema: always 422, in other words than for built-in kinds. */

const JSON_TYPES: Readonly<Record<string, string>> = { string: 'string', int32: 'integer', bool: 'boolean' };

/** A value of a type the schema does not have there. */
export function wrongCrdType(wrong: WrongType): FieldProblem {
  const path = formatPath(wrong.path);
  const got = jsonType(wrong.value);
  const expected = wrong.expected.startsWith('[]') ? 'array' : (JSON_TYPES[wrong.expected] ?? 'object');
  return {
    ...wrongType(wrong),
    strict: `${path}: Invalid value: "${got}": ${path} in body must be of type ${expected}: "${got}"`,
  };
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'bigint' ? 'integer' : typeof value;
}

/** A list longer than the schema lets it be. */
export function tooMany(
  path: FieldPath,
  found: { readonly count: number; readonly most: number; readonly what: string },
): FieldProblem {
  const { count, most, what } = found;
  return refusal(path, {
    kind: `Too many: ${count}`,
    detail: `must have at most ${most} items`,
    message: `${count} ${what}, and at most ${most} are allowed`,
  });
}

/** A list that must not be empty and is, or is missing. */
export function emptyList(
  path: FieldPath,
  found: { readonly missing: boolean; readonly message: string; readonly remedy: string },
): FieldProblem {
  const { missing, message, remedy } = found;
  if (missing) return required({ path, message, detail: '', remedy });
  return invalid({
    path,
    value: 0,
    message,
    detail: `${formatPath(path)} in body should have at least 1 items`,
    remedy,
  });
}

/** An object of which exactly one member must be set, and none is. */
export function noMember(path: FieldPath, found: { readonly message: string; readonly remedy: string }): FieldProblem {
  return invalid({ path, value: 0, detail: `${formatPath(path)} in body should have at least 1 properties`, ...found });
}

/** An object of which exactly one member must be set, and several are. */
export function severalMembers(
  path: FieldPath,
  found: { readonly members: readonly string[]; readonly what: string; readonly remedy: string },
): FieldProblem {
  const { members, what, remedy } = found;
  return refusal(path, {
    kind: `Too many: ${members.length}`,
    detail: 'must have at most 1 items',
    message: `${what} has ${members.join(' and ')}, and only one of them may stand`,
    remedy,
  });
}

/** A number outside of what the schema lets it be. */
export function outOfRange(
  path: FieldPath,
  found: { readonly value: number; readonly first: number; readonly last: number; readonly what: string },
): FieldProblem {
  const { value, first, last, what } = found;
  const bound = value < first ? `greater than or equal to ${first}` : `less than or equal to ${last}`;
  return invalid({
    path,
    value,
    message: `${value} is not ${what}: they go from ${first} to ${last}`,
    detail: `${formatPath(path)} in body should be ${bound}`,
  });
}

/** A text longer than the schema lets it be. */
export function tooLong(
  path: FieldPath,
  found: { readonly value: string; readonly most: number; readonly what: string },
): FieldProblem {
  return refusal(path, {
    kind: 'Too long',
    detail: `may not be more than ${found.most} bytes`,
    message: `${found.what} ${quoted(found.value)} is longer than ${found.most} characters`,
  });
}

/** The same value twice in a list that is a set. */
export function duplicate(path: FieldPath, value: string): FieldProblem {
  return refusal(path, {
    kind: `Duplicate value: ${quoted(value)}`,
    detail: '',
    message: `${quoted(value)} stands twice in one list`,
    remedy: 'keep one',
  });
}

/** A rule of the schema written as an expression does not hold; the server names the object it is about. */
export function ruleBroken(complaint: Complaint & { readonly about?: FieldPath }): FieldProblem {
  const about = formatPath(complaint.about ?? complaint.path);
  const problem = invalid(complaint);
  return { ...problem, strict: `${about === '' ? '<nil>' : about}: Invalid value: "object": ${complaint.detail}` };
}

function refusal(
  path: FieldPath,
  words: { readonly kind: string; readonly detail: string; readonly message: string; readonly remedy?: string },
): FieldProblem {
  const { kind, detail, message, remedy } = words;
  return {
    code: 'invalid-value',
    severity: 'error',
    path,
    message,
    strict: [formatPath(path), kind, detail].filter((part) => part !== '').join(': '),
    lenient: REFUSED_AS_WELL,
    ...(remedy === undefined ? {} : { remedy }),
    refuses: true,
  };
}
