import type { ObjectId, Position } from './raw-object.ts';

/** Stable: skipped, counted, documented and tested by these names. */
export type DiagnosticCode =
  | 'unknown-field'
  | 'wrong-type'
  | 'invalid-value'
  | 'required'
  | 'forbidden'
  | 'not-supported'
  | 'duplicate-key'
  | 'duplicate-object'
  | 'yaml-error'
  | 'not-kubernetes'
  | 'template'
  | 'implied-namespace'
  | 'host-bits'
  | 'unreadable'
  | 'too-large'
  | 'binary'
  | 'symlink-loop'
  | 'alias-limit'
  | 'not-readable'
  | 'unsupported-version'
  | 'unknown-kind';

/**
 * `error`: something was left out of the answers, or an API server would refuse it. `warning`: read, but probably not as meant.
 * `info`: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'info';

/** Something about the input a user should know; analysis goes on without what it concerns. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence: what is wrong, with the value. No control characters. */
  readonly message: string;
  readonly object?: ObjectId;
  /** The API's field path, `spec.ingress[0].from[0]`. */
  readonly path?: string;
  readonly position?: Position;
  /** What a strict API server answers, in its words. */
  readonly strict?: string;
  /** What object a lenient API server stores, or that it refuses too; this is what is evaluated. */
  readonly lenient?: string;
  /** What to do. */
  readonly remedy?: string;
}
