/** Gives texts other texts: equal ones the same, different ones different, each as valid as a name, label value or port as before. */
export interface Pseudonyms {
  /** For names of objects and values of labels alike, so that a label that repeats a name still does. */
  readonly name: (text: string) => string;
  readonly portName: (text: string) => string;
  /** Each part between dots by itself; a leading `*` stays. */
  readonly domain: (text: string) => string;
}

/** Words that answers depend on, or that say nothing about whose cluster it is. */
const KEPT: ReadonlySet<string> = new Set([
  'default',
  'kubernetes',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'kube-dns',
  'coredns',
  'node-local-dns',
  'dns-default',
  'openshift-dns',
  'rke2-coredns-rke2-coredns',
]);

const KEPT_PORTS: ReadonlySet<string> = new Set(['http', 'https', 'dns', 'dns-tcp', 'metrics', 'grpc']);

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;
const PORT = /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/;
/** Jobs of a CronJob end with the minute they were due, which tells whose they are. */
const SCHEDULED = /^(.+)-(\d{8,10})$/;
const LONGEST_LABEL = 63;

/**
 * `hashes`: values of the label `pod-template-hash`. A ReplicaSet's name ends with its own, which tells the Deployment where its
 * object is missing. `random` gives a number below its argument.
 */
export function createPseudonyms(hashes: ReadonlySet<string>, random: (below: number) => number): Pseudonyms {
  const names = new Map<string, string>();
  const ports = new Map<string, string>();
  const cipher = substitution(random);
  const name = (text: string): string => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const made = pseudonym(text);
    names.set(text, made);
    return made;
  };
  const composed = (text: string): string => {
    const parts = partsOf(text, hashes);
    if (parts === undefined) return `r${names.size + 1}`;
    const made = `${name(parts.stem)}-${parts.scheduled ? parts.suffix : name(parts.suffix)}`;
    return made.length <= LONGEST_LABEL ? made : cipher(text);
  };
  const pseudonym = (text: string): string => {
    if (text === '' || KEPT.has(text)) return text;
    if (LABEL.test(text)) return composed(text);
    return SUBDOMAIN.test(text) && text.length <= LONGEST_LABEL ? `r${names.size + 1}.r` : cipher(text);
  };
  return {
    name,
    portName: (text) => {
      if (text === '' || KEPT_PORTS.has(text) || /^\d+$/.test(text)) return text;
      const known = ports.get(text);
      if (known !== undefined) return known;
      const made = PORT.test(text) ? `p${ports.size + 1}` : cipher(text);
      ports.set(text, made);
      return made;
    },
    domain: (text) =>
      text
        .split('.')
        .map((part) => (part === '*' ? part : name(part)))
        .join('.'),
  };
}

/** A name that is made of another name and an ending; undefined when it is not. */
function partsOf(
  text: string,
  hashes: ReadonlySet<string>,
): { readonly stem: string; readonly suffix: string; readonly scheduled: boolean } | undefined {
  const [, owner, minute] = SCHEDULED.exec(text) ?? [];
  if (owner !== undefined && minute !== undefined) return { stem: owner, suffix: minute, scheduled: true };
  const dash = text.lastIndexOf('-');
  const suffix = text.slice(dash + 1);
  const stem = text.slice(0, Math.max(0, dash));
  return hashes.has(suffix) && LABEL.test(stem) ? { stem, suffix, scheduled: false } : undefined;
}

/** Other letters for letters, other digits for digits: what is no valid name stays invalid for the same reason. */
function substitution(random: (below: number) => number): (text: string) => string {
  const other = new Map<string, string>();
  for (const alphabet of ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789']) {
    const letters = [...alphabet];
    for (let last = letters.length - 1; last > 0; last--) {
      const place = random(last + 1);
      const [one = '', two = ''] = [letters[place], letters[last]];
      [letters[place], letters[last]] = [two, one];
    }
    [...alphabet].forEach((letter, i) => {
      other.set(letter, letters[i] ?? letter);
    });
  }
  return (text) => [...text].map((letter) => other.get(letter) ?? letter).join('');
}
