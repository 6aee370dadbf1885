import type { ContainerPort } from '../../model/cluster-objects.ts';
import type { Action, CompiledPolicy, CompiledRule, Direction } from '../../model/policies.ts';
import { ALL_PORTS, MAX_PORT, MIN_PORT, mapProtocols, normalisePorts, type PortMatcher } from '../../model/ports.ts';
import type { PeerId, PeerTable } from './peer-table.ts';
import { ALL_PORTS_ID, type PortSetId, type PortSets } from './port-sets.ts';

/** A rule in numbers. */
export interface AskedRule {
  readonly action: Action;
  /** Its peers match whatever is asked about. */
  readonly everybody: boolean;
  /** Some peer cannot be evaluated: whether it matches is not known, whatever is asked about. */
  readonly inDoubt: boolean;
  readonly peers: readonly PeerId[];
  /** Whether some peer is a block of addresses. */
  readonly hasBlocks: boolean;
  /** Whether its ports hang on the destination. */
  readonly named: boolean;
  /** Rules with equal keys have equal ports at every destination. */
  readonly portsKey: string;
  readonly portsAt: (destination: PortMap) => PortSetId;
}

/** The named ports of a pod that some rule names; the first is that of pods which have none. */
export interface PortMap {
  readonly id: number;
  readonly ports: readonly ContainerPort[];
}

/** A policy in numbers. */
export interface AskedPolicy {
  readonly id: number;
  readonly policy: CompiledPolicy;
  readonly subject: PeerId;
  readonly rules: Readonly<Record<Direction, readonly AskedRule[]>>;
}

/** What the policy asks; its selectors and blocks are in the table afterwards. */
export function askedPolicy(policy: CompiledPolicy, id: number, peers: PeerTable, ports: PortSets): AskedPolicy {
  const of = (direction: Direction): readonly AskedRule[] =>
    policy.rules.filter(({ ref }) => ref.direction === direction).map((rule) => askedRule(rule, peers, ports));
  return {
    id,
    policy,
    subject: peers.endpoints(policy.subject),
    rules: { ingress: of('ingress'), egress: of('egress') },
  };
}

function askedRule(rule: CompiledRule, table: PeerTable, ports: PortSets): AskedRule {
  const written = rule.peers === 'any' ? [] : rule.peers;
  const peers: PeerId[] = [];
  for (const peer of written) {
    const id = table.peer(peer);
    if (id !== undefined && !peers.includes(id)) peers.push(id);
  }
  return {
    action: rule.action,
    everybody: rule.peers === 'any',
    inDoubt: written.some(({ kind }) => kind === 'unsupported'),
    peers,
    hasBlocks: written.some(({ kind }) => kind === 'addresses'),
    ...portsOf(rule.ports, ports),
  };
}

function portsOf(matchers: CompiledRule['ports'], table: PortSets): Pick<AskedRule, 'named' | 'portsKey' | 'portsAt'> {
  if (matchers === 'any') return { named: false, portsKey: `${ALL_PORTS_ID}`, portsAt: () => ALL_PORTS_ID };
  const named = matchers.filter((matcher) => matcher.kind === 'named');
  const fixed = table.idOf(numbered(matchers));
  if (named.length === 0) return { named: false, portsKey: `${fixed}`, portsAt: () => fixed };
  const memo = new Map<number, PortSetId>();
  const resolve = ({ ports }: PortMap): PortSetId => table.unite(fixed, table.idOf(resolved(named, ports)));
  const names = new Set(named.map(({ name, protocol }) => JSON.stringify([name, protocol])));
  return {
    named: true,
    portsKey: `${fixed} ${[...names].sort().join()}`,
    portsAt(map) {
      const id = memo.get(map.id) ?? resolve(map);
      memo.set(map.id, id);
      return id;
    },
  };
}

function numbered(matchers: readonly PortMatcher[]) {
  return mapProtocols((protocol) =>
    normalisePorts(
      matchers.flatMap((matcher) => {
        if (matcher.kind === 'named' || matcher.protocol !== protocol) return [];
        return matcher.kind === 'protocol' ? ALL_PORTS[protocol] : [[matcher.first, matcher.last] as const];
      }),
    ),
  );
}

// A name is looked up on the destination pod: same name and same protocol, any container (semantics §1.9).
function resolved(matchers: readonly Extract<PortMatcher, { kind: 'named' }>[], ports: readonly ContainerPort[]) {
  return mapProtocols((protocol) =>
    normalisePorts(
      ports
        .filter((port) => port.protocol === protocol && MIN_PORT <= port.port && port.port <= MAX_PORT)
        .filter(({ name }) =>
          matchers.some((matcher) => {
            return matcher.name === name && (matcher.protocol === 'any' || matcher.protocol === protocol);
          }),
        )
        .map(({ port }) => [port, port] as const),
    ),
  );
}

/** Every name of a port that some rule mentions. */
export function namesInRules(policies: Iterable<CompiledPolicy>): Set<string> {
  const names = new Set<string>();
  for (const { rules } of policies) {
    for (const { ports } of rules) {
      if (ports === 'any') continue;
      for (const port of ports) if (port.kind === 'named') names.add(port.name);
    }
  }
  return names;
}
