import { isUnevaluatedPolicy } from '../kinds/registry.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import { remember } from '../model/memo.ts';
import type { ObjectRecord, Records, RecordsOfKind } from './object-records.ts';
import { recordsMeaning } from './records-by-meaning.ts';

const known = new WeakMap<RecordsOfKind, readonly Diagnostic[]>();

/** One warning for each kind of policy that is in the input and not evaluated: the cluster may answer otherwise. */
export function unevaluatedPolicies(records: Records): readonly Diagnostic[] {
  return [...records].flatMap(([kind, ofKind]) => {
    const { meaning } = ofKind;
    return meaning.has('foreign') || meaning.has('ignored')
      ? remember(known, ofKind, () => unevaluatedIn(kind, ofKind))
      : [];
  });
}

function unevaluatedIn(kind: string, ofKind: RecordsOfKind): readonly Diagnostic[] {
  const candidates = [...recordsMeaning(ofKind, 'foreign'), ...recordsMeaning(ofKind, 'ignored')];
  const unevaluated = candidates.filter(isUnevaluated);
  const [first] = unevaluated;
  return first === undefined ? [] : [warning(kind, unevaluated.length, first)];
}

function isUnevaluated({ id, decoded }: ObjectRecord): boolean {
  return decoded.kind === 'foreign' || (decoded.kind === 'ignored' && isUnevaluatedPolicy(id));
}

function warning(kind: string, count: number, { id, origin }: ObjectRecord): Diagnostic {
  return {
    code: 'unknown-kind',
    severity: 'warning',
    message: `policies of kind ${kind} (${count} in the input) are not evaluated: they decide on connections too, and answers they could change are unknown`,
    object: id,
    ...(origin.kind === 'file' ? { position: { file: origin.file, line: origin.line, column: 1 } } : {}),
  };
}
