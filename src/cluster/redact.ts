import { readSuppression, SUPPRESSION_ANNOTATION } from '../model/suppression.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { addressRedactor, redactedAddressText } from './redact-addresses.ts';

type Json = { readonly [key: string]: unknown };

/** Replaces what tells whose cluster it is, always alike, in objects that were reduced to what is read of them. */
export interface Redactor {
  readonly object: (value: Json) => Json;
  /** What a name, or a label's value, became. */
  readonly name: (text: string) => string;
  /** What an address or CIDR became. */
  readonly address: (text: string) => string;
}

/** Where chance comes from: handed in, so that this stays a function of its arguments. */
export interface Chance {
  /** A whole number below this one. */
  readonly below: (limit: number) => number;
  /** A coin for this text: always the same, and not to be guessed. */
  readonly coin: (text: string) => boolean;
}

const HASH_LABEL = 'pod-template-hash';

/** A redactor for these objects; they have to be known first, for some names are made of others. */
export function createRedactor(objects: readonly Json[], chance: Chance): Redactor {
  const { name, portName, domain } = createPseudonyms(hashesIn(objects), chance.below);
  const addresses = addressRedactor(chance.coin);
  const address = (text: string): string => redactedAddressText(text, addresses) ?? text;
  const rules: Rules = { name, portName, domain, address: (text) => redactedAddressText(text, addresses) };
  return { name, address, object: (value) => redactedFields(value, [], rules) };
}

function hashesIn(objects: readonly Json[]): ReadonlySet<string> {
  const hashes = new Set<string>();
  for (const object of objects) {
    const value = at(at(at(object, 'metadata'), 'labels'), HASH_LABEL);
    if (typeof value === 'string' && value !== '') hashes.add(value);
  }
  return hashes;
}

function at(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isMapping(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Rules {
  readonly name: (text: string) => string;
  readonly portName: (text: string) => string;
  readonly domain: (text: string) => string;
  readonly address: (text: string) => string | undefined;
}

/** Fields whose words are the API's, not the user's. */
const WORDS: ReadonlySet<string> = new Set([
  // Of a label, in selectors.
  'key',
  'apiVersion',
  'kind',
  'operator',
  'protocol',
  'type',
  'types',
  'phase',
  'status',
  'policyTypes',
  'action',
  'tier',
  'restartPolicy',
  'operation',
  'subresource',
  'resource',
  'why',
  'internalTrafficPolicy',
  'externalTrafficPolicy',
  'ipFamilies',
  'addressType',
  'creationTimestamp',
  'deletionTimestamp',
  'time',
  'toEntities',
  'fromEntities',
  'direction',
  'program',
  'taken',
]);

const PORTS: ReadonlySet<string> = new Set(['port', 'targetPort', 'namedPort', 'portName', 'containerPort']);
const DOMAINS: ReadonlySet<string> = new Set([
  'domainNames',
  'externalName',
  'host',
  'hostname',
  'matchName',
  'matchPattern',
  'dnsName',
  'fqdn',
  'fqdns',
  'domains',
]);

/** `path` holds the names of the fields around, without places in lists. */
function redacted(value: unknown, path: readonly string[], rules: Rules): unknown {
  if (typeof value === 'string') return redactedText(value, path, rules);
  if (Array.isArray(value)) return value.map((item) => redacted(item, path, rules));
  return isMapping(value) ? redactedFields(value, path, rules) : value;
}

function redactedFields(value: Json, path: readonly string[], rules: Rules): Json {
  const entries = Object.entries(value).flatMap(([key, field]): readonly (readonly [string, unknown])[] => {
    // Who applied it tells of tools and people.
    if (key === 'managedFields') return [];
    if (key === SUPPRESSION_ANNOTATION && typeof field === 'string') return [[key, withoutReason(field)]];
    return [[key, redacted(field, [...path, key], rules)]];
  });
  return Object.fromEntries(entries);
}

function withoutReason(written: string): string {
  const { codes, reason } = readSuppression(written);
  return reason === '' ? codes.join(', ') : `${codes.join(', ')}: redacted`;
}

function redactedText(text: string, path: readonly string[], rules: Rules): string {
  const key = path.at(-1) ?? '';
  if (isLabelValue(path)) return rules.name(text);
  if (WORDS.has(key)) return text;
  const around = path.at(-2);
  if (PORTS.has(key) || (key === 'name' && around === 'ports') || key === 'namedPorts') return rules.portName(text);
  if (key === 'clusterIP' || key === 'clusterIPs') return rules.address(text) ?? text;
  const address = rules.address(text);
  if (address !== undefined) return address;
  if (DOMAINS.has(key)) return rules.domain(text);
  return isExpression(key, text) ? withQuotedReplaced(text, rules) : rules.name(text);
}

/** Keys of these mappings are labels, whatever they are called. */
function isLabelValue(path: readonly string[]): boolean {
  const around = path.at(-2);
  return around === 'labels' || around === 'matchLabels' || around === 'selector';
}

// Calico writes selectors as expressions: `app == "web" && has(role)`.
function isExpression(key: string, text: string): boolean {
  return /[sS]elector$/.test(key) || /[=!(]/.test(text);
}

function withQuotedReplaced(text: string, { name }: Rules): string {
  return text.replace(/(["'])(.*?)\1/g, (_, quote: string, inner: string) => `${quote}${name(inner)}${quote}`);
}
