import { parseAddress } from '../model/addresses.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readDestination } from './endpoint-syntax.ts';
import { endpointNamed } from './resolve.ts';

/** The ends of a connection that a text speaks of; `from` is there when it names two. */
export interface PastedEnds {
  readonly from?: string;
  readonly to: string;
}

/** What may stand around an end in prose, a log line or a shell. */
const AROUND = /^[\s"'`(<{,;=]+|[\s"'`)>},;.]+$/g;
/** `10.2.3.4 port 8080`, as curl and others say it. */
const PORT_WORD = /([\w.\]-]+),? port (\d+)\b/g;
const ARROW = /\s*(?:->|→|=>|-->|>)\s*/;
/** Longer texts are looked at as far as this: a paste may be a whole log. */
const LONGEST = 4000;

/**
 * Finds the ends of a connection in a text: `shop/web -> shop/db:5432`, `10.2.3.4:8080`, `[2001:db8::1]:443`, a URL, or a log line that
 * holds such. An address is always one; a name only when there is something of that name. Undefined when there is none.
 */
export function endsInText(snapshot: Snapshot, text: string, namespace: string): PastedEnds | undefined {
  const line = text.slice(0, LONGEST).replaceAll(PORT_WORD, '$1:$2').trim();
  const [left = '', right, ...more] = line.split(ARROW);
  if (right !== undefined && more.length === 0) {
    const from = endsIn(snapshot, left, namespace).at(-1);
    const [to] = endsIn(snapshot, right, namespace);
    if (from !== undefined && to !== undefined) return { from: withoutPort(from), to };
  }
  const found = [...new Set(endsIn(snapshot, line, namespace))];
  const [first, second] = found;
  if (first === undefined) return undefined;
  if (second === undefined) return { to: first };
  return { from: withoutPort(first), to: second };
}

function endsIn(snapshot: Snapshot, text: string, namespace: string): readonly string[] {
  return text.split(/\s+/).flatMap((word) => {
    const end = endOf(bareWord(word), snapshot, namespace);
    return end === undefined ? [] : [end];
  });
}

// A colon at the end belongs to the sentence, two to an address.
function bareWord(word: string): string {
  return word.replaceAll(AROUND, '').replace(/(?<!:):$/, '');
}

/** `key=10.2.3.4:80` and `host:port` in one word of a log line; what names nothing known is none. */
function endOf(word: string, snapshot: Snapshot, namespace: string): string | undefined {
  for (const candidate of [word, bareWord(word.slice(word.indexOf('=') + 1))]) {
    const end = readWord(candidate);
    if (end !== undefined && isKnown(end, snapshot, namespace)) return end;
  }
  return undefined;
}

const SCHEME_PORTS: Readonly<Record<string, string>> = {
  http: '80',
  ws: '80',
  https: '443',
  wss: '443',
  grpc: '80',
  postgres: '5432',
  postgresql: '5432',
  mysql: '3306',
  redis: '6379',
  amqp: '5672',
  mongodb: '27017',
};

/** A word as an end: the host of a URL with its port or its scheme's, else the word itself. */
function readWord(word: string): string | undefined {
  if (word === '') return undefined;
  const url = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@\s]*@)?(\[[^\]\s]+\]|[^/?#:\s]+)(?::(\d+))?(?:[/?#].*)?$/i.exec(word);
  if (url === null) return word;
  const [, scheme = '', host = '', port = SCHEME_PORTS[scheme.toLowerCase()]] = url;
  return port === undefined ? host : `${host}:${port}`;
}

function isKnown(end: string, snapshot: Snapshot, namespace: string): boolean {
  const read = readDestination(end);
  if (typeof read === 'string') return false;
  const bare = /^\[(.*)\]$/.exec(read.endpoint)?.[1] ?? read.endpoint;
  if (parseAddress(bare) !== undefined) return true;
  // A word such as "web" in a sentence is no end, whatever there is of that name.
  if (!/[/.:]/.test(end)) return false;
  return endpointNamed(snapshot, read.endpoint, namespace) !== undefined;
}

function withoutPort(end: string): string {
  const read = readDestination(end);
  return typeof read === 'string' ? end : read.endpoint;
}
