import type { PolicyRef, RuleRef } from '../model/policies.ts';
import type { Line } from './spans.ts';
import type { TopicId } from './topic-names.ts';

/** A line of an explanation; `link` is what a screen can open from it. */
export interface ExplainedLine {
  /** Steps to the right, from 0. */
  readonly indent: number;
  readonly spans: Line;
  readonly link?: { readonly policy: PolicyRef; readonly rule?: RuleRef };
  /** The rule of network policies behind what it says. */
  readonly topic?: TopicId;
}
