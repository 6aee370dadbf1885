import {
  type AddressRange,
  addressOf,
  type Family,
  type IpAddress,
  parseAddress,
  parseCidr,
} from '../model/addresses.ts';

const BITS: Readonly<Record<Family, number>> = { IPv4: 32, IPv6: 128 };

/** How many leading bits stay: they tell private from public, and families of addresses apart. */
const KEPT_BITS: Readonly<Record<Family, number>> = { IPv4: 8, IPv6: 16 };

/** Blocks with a meaning of their own, which addresses neither enter nor leave. */
const KEPT_BLOCKS = ['127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '::/80'];
/** Of these, every address stays as it is. */
const KEPT_WHOLE = ['127.0.0.0/8', '169.254.0.0/16', '::/80'];

/**
 * Gives addresses other addresses so that two share as many leading bits as before: an address lies in a block exactly when its
 * replacement lies in the block's. `flips` decides for each place in the tree of prefixes, always the same.
 */
export function addressRedactor(flips: (prefix: string) => boolean): (address: IpAddress) => IpAddress {
  const kept = KEPT_BLOCKS.flatMap((text) => rangeOf(text));
  const whole = KEPT_WHOLE.flatMap((text) => rangeOf(text));
  const mapped = new Map<string, IpAddress>();
  return (address) => {
    const key = `${address.family} ${address.value}`;
    const known = mapped.get(key);
    if (known !== undefined) return known;
    const made = mappedAddress(address, { flips, kept, whole });
    mapped.set(key, made);
    return made;
  };
}

interface Rules {
  readonly flips: (prefix: string) => boolean;
  readonly kept: readonly AddressRange[];
  readonly whole: readonly AddressRange[];
}

function mappedAddress({ family, value }: IpAddress, { flips, kept, whole }: Rules): IpAddress {
  const bits = BITS[family];
  let made = 0n;
  for (let depth = 0; depth < bits; depth++) {
    const rest = BigInt(bits - depth);
    const first = (value >> rest) << rest;
    const prefix: AddressRange = { family, first, last: first + (1n << rest) - 1n };
    const bit = (value >> (rest - 1n)) & 1n;
    const stays =
      depth < KEPT_BITS[family] ||
      kept.some((block) => isAbove(prefix, block)) ||
      whole.some((block) => isIn(prefix, block));
    made = (made << 1n) | (!stays && flips(`${family} ${depth} ${first}`) ? 1n - bit : bit);
  }
  return addressOf(family, made);
}

/** Whether the block lies below this place in the tree: a flip there would move it. */
function isAbove(prefix: AddressRange, block: AddressRange): boolean {
  return (
    prefix.family === block.family &&
    prefix.first <= block.first &&
    block.last <= prefix.last &&
    !(prefix.first === block.first && prefix.last === block.last)
  );
}

function isIn(prefix: AddressRange, block: AddressRange): boolean {
  return prefix.family === block.family && block.first <= prefix.first && prefix.last <= block.last;
}

function rangeOf(text: string): readonly AddressRange[] {
  const cidr = parseCidr(text);
  if (cidr !== undefined) return [cidr];
  return [];
}

/** The text with its address or CIDR replaced; undefined when it is neither. A CIDR with host bits keeps some. */
export function redactedAddressText(text: string, redact: (address: IpAddress) => IpAddress): string | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return redact(address).text;
  const cidr = parseCidr(text);
  if (cidr === undefined) return undefined;
  const { family, prefix, first, oddities } = cidr;
  const rest = BigInt(BITS[family] - prefix);
  const network = (redact(addressOf(family, first)).value >> rest) << rest;
  return `${addressOf(family, oddities.includes('host-bits') ? network + 1n : network).text}/${prefix}`;
}
