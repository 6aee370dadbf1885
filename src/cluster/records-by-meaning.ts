import type { Decoded } from '../kinds/decoded.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import { remember } from '../model/memo.ts';
import {
  isBare,
  type Kept,
  type Meaning,
  type ObjectRecord,
  type Records,
  type RecordsOfKind,
  recordIn,
} from './object-records.ts';

type DecodedAs<K extends Decoded['kind']> = Extract<Decoded, { readonly kind: K }>;

// Records that a snapshot was made of never change.
const byMeaning = new WeakMap<RecordsOfKind, Map<Meaning, readonly ObjectRecord[]>>();

/** Records of one kind of object that mean this; always the same list for the same records. */
export function recordsMeaning(ofKind: RecordsOfKind | undefined, meaning: Meaning): readonly ObjectRecord[] {
  if (ofKind?.meaning.has(meaning) !== true) return NONE;
  const lists = remember(byMeaning, ofKind, () => new Map());
  return remember(lists, meaning, () => [...ofKind.all.values()].flatMap((kept) => recordMeaning(kept, meaning)));
}

function recordMeaning(kept: Kept, meaning: Meaning): ObjectRecord | readonly never[] {
  const isMeant = isBare(kept) ? meaning === 'pod' : kept.decoded.kind === meaning;
  return isMeant ? recordIn(kept) : [];
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
  const has = (ofKind: RecordsOfKind | undefined): boolean => ofKind?.meaning.has(meaning) === true;
  // Kinds do not go away: a kind of which nothing is left has no records.
  return [...records].every(([kind, now]) => {
    const old = before.get(kind);
    return now === old || (!has(now) && !has(old));
  });
}

type Part = ReadonlyMap<string, Kept>;

const ofParts = new WeakMap<Part, readonly Diagnostic[]>();
const ofKinds = new WeakMap<RecordsOfKind, readonly Diagnostic[]>();

/** What decoding had to say about all of them. */
export function diagnosticsOf(records: Records): readonly Diagnostic[] {
  return [...records.values()].flatMap((ofKind) => {
    return ofKind.diagnosed === 0 ? [] : remember(ofKinds, ofKind, () => diagnosticsIn(ofKind));
  });
}

function diagnosticsIn({ all }: RecordsOfKind): readonly Diagnostic[] {
  return all
    .parts()
    .flatMap((part) =>
      remember(ofParts, part, () => [...part.values()].flatMap((kept) => (isBare(kept) ? [] : kept.diagnostics))),
    );
}
