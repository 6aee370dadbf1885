import type { PortMatcher, Protocol } from '../model/ports.ts';
import { MAX_PORT, MIN_PORT, PROTOCOLS } from '../model/ports.ts';
import type { FieldPath } from '../model/raw-object.ts';
import type { Complaint, FieldProblem } from './field-problem.ts';
import { invalid, notSupported } from './field-problem.ts';
import type { Read } from './field-reader.ts';
import { int32, intOrString, struct, text } from './field-reader.ts';
import { nearestName } from './nearest-name.ts';
import { portNameFault } from './object-names.ts';
import { quoted } from './quoting.ts';

/** networking.k8s.io/v1 NetworkPolicyPort. */
export const policyPortShape = struct('v1.NetworkPolicyPort', {
  protocol: text('v1.Protocol'),
  port: intOrString,
  endPort: int32,
});

export type RawPolicyPort = Read<typeof policyPortShape>;

const RANGE_RULE = `must be between ${MIN_PORT} and ${MAX_PORT}, inclusive`;

/** What a server refuses about one entry of `ports` (semantics §3.2). */
export function policyPortProblems(entry: RawPolicyPort, path: FieldPath): readonly FieldProblem[] {
  return [...protocolProblems(entry, path), ...portProblems(entry, path), ...endPortProblems(entry, path)];
}

function protocolProblems({ protocol }: RawPolicyPort, path: FieldPath): readonly FieldProblem[] {
  if (protocol === undefined || protocolOf(protocol) !== undefined) return [];
  const meant = nearestName(protocol, PROTOCOLS);
  return [
    notSupported({
      path: [...path, 'protocol'],
      value: protocol,
      message: `${quoted(protocol)} is not a protocol of network policies; there are TCP, UDP and SCTP, in capitals`,
      supported: PROTOCOLS,
      ...(meant === undefined ? {} : { remedy: `write \`${meant}\`` }),
    }),
  ];
}

function portProblems({ port }: RawPolicyPort, path: FieldPath): readonly FieldProblem[] {
  if (port === undefined) return [];
  const portPath = [...path, 'port'];
  if (typeof port === 'number') return isPort(port) ? [] : [outOfRange(port, portPath)];
  const fault = portNameFault(port);
  if (fault === undefined) return [];
  const remedy = /^\d+$/.test(port) ? `for the number remove the quotes: \`port: ${port}\`` : undefined;
  return [
    invalid({
      path: portPath,
      value: port,
      message: `${quoted(port)} is not a port name`,
      detail: fault,
      ...(remedy === undefined ? {} : { remedy }),
    }),
  ];
}

function endPortProblems({ port, endPort }: RawPolicyPort, path: FieldPath): readonly FieldProblem[] {
  if (endPort === undefined) return [];
  const endPath = [...path, 'endPort'];
  if (port === undefined) {
    return [
      notWithThisPort({
        path: endPath,
        value: endPort,
        message: `a range that ends at ${endPort} needs a \`port\` to begin with`,
        detail: 'may not be specified when `port` is not specified',
        remedy: 'add `port:`, the first port of the range',
      }),
    ];
  }
  if (typeof port === 'string') {
    return [
      notWithThisPort({
        path: endPath,
        value: endPort,
        message: `a range cannot begin at the named port ${quoted(port)}`,
        detail: 'may not be specified when `port` is non-numeric',
        remedy: 'write the first port as a number, or remove `endPort`',
      }),
    ];
  }
  const problems: FieldProblem[] = [];
  if (endPort < port) {
    problems.push(
      invalid({
        path: endPath,
        // The server names the value of `port` here.
        value: port,
        message: `the range ends at ${endPort}, before it begins at ${port}`,
        detail: 'must be greater than or equal to `port`',
      }),
    );
  }
  if (!isPort(endPort)) problems.push(outOfRange(endPort, endPath));
  return problems;
}

/** Forbidden by its meaning; the server words it as an invalid value. */
function notWithThisPort(complaint: Complaint): FieldProblem {
  return { ...invalid(complaint), code: 'forbidden' };
}

function outOfRange(port: number, path: FieldPath): FieldProblem {
  return invalid({
    path,
    value: port,
    message: `${port} is not a port: they go from ${MIN_PORT} to ${MAX_PORT}`,
    detail: RANGE_RULE,
  });
}

function isPort(port: number): boolean {
  return port >= MIN_PORT && port <= MAX_PORT;
}

/** The protocol of this name, case-sensitive as in the API. */
export function protocolOf(written: string): Protocol | undefined {
  return PROTOCOLS.find((protocol) => protocol === written);
}

/** What an entry matches: no protocol is TCP, no port is every port of that protocol (semantics §1.8). */
export function compilePolicyPort({ protocol: written, port, endPort }: RawPolicyPort): PortMatcher {
  const protocol = protocolOf(written ?? 'TCP') ?? 'TCP';
  if (port === undefined) return { kind: 'protocol', protocol };
  if (typeof port === 'string') return { kind: 'named', protocol, name: port };
  return { kind: 'range', protocol, first: port, last: endPort ?? port };
}
