import type { Decoded } from '../kinds/decoded.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import { remember } from '../model/memo.ts';
import type { ObjectRecord, Records, RecordsOfKind } from './object-records.ts';

type Meaning = ObjectRecord['decoded']['kind'];
type DecodedAs<K extends Decoded['kind']> = Extract<Decoded, { readonly kind: K }>;

/** Records of one kind of object, by what they were decoded to. */
interface Grouped {
  readonly byMeaning: ReadonlyMap<Meaning, readonly ObjectRecord[]>;
  readonly diagnostics: readonly Diagnostic[];
}

// Records that a snapshot was made of never change, so that an event costs its own kind and no other.
const known = new WeakMap<RecordsOfKind, Grouped>();

function grouped(ofKind: RecordsOfKind): Grouped {
  return remember(known, ofKind, () => {
    const byMeaning = new Map<Meaning, ObjectRecord[]>();
    const diagnostics: Diagnostic[] = [];
    for (const record of ofKind.values()) {
      remember(byMeaning, record.decoded.kind, () => [] as ObjectRecord[]).push(record);
      for (const diagnostic of record.diagnostics) diagnostics.push(diagnostic);
    }
    return { byMeaning, diagnostics };
  });
}

/** Records of one kind of object that mean this; always the same list for the same records. */
export function recordsMeaning(ofKind: RecordsOfKind | undefined, meaning: Meaning): readonly ObjectRecord[] {
  return ofKind === undefined ? NONE : (grouped(ofKind).byMeaning.get(meaning) ?? NONE);
}

const NONE: readonly ObjectRecord[] = [];

/** Everything that was decoded to this, of every kind of object. */
export function decodedOf<K extends Decoded['kind']>(records: Records, kind: K): DecodedAs<K>[] {
  const found: DecodedAs<K>[] = [];
  for (const ofKind of records.values()) {
    for (const { decoded } of recordsMeaning(ofKind, kind)) if (isA(decoded, kind)) found.push(decoded);
  }
  return found;
}

function isA<K extends Decoded['kind']>(decoded: ObjectRecord['decoded'], kind: K): decoded is DecodedAs<K> {
  return decoded.kind === kind;
}

/** Whether what was decoded to this is the same as before, in the same order. */
export function sameMeaning(records: Records, before: Records, meaning: Meaning): boolean {
  const kinds = new Set([...records.keys(), ...before.keys()]);
  return [...kinds].every((kind) => {
    const [now, old] = [records.get(kind), before.get(kind)];
    return now === old || (recordsMeaning(now, meaning).length === 0 && recordsMeaning(old, meaning).length === 0);
  });
}

/** What decoding had to say about all of them. */
export function diagnosticsOf(records: Records): readonly Diagnostic[] {
  return [...records.values()].flatMap((ofKind) => grouped(ofKind).diagnostics);
}
