import type { RawObject } from '../model/raw-object.ts';
import { formatPath } from '../model/raw-object.ts';
import type { FieldProblem } from './field-problem.ts';
import { quoted } from './quoting.ts';

/** Keys that stand twice in one mapping: a strict server refuses, a lenient one keeps the last (semantics §3.3). */
export function duplicateKeyProblems(raw: RawObject): readonly FieldProblem[] {
  return raw.duplicateKeys.map(({ path, position }) => {
    const key = quoted(String(path.at(-1) ?? ''));
    return {
      code: 'duplicate-key',
      severity: 'error',
      path,
      message: `the key ${key} stands twice in one mapping (${formatPath(path)})`,
      strict: `line ${position.line}: key ${key} already set in map`,
      lenient: 'the last one counts, the earlier ones are dropped',
      remedy: 'keep one, or join what stands below them',
      refuses: false,
      at: position,
    };
  });
}
