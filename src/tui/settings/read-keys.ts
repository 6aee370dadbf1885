import { BOUND } from '../keys/dispatch.ts';
import { keyConflicts, withKeys } from '../keys/rebinding.ts';
import { isKeyName } from '../keys/split.ts';
import type { Settings } from './settings.ts';
import { entriesIn, hintFor, type SettingsField, textsIn } from './settings-fields.ts';

type Keys = Settings['keys'];

/** Reads which keys do what. A binding whose new keys are another's on the same screen keeps its own. */
export function readKeys(field: SettingsField): Keys {
  const ids = BOUND.map(({ id }) => id);
  const wanted = new Map<string, readonly [string, ...string[]]>();
  for (const [id, entry] of entriesIn(field)) {
    if (!ids.includes(id)) entry.refuse(`nothing has this name${hintFor(id, ids)}`);
    else {
      const keys = keysIn(entry);
      if (keys !== undefined) wanted.set(id, keys);
    }
  }
  for (const { id, key, other } of keyConflicts(withKeys(BOUND, wanted), new Set(wanted.keys()))) {
    field.entry(id).refuse(`${key} is already "${other.title}" (${other.id}) there; give that one another key too`);
    wanted.delete(id);
  }
  return wanted;
}

function keysIn(field: SettingsField): readonly [string, ...string[]] | undefined {
  const keys = (textsIn(field) ?? []).filter((key) => {
    if (FIXED.has(key)) field.refuse(`${key} cannot be given to anything else`);
    else if (!isKeyName(key))
      field.refuse(`"${key}" is not a key: a character, enter, tab, space, up, pgdn, home, ctrl-x, alt-x`);
    return isKeyName(key) && !FIXED.has(key);
  });
  const [first, ...rest] = keys;
  return first === undefined ? undefined : [first, ...rest];
}

/** They must work whatever a file says. */
const FIXED: ReadonlySet<string> = new Set(['ctrl-c', 'ctrl-z']);
