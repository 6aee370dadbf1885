import { editorOf, type FieldChange, nameKey, type ObjectChange, type ObjectName } from './object-changes.ts';
import type { Pin } from './pins.ts';

/** One line of the log: what became of an object, over a short time where that was much. */
export interface LoggedChange {
  /** From 1, never used again. */
  readonly id: number;
  readonly name: ObjectName;
  readonly type: ObjectChange['type'];
  /** What is not as it was; empty unless edited. */
  readonly fields: readonly FieldChange[];
  /** When it was last seen to change, in milliseconds since 1970. */
  readonly at: number;
  /** Who did it last, where that is known. */
  readonly by: string | undefined;
  /** How many changes this line stands for. */
  readonly times: number;
  /** The pinned questions whose answers it turned, as they stood then. */
  readonly flipped: readonly FlippedPin[];
}

export type FlippedPin = Pick<Pin, 'id' | 'from' | 'to' | 'standing'>;

/** What was seen to change while watching. */
export interface ChangeLog {
  /** Newest first. */
  readonly entries: readonly LoggedChange[];
  /** Changes seen altogether, those that were forgotten included. */
  readonly seen: number;
  readonly nextId: number;
}

export const EMPTY_LOG: ChangeLog = { entries: [], seen: 0, nextId: 1 };

/** As many lines as are kept. */
export const MOST_LOGGED = 1000;
/** Changes of one object that follow each other so quickly are one line: a pod that starts changes five times. */
const ONE_LINE_MS = 10_000;
/** A field's text is for a person to read; a list of a thousand addresses is not. */
const MOST_TEXT = 400;

/** A change to be logged, with the pinned questions it turned. */
export interface NewChange {
  readonly change: ObjectChange;
  readonly flipped: readonly FlippedPin[];
}

/** The log after some changes seen at one time. The oldest lines are forgotten. */
export function logged(log: ChangeLog, changes: readonly NewChange[], at: number): ChangeLog {
  if (changes.length === 0) return log;
  const recent = new Map(
    log.entries.filter((entry) => at - entry.at <= ONE_LINE_MS).map((entry) => [nameKey(entry.name), entry]),
  );
  let { nextId } = log;
  const replaced = new Set<number>();
  const added: LoggedChange[] = [];
  for (const { change, flipped } of changes) {
    const line = lineOf(change, { id: nextId, at, flipped });
    nextId += 1;
    const earlier = recent.get(nameKey(change.name));
    if (earlier === undefined) added.push(line);
    else {
      replaced.add(earlier.id);
      const joined = joinedLine(earlier, line);
      if (joined !== undefined) added.push(joined);
    }
  }
  const kept = log.entries.filter(({ id }) => !replaced.has(id));
  return { entries: [...added, ...kept].slice(0, MOST_LOGGED), seen: log.seen + changes.length, nextId };
}

function lineOf(change: ObjectChange, { id, at, flipped }: Pick<LoggedChange, 'id' | 'at' | 'flipped'>): LoggedChange {
  const { kind, namespace, name } = change.name;
  const fields = change.type === 'edited' ? change.fields.map(shortened) : [];
  return {
    id,
    name: { kind, namespace, name },
    type: change.type,
    fields,
    at,
    by: editorOf(change),
    times: 1,
    flipped,
  };
}

function shortened({ field, before, after }: FieldChange): FieldChange {
  return { field: short(field), before: before && short(before), after: after && short(after) };
}

function short(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text;
}

/** Two lines about one object as one; none when it is as it was before both. */
function joinedLine(earlier: LoggedChange, later: LoggedChange): LoggedChange | undefined {
  const joined = {
    ...later,
    by: later.by ?? earlier.by,
    times: earlier.times + later.times,
    flipped: [...new Map([...earlier.flipped, ...later.flipped].map((pin) => [pin.id, pin])).values()],
  };
  // What came and went, or went and came, is worth two words: the newer says how it is, the count that there was more.
  if (earlier.type !== 'edited') return { ...joined, type: later.type === 'edited' ? earlier.type : later.type };
  if (later.type !== 'edited') return joined;
  const fields = joinedFields(earlier.fields, later.fields);
  return fields.length === 0 && joined.flipped.length === 0 ? undefined : { ...joined, fields };
}

function joinedFields(earlier: readonly FieldChange[], later: readonly FieldChange[]): readonly FieldChange[] {
  const byField = new Map(earlier.map((change) => [change.field, change]));
  for (const change of later) {
    const known = byField.get(change.field);
    byField.set(change.field, known === undefined ? change : { ...change, before: known.before });
  }
  return [...byField.values()].filter(({ before, after }) => before !== after);
}
