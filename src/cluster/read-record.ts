import type { Interner } from '../kinds/interner.ts';
import { kindOf } from '../kinds/registry.ts';
import type { ObjectId, RawObject } from '../model/raw-object.ts';
import { duplicateDiagnostic, earlierPlaces } from './duplicate-objects.ts';
import type { ObjectRecord } from './object-records.ts';

/** What is known of an object before it is read. */
export interface Known {
  readonly id: ObjectId;
  readonly key: string;
  readonly interner: Interner;
  /** The record it replaces. */
  readonly replaced: ObjectRecord | undefined;
}

/** The record of an object just read, under its name as it is known here. */
export function recordOf(raw: RawObject, { id, key, interner, replaced }: Known): ObjectRecord {
  const { origin } = raw;
  const kind = kindOf(id);
  if (kind === undefined) return { id, origin, decoded: { kind: 'ignored' }, diagnostics: [], earlier: [] };
  const { decoded, diagnostics } = kind.decode(raw, { id, key, interner });
  const earlier = earlierPlaces(origin, replaced);
  const duplicate = duplicateDiagnostic({ id, origin, decoded, earlier }, replaced);
  const said = duplicate === undefined ? diagnostics : [...diagnostics, duplicate];
  return { id, origin, decoded, diagnostics: said, earlier };
}
