import type { Interner } from '../kinds/interner.ts';
import { kindOf } from '../kinds/registry.ts';
import type { ObjectId, RawObject } from '../model/raw-object.ts';
import { duplicateDiagnostic, earlierPlaces } from './duplicate-objects.ts';
import type { ObjectRecord } from './object-records.ts';

/** The record of an object just read, under its name as it is known here. */
export function recordOf(
  raw: RawObject,
  id: ObjectId,
  { interner, replaced }: { readonly interner: Interner; readonly replaced: ObjectRecord | undefined },
): ObjectRecord {
  const { origin } = raw;
  const kind = kindOf(id);
  if (kind === undefined) return { id, origin, decoded: { kind: 'ignored' }, diagnostics: [], earlier: [] };
  const { decoded, diagnostics } = kind.decode(raw, { id, interner });
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
