import type { FieldPath } from '../model/raw-object.ts';
import type { FieldProblem } from './field-problem.ts';
import { invalid } from './field-problem.ts';
import { quoted } from './quoting.ts';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const PORT_NAME = /^[-a-z0-9]+$/;

const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const NAME_PART_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** Why this is no name for most objects (RFC 1123 subdomain), in the server's words; undefined when it is one. */
export function subdomainFault(name: string): string | undefined {
  if (name.length > 253) return 'must be no more than 253 bytes';
  return DNS_SUBDOMAIN.test(name) ? undefined : SUBDOMAIN_RULE;
}

/** Why this is no name for a namespace (RFC 1123 label). */
export function dnsLabelFault(name: string): string | undefined {
  if (name.length > 63) return 'must be no more than 63 characters';
  if (name.includes('.')) return 'must not contain dots';
  return DNS_LABEL.test(name) ? undefined : LABEL_RULE;
}

/** Why this is no label key: an optional DNS prefix and `/`, then a name of at most 63 characters. */
export function labelKeyFault(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2) {
    return `a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character with an optional DNS subdomain prefix and '/'`;
  }
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const name = parts.at(-1) ?? '';
  if (prefix !== undefined) {
    if (prefix === '') return 'prefix part must be non-empty';
    const fault = subdomainFault(prefix);
    if (fault !== undefined) return `prefix part ${fault}`;
  }
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return 'name part must be no more than 63 bytes';
  return QUALIFIED_NAME.test(name) ? undefined : NAME_PART_RULE;
}

/** Why this is no label value: empty, or at most 63 characters. */
export function labelValueFault(value: string): string | undefined {
  if (value.length > 63) return 'must be no more than 63 bytes';
  return value === '' || QUALIFIED_NAME.test(value) ? undefined : LABEL_VALUE_RULE;
}

/** Why this is no port name (IANA service name): the server lists every reason, this gives them joined. */
export function portNameFault(name: string): string | undefined {
  const faults: string[] = [];
  if (name.length > 15) faults.push('must be no more than 15 characters');
  if (!PORT_NAME.test(name)) faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) faults.push('must contain at least one letter (a-z)');
  if (name.includes('--')) faults.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) faults.push('must not begin or end with a hyphen');
  return faults.length === 0 ? undefined : faults.join(', ');
}

/** Problems of a map of labels. The server names the map, not the key (semantics §3.2); the position is that of the key. */
export function labelMapProblems(labels: ReadonlyMap<string, string>, path: FieldPath): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const [key, value] of labels) {
    const at = [...path, key];
    const keyFault = labelKeyFault(key);
    if (keyFault !== undefined) {
      problems.push(invalid({ path, at, value: key, message: `${quoted(key)} is not a label key`, detail: keyFault }));
    }
    const valueFault = labelValueFault(value);
    if (valueFault !== undefined) {
      const message = `${quoted(value)}, the value of ${quoted(key)}, is not a label value`;
      problems.push(invalid({ path, at, value, message, detail: valueFault }));
    }
  }
  return problems;
}
