import { printable } from '../kinds/quoting.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { ObjectId, Origin } from '../model/raw-object.ts';
import type { ObjectRecord, Place } from './object-records.ts';

/** As many earlier places as are worth naming. */
const MOST_PLACES = 8;

/** The places that set this object before, when it now comes from yet another file or line; those of a re-read object stay. */
export function earlierPlaces(origin: Origin, replaced: ObjectRecord | undefined): readonly Place[] {
  if (replaced === undefined || origin.kind !== 'file' || replaced.origin.kind !== 'file') return [];
  const { file, line } = replaced.origin;
  const all = [...replaced.earlier, { file, line }];
  return all.filter((place) => place.file !== origin.file || place.line !== origin.line).slice(-MOST_PLACES);
}

/**
 * One object set by several files, or twice in one: the later counts, as it would when applied in this order. Said more quietly
 * where all say the same, which dumps that hold an object twice do.
 */
export function duplicateDiagnostic(
  record: Pick<ObjectRecord, 'id' | 'origin' | 'decoded' | 'earlier'>,
  replaced: ObjectRecord | undefined,
): Diagnostic | undefined {
  const { id, origin, earlier } = record;
  if (earlier.length === 0 || origin.kind !== 'file' || replaced === undefined) return undefined;
  const alike = meaningOf(record.decoded) === meaningOf(replaced.decoded) && !replaced.diagnostics.some(isDifference);
  const places = earlier.map(({ file, line }) => `${file}:${line}`).join(', ');
  const here = `${origin.file}:${origin.line}`;
  return {
    code: 'duplicate-object',
    severity: alike ? 'info' : 'warning',
    message: printable(
      alike
        ? `${titleOf(id)} is written more than once, alike as far as is read here: ${places} and ${here}`
        : `${titleOf(id)} is written more than once: ${places} and ${here}; the last one read, ${here}, counts`,
    ),
    object: id,
    position: { file: origin.file, line: origin.line, column: 1 },
    ...(alike ? {} : { remedy: 'keep one of them, or load the folders apart' }),
  };
}

function isDifference({ code, severity }: Diagnostic): boolean {
  return code === 'duplicate-object' && severity === 'warning';
}

function titleOf({ kind, namespace, name }: ObjectId): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** What is known of an object without where it stands, as text to compare. */
function meaningOf(decoded: ObjectRecord['decoded']): string {
  return JSON.stringify(decoded, (key, value: unknown) => {
    if (key === 'origin') return undefined;
    if (value instanceof Map) return [...value].sort();
    return typeof value === 'bigint' ? value.toString() : value;
  });
}
