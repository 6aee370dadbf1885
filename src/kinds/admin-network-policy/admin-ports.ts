import type { Protocol } from '../../model/ports.ts';
import { MAX_PORT, MIN_PORT, PROTOCOLS } from '../../model/ports.ts';
import type { FieldPath } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import { invalid, notSupported, required } from '../field-problem.ts';
import type { Read } from '../field-reader.ts';
import { int32, struct, text } from '../field-reader.ts';
import { nearestName } from '../nearest-name.ts';
import { quoted } from '../quoting.ts';
import { noMember, outOfRange, severalMembers } from '../tiered-policy/crd-problem.ts';
import { storedUnreadable } from '../tiered-policy/stored-problem.ts';
import type { PortReading } from '../tiered-policy/tiered-shape.ts';
import { membersOf } from '../tiered-policy/tiered-shape.ts';

/** policy.networking.k8s.io/v1alpha1 AdminNetworkPolicyPort. */
export const adminPortShape = struct('AdminNetworkPolicyPort', {
  portNumber: struct('Port', { protocol: text(), port: int32 }),
  portRange: struct('PortRange', { protocol: text(), start: int32, end: int32 }),
  namedPort: text(),
});

export type RawAdminPort = Read<typeof adminPortShape>;

export const ADMIN_PORT_MEMBERS = ['portNumber', 'portRange', 'namedPort'];

/** What is refused about one entry of `ports`, and what is stored and matches nothing (semantics §4.4). */
export function adminPortProblems(entry: RawAdminPort, path: FieldPath): readonly FieldProblem[] {
  const members = membersOf(entry, ADMIN_PORT_MEMBERS);
  if (members.length === 0) {
    return [
      noMember(path, { message: 'this port is empty', remedy: 'write one of portNumber, portRange and namedPort' }),
    ];
  }
  const several =
    members.length > 1
      ? [severalMembers(path, { members, what: 'this port', remedy: 'make two entries of the list of them' })]
      : [];
  const { portNumber, portRange } = entry;
  return [
    ...several,
    ...(portNumber === undefined ? [] : numberProblems(portNumber, [...path, 'portNumber'])),
    ...(portRange === undefined ? [] : rangeProblems(portRange, [...path, 'portRange'])),
  ];
}

function numberProblems(
  { protocol, port }: NonNullable<RawAdminPort['portNumber']>,
  path: FieldPath,
): readonly FieldProblem[] {
  return [...protocolProblems(protocol, [...path, 'protocol']), ...portProblems(port, [...path, 'port'])];
}

function rangeProblems(
  { protocol, start, end }: NonNullable<RawAdminPort['portRange']>,
  path: FieldPath,
): readonly FieldProblem[] {
  const problems = [
    ...protocolProblems(protocol, [...path, 'protocol']),
    ...portProblems(start, [...path, 'start']),
    ...portProblems(end, [...path, 'end']),
  ];
  if (problems.length > 0 || start === undefined || end === undefined || start < end) return problems;
  const message =
    start === end ? `the range begins and ends at ${start}` : `the range ends at ${end}, before it begins at ${start}`;
  const remedy = start === end ? 'write a portNumber' : 'swap them';
  const broken = invalid({ path, value: `${start}-${end}`, message, detail: 'start must be less than end', remedy });
  return [
    {
      ...storedUnreadable(broken),
      lenient: start === end ? 'stored; read as that one port' : 'stored; it matches nothing',
    },
  ];
}

function portProblems(port: number | undefined, path: FieldPath): readonly FieldProblem[] {
  if (port === undefined) return [required({ path, message: `\`${String(path.at(-1))}\` is missing`, detail: '' })];
  if (port >= MIN_PORT && port <= MAX_PORT) return [];
  return [outOfRange(path, { value: port, first: MIN_PORT, last: MAX_PORT, what: 'a port' })];
}

/** The schema takes any text for a protocol; one that is none matches nothing. */
function protocolProblems(protocol: string | undefined, path: FieldPath): readonly FieldProblem[] {
  if (protocolOf(protocol) !== undefined) return [];
  const meant = nearestName(protocol ?? '', PROTOCOLS);
  const problem = notSupported({
    path,
    value: protocol,
    message: `${quoted(protocol)} is not a protocol of network policies; there are TCP, UDP and SCTP, in capitals`,
    supported: ['SCTP', 'TCP', 'UDP'],
    ...(meant === undefined ? {} : { remedy: `write \`${meant}\`` }),
  });
  return [{ ...storedUnreadable(problem), lenient: 'stored; it matches nothing' }];
}

/** A missing protocol is TCP. */
function protocolOf(written: string | undefined): Protocol | undefined {
  return written === undefined ? 'TCP' : PROTOCOLS.find((protocol) => protocol === written);
}

/** What an entry matches; the protocol of a named port is that of the pod's own port (semantics §4.4). */
export function compileAdminPort({ portNumber, portRange, namedPort }: RawAdminPort): PortReading {
  if (namedPort !== undefined) return { kind: 'matcher', matcher: { kind: 'named', protocol: 'any', name: namedPort } };
  const protocol = protocolOf((portNumber ?? portRange)?.protocol);
  const first = portNumber?.port ?? portRange?.start;
  const last = portNumber?.port ?? portRange?.end;
  if (protocol === undefined || first === undefined || last === undefined || last < first) return { kind: 'nothing' };
  return { kind: 'matcher', matcher: { kind: 'range', protocol, first, last } };
}
