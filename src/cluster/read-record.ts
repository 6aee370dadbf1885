import type { Interner } from '../kinds/interner.ts';
import { kindOf } from '../kinds/registry.ts';
import type { RawObject } from '../model/raw-object.ts';
import { duplicateDiagnostic, earlierPlaces } from './duplicate-objects.ts';
import type { ObjectRecord } from './object-records.ts';
import { idOf } from './object-records.ts';

export interface RecordOptions {
  readonly interner: Interner;
  /** Namespace of objects that name none. */
  readonly defaultNamespace: string;
}

/** The record of an object just read, given the one it replaces. */
export function recordOf(raw: RawObject, replaced: ObjectRecord | undefined, options: RecordOptions): ObjectRecord {
  const id = idOf(raw, options.defaultNamespace);
  const { origin } = raw;
  const kind = kindOf(id);
  if (kind === undefined) return { id, origin, decoded: { kind: 'ignored' }, diagnostics: [], earlier: [] };
  const { decoded, diagnostics } = kind.decode(raw, { id, interner: options.interner });
  const earlier = earlierPlaces(origin, replaced);
  const duplicate = duplicateDiagnostic({ id, origin, decoded, earlier }, replaced);
  return {
    id,
    origin,
    decoded,
    diagnostics: duplicate === undefined ? diagnostics : [...diagnostics, duplicate],
    earlier,
  };
}
