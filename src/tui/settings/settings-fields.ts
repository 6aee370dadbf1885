/** A settings file as it was read: its value, and where its parts stand. */
export interface SettingsDocument {
  readonly value: unknown;
  /** Line of the key or item at a path, or of the nearest above it that exists. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
  /** What keeps it from being read at all. */
  readonly fault?: SettingsProblem | undefined;
}

/** Something in the settings that cannot be used; the rest is. */
export interface SettingsProblem {
  readonly line: number;
  readonly message: string;
}

/** One value of the settings and its place; it collects what is wrong. */
export interface SettingsField {
  readonly value: unknown;
  readonly name: string;
  /** The value is not used, and this is why. */
  readonly refuse: (why: string) => undefined;
  readonly entry: (key: string | number) => SettingsField;
}

/** The whole document as a field; what is wrong is added to `problems`. */
export function wholeOf({ value, lineOf }: SettingsDocument, problems: SettingsProblem[]): SettingsField {
  const at = (part: unknown, path: readonly (string | number)[]): SettingsField => {
    const name = path.join('.');
    return {
      value: part,
      name,
      refuse: (why) => {
        problems.push({ line: lineOf(path), message: name === '' ? why : `${name}: ${why}` });
        return undefined;
      },
      entry: (key) => at(partOf(part, key), [...path, key]),
    };
  };
  return at(value, []);
}

function partOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

/** True or false; undefined where it is left out or is neither. */
export function booleanIn(field: SettingsField): boolean | undefined {
  if (field.value === undefined || typeof field.value === 'boolean') return field.value;
  return field.refuse('true or false');
}

/** A text that is not empty. */
export function textIn(field: SettingsField): string | undefined {
  const { value } = field;
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  // What YAML takes for a number is written as one would write it: 208, 1.
  return typeof value === 'number' ? String(value) : field.refuse('a text');
}

/** A list of texts, or one alone. Entries that are none are left out. */
export function textsIn(field: SettingsField): readonly string[] | undefined {
  const { value } = field;
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) {
    const one = textIn(field);
    return one === undefined ? undefined : [one];
  }
  return value.flatMap((_, i) => textIn(field.entry(i)) ?? []);
}

/** The fields of a mapping; none where it is left out. Keys that `allowed` does not hold are refused. */
export function entriesIn(
  field: SettingsField,
  allowed?: readonly string[],
): readonly (readonly [string, SettingsField])[] {
  const { value } = field;
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) {
    field.refuse('a mapping of names to values');
    return [];
  }
  return Object.keys(value).flatMap((key): (readonly [string, SettingsField])[] => {
    const entry = field.entry(key);
    if (allowed === undefined || allowed.includes(key)) return [[key, entry]];
    entry.refuse(`there is no such setting${hintFor(key, allowed)}`);
    return [];
  });
}

/** What was meant, when a name begins alike, else all there are. */
export function hintFor(name: string, known: readonly string[]): string {
  const lower = name.toLowerCase();
  const near = known.filter((other) => other.toLowerCase().startsWith(lower.slice(0, 3)));
  return near.length > 0 && lower.length >= 3 ? `; perhaps ${near.join(' or ')}` : `; there are ${known.join(', ')}`;
}
