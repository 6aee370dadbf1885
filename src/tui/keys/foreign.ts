/** Keys that k9s users have in their fingers and that mean nothing here: they say so instead of doing something else. */
const FOREIGN: Readonly<Record<string, string>> = {
  a: 'attach',
  f: 'port-forwards',
  i: 'set image',
  l: 'logs',
  o: 'show node',
  s: 'shell',
  v: 'values',
  F: 'port-forward',
  'ctrl-a': 'aliases (: completes commands)',
  'ctrl-e': 'toggle header',
  'ctrl-g': 'toggle breadcrumbs',
  'ctrl-k': 'kill',
};

/** Those keys with what they do in k9s, for the documentation. */
export function foreignKeys(): readonly (readonly [key: string, meaning: string])[] {
  return Object.entries(FOREIGN);
}

/** What the key does in k9s, when that is not here. */
export function foreignMeaning(key: string): string | undefined {
  return Object.hasOwn(FOREIGN, key) ? FOREIGN[key] : undefined;
}
