import type { Cidr, CidrOddity } from '../model/addresses.ts';
import { covers, formatRange, parseAddress, parseCidr } from '../model/addresses.ts';
import { assertNever } from '../model/errors.ts';
import type { AddressBlock } from '../model/policies.ts';
import type { FieldPath } from '../model/raw-object.ts';
import type { FieldProblem } from './field-problem.ts';
import { invalid, required } from './field-problem.ts';
import type { Read } from './field-reader.ts';
import { list, struct, text } from './field-reader.ts';
import { quoted } from './quoting.ts';

/** networking.k8s.io/v1 IPBlock. */
export const ipBlockShape = struct('v1.IPBlock', { cidr: text(), except: list(text()) });

export type RawIpBlock = Read<typeof ipBlockShape>;

const CIDR_RULE = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** What servers refuse about a block, and what only strict ones do (semantics §1.7, §3.2). */
export function ipBlockProblems(block: RawIpBlock, path: FieldPath): readonly FieldProblem[] {
  const written = block.cidr ?? '';
  const cidrPath = [...path, 'cidr'];
  if (written === '') {
    return [
      required({
        path: cidrPath,
        message: 'an ipBlock without `cidr` names no addresses',
        detail: '',
        remedy: 'write the range, `cidr: 10.0.0.0/8`; for every address `0.0.0.0/0` and `::/0`',
      }),
    ];
  }
  const cidr = parseCidr(written);
  if (cidr === undefined) return [notACidr(written, cidrPath)];
  const exceptions = (block.except ?? []).flatMap((text, index) =>
    exceptProblems(text, cidr, [...path, 'except', index]),
  );
  return [...cidr.oddities.map((oddity) => oddityWarning(oddity, cidr, cidrPath)), ...exceptions];
}

function exceptProblems(written: string, within: Cidr, path: FieldPath): readonly FieldProblem[] {
  const except = parseCidr(written);
  if (except === undefined) return [notACidr(written, path)];
  const warnings = except.oddities.map((oddity) => oddityWarning(oddity, except, path));
  if (covers(within, except) && except.prefix > within.prefix) return warnings;
  return [
    ...warnings,
    invalid({
      path,
      value: written,
      message: `${quoted(written)} does not lie inside ${quoted(within.text)} and smaller than it, so it cannot be an exception to it`,
      detail: 'must be a strict subset of `cidr`',
      remedy: 'an exception only takes away from its own block; remove it, or move it to the block it is part of',
    }),
  ];
}

function notACidr(written: string, path: FieldPath): FieldProblem {
  const address = parseAddress(written);
  const remedy =
    address === undefined
      ? undefined
      : `for this one address write \`${address.text}/${address.family === 'IPv4' ? 32 : 128}\``;
  return invalid({
    path,
    value: written,
    message: `${quoted(written)} is not a range of addresses in CIDR notation`,
    detail: CIDR_RULE,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** Refused by API servers that validate CIDRs strictly, 1.36 and newer, when the object is created (semantics §3.2). */
function oddityWarning(oddity: CidrOddity, cidr: Cidr, path: FieldPath): FieldProblem {
  const range = `${formatRange(cidr)}${cidr.first === cidr.last ? `/${cidr.prefix}` : ''}`;
  const refusal = invalid({ path, value: cidr.text, message: '', detail: oddityRule(oddity) });
  return {
    code: oddity === 'host-bits' ? 'host-bits' : 'invalid-value',
    severity: 'warning',
    path,
    message: `${quoted(cidr.text)} ${oddityInWords(oddity)}; it is read as ${range}`,
    strict: `an API server of 1.36 or newer refuses it on create: ${refusal.strict}`,
    lenient: `read as ${range}`,
    remedy: `write \`${range}\``,
    refuses: false,
  };
}

function oddityRule(oddity: CidrOddity): string {
  switch (oddity) {
    case 'host-bits':
      return 'must not have bits set beyond the prefix length';
    case 'leading-zeros':
      return 'must not have leading 0s';
    case 'ipv4-mapped':
      return 'must not have an IPv4-mapped IPv6 address';
    default:
      return assertNever(oddity);
  }
}

function oddityInWords(oddity: CidrOddity): string {
  switch (oddity) {
    case 'host-bits':
      return 'has bits set beyond its prefix length';
    case 'leading-zeros':
      return 'is written with leading zeros';
    case 'ipv4-mapped':
      return 'is an IPv4 range written as IPv6';
    default:
      return assertNever(oddity);
  }
}

/** The block's meaning, and its text as a peer. Undefined only for a block the checks have refused. */
export function compileIpBlock(raw: RawIpBlock): { readonly block: AddressBlock; readonly text: string } | undefined {
  const cidr = parseCidr(raw.cidr ?? '');
  if (cidr === undefined) return undefined;
  const except = (raw.except ?? []).flatMap((written) => parseCidr(written) ?? []);
  const suffix = except.length === 0 ? '' : ` except ${except.map((exception) => exception.text).join(', ')}`;
  return { block: { cidr, except }, text: `${cidr.text}${suffix}` };
}
