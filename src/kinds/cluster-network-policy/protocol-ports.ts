import type { Protocol } from '../../model/ports.ts';
import { MAX_PORT, MIN_PORT } from '../../model/ports.ts';
import type { FieldPath } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import { required } from '../field-problem.ts';
import type { Read } from '../field-reader.ts';
import { int32, struct, text } from '../field-reader.ts';
import { noMember, outOfRange, ruleBroken, severalMembers } from '../tiered-policy/crd-problem.ts';
import type { PortReading } from '../tiered-policy/tiered-shape.ts';
import { membersOf } from '../tiered-policy/tiered-shape.ts';

const portShape = struct('Port', { number: int32, range: struct('PortRange', { start: int32, end: int32 }) });

/** policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicyProtocol. */
export const protocolShape = struct('ClusterNetworkPolicyProtocol', {
  tcp: struct('ProtocolTCP', { destinationPort: portShape }),
  udp: struct('ProtocolUDP', { destinationPort: portShape }),
  sctp: struct('ProtocolSCTP', { destinationPort: portShape }),
  destinationNamedPort: text(),
});

export type RawProtocol = Read<typeof protocolShape>;
type RawPort = Read<typeof portShape>;

export const PROTOCOL_MEMBERS = ['tcp', 'udp', 'sctp', 'destinationNamedPort'];
const BY_MEMBER: readonly (readonly ['tcp' | 'udp' | 'sctp', Protocol])[] = [
  ['tcp', 'TCP'],
  ['udp', 'UDP'],
  ['sctp', 'SCTP'],
];

/** What is refused about one entry of `protocols` (semantics §4.4). */
export function protocolProblems(entry: RawProtocol, path: FieldPath): readonly FieldProblem[] {
  const members = membersOf(entry, PROTOCOL_MEMBERS);
  if (members.length === 0) {
    return [
      noMember(path, { message: 'this protocol is empty', remedy: `write one of ${PROTOCOL_MEMBERS.join(', ')}` }),
    ];
  }
  const remedy = 'make two entries of the list of them';
  const several = members.length > 1 ? [severalMembers(path, { members, what: 'this entry', remedy })] : [];
  const ports = BY_MEMBER.flatMap(([member, protocol]) => {
    const written = entry[member];
    if (written === undefined) return [];
    return destinationProblems(written.destinationPort, { path: [...path, member], protocol });
  });
  return [...several, ...ports];
}

function destinationProblems(
  port: RawPort | undefined,
  { path, protocol }: { readonly path: FieldPath; readonly protocol: Protocol },
): readonly FieldProblem[] {
  if (port === undefined) {
    return [
      noMember(path, {
        message: `\`${String(path.at(-1))}\` without a destinationPort is refused, though it would mean every ${protocol} port`,
        remedy: `for every ${protocol} port write \`destinationPort: { range: { start: ${MIN_PORT}, end: ${MAX_PORT} } }\``,
      }),
    ];
  }
  const place = [...path, 'destinationPort'];
  const members = membersOf(port, ['number', 'range']);
  if (members.length === 0)
    return [noMember(place, { message: 'the port is empty', remedy: 'write `number` or `range`' })];
  const several = members.length > 1 ? [severalMembers(place, { members, what: 'the port', remedy: 'keep one' })] : [];
  return [
    ...several,
    ...(port.number === undefined ? [] : numberProblems(port.number, [...place, 'number'])),
    ...(port.range === undefined ? [] : rangeProblems(port.range, [...place, 'range'])),
  ];
}

function numberProblems(port: number | undefined, path: FieldPath): readonly FieldProblem[] {
  if (port === undefined) return [required({ path, message: `\`${String(path.at(-1))}\` is missing`, detail: '' })];
  if (port >= MIN_PORT && port <= MAX_PORT) return [];
  return [outOfRange(path, { value: port, first: MIN_PORT, last: MAX_PORT, what: 'a port' })];
}

function rangeProblems({ start, end }: NonNullable<RawPort['range']>, path: FieldPath): readonly FieldProblem[] {
  const problems = [...numberProblems(start, [...path, 'start']), ...numberProblems(end, [...path, 'end'])];
  if (problems.length > 0 || start === undefined || end === undefined || start < end) return problems;
  return [
    ruleBroken({
      path,
      message:
        start === end
          ? `the range begins and ends at ${start}`
          : `the range ends at ${end}, before it begins at ${start}`,
      detail: 'Start port must be less than End port',
      remedy: start === end ? `write \`number: ${start}\`` : 'swap them',
    }),
  ];
}

/** What an entry matches; the protocol of a named port is that of the pod's own port (semantics §4.4). */
export function compileProtocol(entry: RawProtocol): PortReading {
  const name = entry.destinationNamedPort;
  if (name !== undefined) return { kind: 'matcher', matcher: { kind: 'named', protocol: 'any', name } };
  for (const [member, protocol] of BY_MEMBER) {
    const port = entry[member]?.destinationPort;
    const first = port?.number ?? port?.range?.start;
    const last = port?.number ?? port?.range?.end;
    if (first !== undefined && last !== undefined)
      return { kind: 'matcher', matcher: { kind: 'range', protocol, first, last } };
  }
  return { kind: 'nothing' };
}
