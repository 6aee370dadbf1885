import type { Endpoint } from '../../model/endpoints.ts';
import {
  ALL_PORTS,
  isEveryPort,
  mapProtocols,
  normalisePorts,
  type PortMatcher,
  type PortRange,
  type PortSet,
  PROTOCOLS,
  subtractPorts,
  subtractSets,
} from '../../model/ports.ts';
import type { PairAnswer } from '../check.ts';

/** The ports some pairs ask for, as the destinations see them. */
export function portsAsked(pairs: readonly PairAnswer[]): PortSet {
  return mapProtocols((protocol) =>
    normalisePorts(
      pairs.flatMap((pair): PortRange[] =>
        pair.protocol === protocol && pair.port !== undefined ? [[pair.port, pair.port]] : [],
      ),
    ),
  );
}

/** Entries of a rule that match exactly these ports. */
export function matchersFor(ports: PortSet): readonly PortMatcher[] {
  return PROTOCOLS.flatMap((protocol): readonly PortMatcher[] => {
    const ranges = ports[protocol];
    if (isEveryPort(ranges)) return [{ kind: 'protocol', protocol }];
    return ranges.map(([first, last]) => ({ kind: 'range', protocol, first, last }));
  });
}

/** Every port but these. */
export function everyPortBut(ports: PortSet): readonly PortMatcher[] {
  return matchersFor(subtractSets(ALL_PORTS, ports));
}

/** What is left of a rule's ports without some, at these destinations; names that stand for none of them stay. */
export function portsWithout(
  ports: 'any' | readonly PortMatcher[],
  taken: PortSet,
  destinations: readonly Endpoint[],
): readonly PortMatcher[] {
  if (ports === 'any') return everyPortBut(taken);
  return ports.flatMap((matcher): readonly PortMatcher[] => {
    if (matcher.kind === 'named') return isTaken(matcher.name, taken, destinations) ? [] : [matcher];
    const [first, last] = matcher.kind === 'range' ? [matcher.first, matcher.last] : [1, 65_535];
    const left = subtractPorts([[first, last]], taken[matcher.protocol]);
    if (left.length === 1 && left[0]?.[0] === first && left[0][1] === last) return [matcher];
    return left.map((range) => ({ kind: 'range', protocol: matcher.protocol, first: range[0], last: range[1] }));
  });
}

function isTaken(name: string, taken: PortSet, destinations: readonly Endpoint[]): boolean {
  return destinations.some(
    (end) =>
      end.kind === 'pod' &&
      end.pod.ports.some(
        (port) =>
          port.name === name && taken[port.protocol].some(([first, last]) => first <= port.port && port.port <= last),
      ),
  );
}

/** How many ports, over all protocols. */
export function countPorts(set: PortSet): number {
  return PROTOCOLS.flatMap((protocol) => set[protocol]).reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
