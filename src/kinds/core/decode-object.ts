import type { RawObject } from '../../model/raw-object.ts';
import type { DecodeContext, Decoded, DecodeResult } from '../decoded.ts';
import { duplicateKeyProblems } from '../duplicate-keys.ts';
import type { FieldProblem } from '../field-problem.ts';
import { diagnosticOf, wrongType } from '../field-problem.ts';
import type { Shape } from '../field-reader.ts';
import { readFields } from '../field-reader.ts';
import { dnsLabelFault, subdomainFault } from '../object-names.ts';
import { printable, quoted } from '../quoting.ts';

/**
 * Reads a core object leniently: only the fields that answers depend on, and only what makes it unreadable refuses it, a wrong type
 * there or a missing name.
 */
export function decodeObject<T>(
  raw: RawObject,
  { id }: DecodeContext,
  how: { readonly shape: Shape<T>; readonly build: (value: T) => Decoded },
): DecodeResult {
  const { value, wrongTypes } = readFields(raw.value, how.shape);
  if (wrongTypes.length === 0 && raw.duplicateKeys.length === 0 && isOrdinary(id)) {
    return { decoded: how.build(value), diagnostics: NOTHING };
  }
  const fatal = [...wrongTypes.map(wrongType), ...unusableName(id)];
  const problems = [...fatal, ...(fatal.length === 0 ? oddName(id) : []), ...duplicateKeyProblems(raw)];
  return {
    decoded: fatal.length > 0 ? { kind: 'refused' } : how.build(value),
    diagnostics: problems.map((problem) => diagnosticOf(problem, { id, origin: raw.origin })),
  };
}

const NOTHING: DecodeResult['diagnostics'] = [];

/** Names nothing is to be said about, as nearly all are. */
function isOrdinary({ kind, name, namespace }: DecodeContext['id']): boolean {
  const fault = kind === 'Namespace' ? dnsLabelFault(name) : subdomainFault(name);
  return fault === undefined && (namespace === '' || dnsLabelFault(namespace) === undefined);
}

const NAME = ['metadata', 'name'];

/** Without a name an object cannot be told from others; a slash or a control character would make it pass for another. */
function unusableName({ kind, name, namespace }: DecodeContext['id']): readonly FieldProblem[] {
  const isUsable = (text: string): boolean => !text.includes('/') && printable(text) === text;
  if (name !== '' && isUsable(name) && isUsable(namespace)) return [];
  const problem = { severity: 'error', lenient: 'refused as well', refuses: true } as const;
  if (name === '') {
    return [
      {
        ...problem,
        code: 'required',
        path: NAME,
        message: `this ${kind} has no name`,
        strict: 'metadata.name: Required value: name or generateName is required',
        remedy: 'add `metadata.name`',
      },
    ];
  }
  const wrong = isUsable(name) ? namespace : name;
  const path = isUsable(name) ? ['metadata', 'namespace'] : NAME;
  const message = `${quoted(wrong)} cannot be a name`;
  return [
    { ...problem, code: 'invalid-value', path, message, strict: `${path.join('.')}: Invalid value: ${quoted(wrong)}` },
  ];
}

function oddName({ kind, name }: DecodeContext['id']): readonly FieldProblem[] {
  const fault = kind === 'Namespace' ? dnsLabelFault(name) : subdomainFault(name);
  if (fault === undefined) return [];
  return [
    {
      code: 'invalid-value',
      severity: 'warning',
      path: NAME,
      message: `${quoted(name)} is not a name for a ${kind}`,
      strict: `metadata.name: Invalid value: ${quoted(name)}: ${fault}`,
      lenient: 'refused as well; it is kept here, so that questions about it can be answered',
      refuses: false,
    },
  ];
}
