import { cutMiddle, width } from '../../present/text.ts';

/**
 * What stands over the columns in sight, in at most `room` columns each: names in full where they fit; else without the kind of a workload, if no
 * other column has the same name; else with as little cut from their middle as leaves them unlike one another.
 */
export function columnHeads(names: readonly string[], room: number, ellipsis: string): readonly string[] {
  const twiceBare = repeated(names.map(withoutKind));
  const shown = names.map((name) => {
    const bare = withoutKind(name);
    return width(name) <= room || twiceBare.has(bare) ? name : bare;
  });
  const cutAlike = (heads: readonly string[], end?: number): readonly string[] => {
    const alike = repeated(heads);
    return heads.map((head, index) => (alike.has(head) ? cutMiddle(shown[index] ?? '', room, ellipsis, end) : head));
  };
  // More of their ends first: names that grow have what tells them apart there.
  const ends = Array.from({ length: room }, (_, end) => end).reverse();
  const middle = shown.map((name) => cutMiddle(name, room, ellipsis));
  return cutAlike(ends.reduce<readonly string[]>(cutAlike, middle));
}

function withoutKind(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function repeated(texts: readonly string[]): ReadonlySet<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const text of texts) (once.has(text) ? twice : once).add(text);
  return twice;
}
