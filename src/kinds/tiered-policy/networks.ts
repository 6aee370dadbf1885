import type { Cidr } from '../../model/addresses.ts';
import { formatRange, parseAddress, parseCidr } from '../../model/addresses.ts';
import type { Peer } from '../../model/policies.ts';
import type { FieldPath } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import { invalid } from '../field-problem.ts';
import { quoted } from '../quoting.ts';
import { duplicate, tooLong, tooMany } from './crd-problem.ts';
import { storedUnreadable } from './stored-problem.ts';
import type { CidrCheck } from './tiered-shape.ts';

/** As many ranges as one peer may name, and domain names likewise. */
export const MOST_IN_PEER = 25;
const LONGEST_CIDR = 43;

const CIDR_RULE = 'Invalid CIDR format provided';
const FAMILY_RULE =
  'CIDR must be either an IPv4 or IPv6 address. IPv4 address embedded in IPv6 addresses are not supported';

/** What is wrong with a list of ranges, and what of it the server refuses; older versions leave the check to plugins. */
export function networkProblems(
  networks: readonly string[],
  path: FieldPath,
  check: CidrCheck,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (networks.length > MOST_IN_PEER) {
    problems.push(tooMany(path, { count: networks.length, most: MOST_IN_PEER, what: 'ranges in one peer' }));
  }
  networks.forEach((written, index) => {
    const place = [...path, index];
    if (networks.indexOf(written) < index) problems.push(duplicate(place, written));
    if (written.length > LONGEST_CIDR) {
      problems.push(tooLong(place, { value: written, most: LONGEST_CIDR, what: 'the range' }));
    } else problems.push(...cidrProblems(written, place, check));
  });
  return problems;
}

function cidrProblems(written: string, path: FieldPath, check: CidrCheck): readonly FieldProblem[] {
  const cidr = readableCidr(written);
  const isMapped = cidr?.oddities.includes('ipv4-mapped') === true;
  if (cidr === undefined || (check === 'by-plugins' ? isNeitherFamily(written) : isMapped)) {
    return [notACidr(written, path, check)];
  }
  if (!cidr.oddities.includes('host-bits')) return [];
  return [hostBits(cidr, path, check)];
}

/** The one thing the oldest version's schema asks: a dot or a colon, and not both. */
function isNeitherFamily(written: string): boolean {
  return written.includes(':') === written.includes('.');
}

function notACidr(written: string, path: FieldPath, check: CidrCheck): FieldProblem {
  const address = parseAddress(written);
  const remedy =
    address === undefined
      ? {}
      : { remedy: `for this one address write \`${address.text}/${address.family === 'IPv4' ? 32 : 128}\`` };
  const message = `${quoted(written)} is not a range of addresses in CIDR notation`;
  if (check !== 'by-plugins') return invalid({ path, value: written, message, detail: CIDR_RULE, ...remedy });
  const problem = invalid({ path, value: written, message, detail: FAMILY_RULE, ...remedy });
  return isNeitherFamily(written) ? problem : storedUnreadable(problem);
}

function hostBits(cidr: Cidr, path: FieldPath, check: CidrCheck): FieldProblem {
  const range = formatRange(cidr);
  const refusal = invalid({
    path,
    value: cidr.text,
    message: `${quoted(cidr.text)} has bits set beyond its prefix length; it reads as ${range}`,
    detail: CIDR_RULE,
    remedy: `write \`${range}\``,
  });
  if (check === 'masked') return refusal;
  return {
    ...refusal,
    code: 'host-bits',
    severity: 'warning',
    strict: `stored as it is; version v1beta1 refuses it: ${refusal.strict}`,
    lenient: `read as ${range}`,
    refuses: false,
  };
}

/** The range, as Go reads it: leading zeros are refused (semantics §8.2). */
function readableCidr(written: string): Cidr | undefined {
  const cidr = parseCidr(written);
  return cidr === undefined || cidr.oddities.includes('leading-zeros') ? undefined : cidr;
}

/** One peer per range. They match pods as well as anything else, each only its own family (semantics §4.3). */
export function compileNetworks(networks: readonly string[]): readonly Peer[] {
  return networks.map((written): Peer => {
    const cidr = readableCidr(written);
    if (cidr === undefined) return { kind: 'unsupported', feature: `the network ${quoted(written)}` };
    return { kind: 'addresses', block: { cidr, except: [] }, text: cidr.text };
  });
}
