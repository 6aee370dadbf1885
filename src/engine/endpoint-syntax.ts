import type { AddressRange, IpAddress } from '../model/addresses.ts';
import { addressOf, parseAddress, parseCidr } from '../model/addresses.ts';
import { MAX_PORT, MIN_PORT, PROTOCOLS, type Protocol } from '../model/ports.ts';

/** What a user wrote for one end, before it is looked up (cli.md, Endpoints). */
export type EndpointSyntax =
  | { readonly kind: 'external' }
  | { readonly kind: 'address'; readonly address: IpAddress }
  | { readonly kind: 'range'; readonly range: AddressRange }
  /** One to three parts between slashes, none empty. */
  | { readonly kind: 'name'; readonly parts: readonly string[] };

/** A destination: an endpoint, and perhaps a port and a protocol behind it. */
export interface DestinationSyntax {
  readonly endpoint: string;
  readonly port: number | string | undefined;
  readonly protocol: Protocol | undefined;
}

/** Reads `external`, an address, a CIDR, `[address]`, or a name of up to three parts; undefined when it is none of these. */
export function readEndpoint(text: string): EndpointSyntax | undefined {
  const trimmed = text.trim();
  if (trimmed === 'external') return { kind: 'external' };
  const bare = /^\[(.*)\]$/.exec(trimmed)?.[1] ?? trimmed;
  const address = parseAddress(bare);
  if (address !== undefined) return { kind: 'address', address };
  const cidr = parseCidr(bare);
  if (cidr !== undefined) {
    if (cidr.first === cidr.last) return { kind: 'address', address: addressOf(cidr.family, cidr.first) };
    return { kind: 'range', range: { family: cidr.family, first: cidr.first, last: cidr.last } };
  }
  const parts = trimmed.split('/');
  if (parts.length > 3 || parts.some((part) => !/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(part)))
    return undefined;
  return { kind: 'name', parts };
}

/**
 * Splits `TO[:PORT[/PROTOCOL]]`; a bare IPv6 address keeps its colons, `[2001:db8::1]:443` has a port. Returns what is wrong with
 * the port as a string.
 */
export function readDestination(text: string): DestinationSyntax | string {
  const trimmed = text.trim();
  const whole = { endpoint: trimmed, port: undefined, protocol: undefined };
  if (parseAddress(trimmed) !== undefined || parseCidr(trimmed) !== undefined) return whole;
  const parts = /^(\[[^\]]*\](?:\/\d+)?|[^:]+):([^:/]*)(?:\/([A-Za-z]+))?$/.exec(trimmed);
  if (parts === null)
    return trimmed.includes(':') && !trimmed.startsWith('[') ? `"${trimmed}" is not ENDPOINT:PORT/PROTOCOL` : whole;
  const [, endpoint = '', portText = '', protocolText] = parts;
  const port = readPort(portText);
  if (port === undefined)
    return `"${portText}" is not a port: a number from ${MIN_PORT} to ${MAX_PORT}, or a port's name`;
  const protocol = protocolText === undefined ? undefined : readProtocol(protocolText);
  if (protocolText !== undefined && protocol === undefined) return protocolFault(protocolText);
  return { endpoint, port, protocol };
}

/** A port number 1–65535, or a port name; undefined when the text is neither. */
export function readPort(text: string): number | string | undefined {
  if (/^\d+$/.test(text)) {
    const port = Number(text);
    return port >= MIN_PORT && port <= MAX_PORT ? port : undefined;
  }
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(text) ? text : undefined;
}

function protocolFault(text: string): string {
  if (text.toUpperCase().startsWith('ICMP'))
    return `policies speak of ${PROTOCOLS.join(', ')} only: whether a ping passes between isolated pods differs between network plugins, and between others it does; ask for a port`;
  return `"${text}" is not a protocol: ${PROTOCOLS.join(', ')}`;
}

/** A protocol in any case; undefined when policies know none of that name. */
export function readProtocol(text: string): Protocol | undefined {
  return PROTOCOLS.find((protocol) => protocol === text.toUpperCase());
}
