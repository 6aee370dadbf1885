import type { DiagnosticCode, Severity } from '../../model/diagnostics.ts';
import type { LintCode } from './finding.ts';

/** The worst a finding of this code can be; where there is doubt one is less. */
export const LINT_CODES: Readonly<Record<LintCode, Severity>> = {
  'plugin-does-not-enforce': 'error',
  'selects-nothing': 'warning',
  'peer-selects-nothing': 'warning',
  'peer-other-namespace': 'warning',
  'namespace-label-missing': 'warning',
  'peers-or-suspected': 'warning',
  'service-port': 'warning',
  'named-port-undeclared': 'warning',
  'port-on-some-pods': 'warning',
  'egress-without-dns': 'warning',
  'types-forgotten': 'warning',
  'null-rules': 'info',
  'inert-rules': 'warning',
  'allows-anyone': 'warning',
  'open-to-internet': 'warning',
  'exposed-without-policy': 'warning',
  'block-in-cluster': 'warning',
  'one-family': 'warning',
  'rule-shadowed': 'warning',
  'duplicate-rule': 'info',
  'policy-redundant': 'info',
  'no-default-deny': 'info',
  'suppression-invalid': 'warning',
};

/** What is noticed while reading, as a finding. */
export const INPUT_CODES: Readonly<Record<DiagnosticCode, Severity>> = {
  'unknown-field': 'error',
  'wrong-type': 'error',
  'invalid-value': 'error',
  required: 'error',
  forbidden: 'error',
  'not-supported': 'error',
  'duplicate-key': 'error',
  'duplicate-object': 'warning',
  'yaml-error': 'error',
  'not-kubernetes': 'info',
  template: 'error',
  'implied-namespace': 'info',
  'host-bits': 'warning',
  unreadable: 'error',
  'too-large': 'error',
  binary: 'info',
  'symlink-loop': 'warning',
  'alias-limit': 'error',
  'not-readable': 'error',
  'unsupported-version': 'error',
  'unknown-kind': 'warning',
};

/** Whether there is a finding of this name. */
export function isFindingCode(text: string): boolean {
  return Object.hasOwn(LINT_CODES, text) || Object.hasOwn(INPUT_CODES, text);
}
