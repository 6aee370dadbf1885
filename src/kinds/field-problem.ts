import type { Diagnostic, DiagnosticCode, Severity } from '../model/diagnostics.ts';
import type { FieldPath, ObjectId, Origin, Position } from '../model/raw-object.ts';
import { formatPath, positionIn } from '../model/raw-object.ts';
import type { WrongType } from './field-reader.ts';
import { printable, quoted } from './quoting.ts';

/** Something wrong with one field, before it is known whose. */
export interface FieldProblem {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly path: FieldPath;
  readonly message: string;
  readonly strict: string;
  readonly lenient?: string;
  readonly remedy?: string;
  /** Every API server refuses the object for it. */
  readonly refuses: boolean;
  /** Where it stands, when that is not where its path leads: the server names the map of a label, we show its key. */
  readonly at?: FieldPath | Position;
  /** Tolerated in objects stored before the check was made: refused only when the object is created. */
  readonly onlyOnCreate?: boolean;
}

export const REFUSED_AS_WELL = 'refused as well';

/** What the field's check says: our sentence, the server's reason, and what to do. */
export interface Complaint {
  readonly path: FieldPath;
  readonly at?: FieldPath;
  readonly onlyOnCreate?: boolean;
  readonly value?: unknown;
  readonly message: string;
  /** The server's own words after the kind of error; may be empty. */
  readonly detail: string;
  readonly remedy?: string;
}

/** 422 `Invalid value`. */
export function invalid(complaint: Complaint): FieldProblem {
  return refused('invalid-value', `Invalid value: ${quoted(complaint.value)}`, complaint);
}

/** 422 `Required value`. */
export function required(complaint: Complaint): FieldProblem {
  return refused('required', 'Required value', complaint);
}

/** 422 `Forbidden`. */
export function forbidden(complaint: Complaint): FieldProblem {
  return refused('forbidden', 'Forbidden', complaint);
}

/** 422 `Unsupported value`, naming the values there are. */
export function notSupported(
  complaint: Omit<Complaint, 'detail'> & { readonly supported: readonly string[] },
): FieldProblem {
  const detail = `supported values: ${complaint.supported.map((value) => `"${value}"`).join(', ')}`;
  return refused('not-supported', `Unsupported value: ${quoted(complaint.value)}`, { ...complaint, detail });
}

function refused(code: DiagnosticCode, kind: string, complaint: Complaint): FieldProblem {
  const reason = [formatPath(complaint.path), kind, complaint.detail].filter((part) => part !== '').join(': ');
  return {
    code,
    severity: 'error',
    path: complaint.path,
    message: complaint.message,
    strict: reason,
    lenient: REFUSED_AS_WELL,
    ...(complaint.remedy === undefined ? {} : { remedy: complaint.remedy }),
    ...(complaint.at === undefined ? {} : { at: complaint.at }),
    ...(complaint.onlyOnCreate === undefined ? {} : { onlyOnCreate: complaint.onlyOnCreate }),
    refuses: true,
  };
}

/** 400: the value is of a type the field does not take. */
export function wrongType(wrong: WrongType): FieldProblem {
  const remedy = remedyForType(wrong);
  return {
    code: 'wrong-type',
    severity: 'error',
    path: wrong.path,
    message: `${formatPath(wrong.path) || 'the object'} is ${article(wrong.value)} and must be ${expectedInWords(wrong.expected)}: ${quoted(wrong.value)}`,
    strict: wrong.text,
    lenient: REFUSED_AS_WELL,
    ...(remedy === undefined ? {} : { remedy }),
    refuses: true,
  };
}

function article(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'boolean') return 'a boolean';
  return typeof value === 'string' ? 'a string' : 'a number';
}

function expectedInWords(goType: string): string {
  if (goType.startsWith('[]')) return 'a list';
  if (goType.startsWith('map[')) return 'a mapping of strings';
  if (goType === 'int32') return 'a whole number';
  if (goType === 'bool') return 'true or false';
  return TEXT_TYPES.has(goType) ? 'a string' : 'a mapping';
}

/** Named string types of the Kubernetes API that are read here. */
const TEXT_TYPES = new Set([
  'string',
  'v1.PolicyType',
  'v1.Protocol',
  'v1.LabelSelectorOperator',
  'v1.PodPhase',
  'v1.ServiceType',
  'v1.NodeAddressType',
  'v1.PodConditionType',
  'v1.ConditionStatus',
  'v1.ContainerRestartPolicy',
  'v1.UID',
]);

function remedyForType({ expected, value, path }: WrongType): string | undefined {
  const field = String(path.at(-1) ?? '');
  if (expected === 'v1.PolicyType') return 'write the word alone: `policyTypes: [Ingress]`';
  if (expected.startsWith('[]')) return `write a list: put "- " before the entry under \`${printable(field)}:\``;
  if (TEXT_TYPES.has(expected) && (typeof value === 'number' || typeof value === 'boolean')) {
    return 'put the value in quotes: YAML reads bare numbers and the words y, n, yes, no, on, off, true, false as something else';
  }
  if (expected === 'int32' && typeof value === 'string') return 'remove the quotes';
  return undefined;
}

function positionOf({ at, path }: FieldProblem, origin: Origin): Position | undefined {
  return at !== undefined && 'line' in at ? at : positionIn(origin, at ?? path);
}

/** A problem with the object it belongs to and the place where it stands. */
export function diagnosticOf(
  problem: FieldProblem,
  of: { readonly id: ObjectId; readonly origin: Origin },
): Diagnostic {
  const position = positionOf(problem, of.origin);
  return {
    code: problem.code,
    severity: problem.severity,
    message: printable(problem.message),
    object: of.id,
    path: printable(formatPath(problem.path)),
    ...(position === undefined ? {} : { position }),
    strict: printable(problem.strict),
    ...(problem.lenient === undefined ? {} : { lenient: printable(problem.lenient) }),
    ...(problem.remedy === undefined ? {} : { remedy: printable(problem.remedy) }),
  };
}
