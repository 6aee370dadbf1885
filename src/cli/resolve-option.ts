import type { DomainAddresses } from '../cluster/resolve-names.ts';
import { type IpAddress, parseAddress } from '../model/addresses.ts';
import { printable } from '../present/text.ts';
import { UserError } from './user-error.ts';

/** Reads `--resolve api.example.com=203.0.113.1,2001:db8::1`; a name given twice has the addresses of both. */
export function readResolutions(written: readonly string[]): DomainAddresses {
  const found = new Map<string, readonly IpAddress[]>();
  for (const text of written) {
    const [name = '', list] = splitOnce(text);
    if (name === '' || list === undefined) throw malformed(text, 'there is no name and "="');
    const addresses = list.split(',').map((part) => {
      const address = parseAddress(part.trim());
      if (address === undefined) throw malformed(text, `"${part.trim()}" is no IP address`);
      return address;
    });
    found.set(name, [...(found.get(name) ?? []), ...addresses]);
  }
  return found;
}

function splitOnce(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=');
  return at === -1 ? [text.trim(), undefined] : [text.slice(0, at).trim(), text.slice(at + 1)];
}

function malformed(text: string, why: string): UserError {
  return new UserError(
    printable(`--resolve ${text}: ${why}; write it as --resolve api.example.com=203.0.113.1,203.0.113.2`),
  );
}
