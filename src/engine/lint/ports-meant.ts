import type { Pod, Service, ServicePort, Workload } from '../../model/cluster-objects.ts';
import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, CompiledRule } from '../../model/policies.ts';
import type { PortMatcher, Protocol } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { workloadOf } from '../selection.ts';
import { targetPortOn } from '../service-endpoints.ts';
import { aboutRule, destinationsOf, type Evidence, finding, type LintRule } from './evidence.ts';
import type { FindingAbout, LintFinding } from './finding.ts';

type Range = Extract<PortMatcher, { readonly kind: 'range' }>;
type Named = Extract<PortMatcher, { readonly kind: 'named' }>;

interface PortPlace {
  readonly about: FindingAbout;
  readonly destinations: readonly Pod[];
  readonly evidence: Evidence;
}

/** Ports of rules that the pods behind them do not have: a Service's, a name nobody declares, the last release's. One for each. */
export const portsMeant: LintRule = function* (evidence) {
  const misleading = misleadingPorts(evidence.snapshot);
  for (const policy of evidence.snapshot.policies) {
    for (const rule of policy.rules) yield* portsOfRule(rule, { policy, evidence, misleading });
    yield [];
  }
};

interface Looked {
  readonly policy: CompiledPolicy;
  readonly evidence: Evidence;
  readonly misleading: MisleadingPorts;
}

function* portsOfRule(rule: CompiledRule, { policy, evidence, misleading }: Looked): Generator<readonly LintFinding[]> {
  if (rule.ports === 'any') return;
  const destinations = destinationsOf(policy, rule, evidence);
  if (destinations.length === 0) return;
  for (const [index, matcher] of rule.ports.entries()) {
    const place = { about: placeOf(policy, rule, index), destinations, evidence };
    if (matcher.kind === 'named') yield namedPort(matcher, place);
    if (matcher.kind !== 'range' || matcher.first !== matcher.last) continue;
    const fromService = servicePort(matcher, misleading.get(portKey(matcher)) ?? [], place);
    yield fromService.length > 0 ? fromService : yield* onSomePods(matcher, place);
  }
}

function placeOf(policy: CompiledPolicy, rule: CompiledRule, index: number): FindingAbout {
  return aboutRule(policy, rule, policy.ref.kind === 'NetworkPolicy' ? ['ports', index] : []);
}

function namedPort({ name, protocol }: Named, { about, destinations }: PortPlace): readonly LintFinding[] {
  const declared = destinations.flatMap(({ ports }) => ports);
  const sameName = declared.filter((port) => port.name === name);
  if (sameName.some((port) => protocol === 'any' || port.protocol === protocol)) return [];
  const facts = {
    name,
    protocol,
    otherProtocols: [...new Set(sameName.map((port) => port.protocol))],
    declared: [...new Set(declared.flatMap((port) => port.name ?? []))].sort(),
    pods: destinations.length,
  };
  return [finding('named-port-undeclared', 'warning', about, facts)];
}

interface MisleadingPort {
  readonly service: Service;
  readonly port: ServicePort;
}

type MisleadingPorts = ReadonlyMap<string, readonly MisleadingPort[]>;

/** Ports of Services that lead to another number, by number and protocol. */
function misleadingPorts(snapshot: Snapshot): MisleadingPorts {
  const found = new Map<string, MisleadingPort[]>();
  for (const service of snapshot.services.values()) {
    if (service.selector === undefined || service.headless) continue;
    for (const port of service.ports) {
      if (port.targetPort === port.port) continue;
      remember(found, portKey({ protocol: port.protocol, first: port.port }), () => [] as MisleadingPort[]).push({
        service,
        port,
      });
    }
  }
  return found;
}

function portKey({ protocol, first }: { readonly protocol: Protocol; readonly first: number }): string {
  return `${first}/${protocol}`;
}

function servicePort(
  { first, protocol }: Range,
  candidates: readonly MisleadingPort[],
  { about, destinations, evidence }: PortPlace,
): readonly LintFinding[] {
  if (candidates.length === 0 || havingPort(destinations, first, protocol) > 0) return [];
  const wanted = new Set(destinations);
  const namespaces = new Set(destinations.map(({ namespace }) => namespace));
  for (const { service, port } of candidates) {
    if (!namespaces.has(service.namespace)) continue;
    const behind = evidence.endpointsOf(service).filter(({ pod }) => wanted.has(pod));
    const targets = [...new Set(behind.flatMap(({ pod }) => targetPortOn(pod, port) ?? []))];
    if (targets.length === 0 || targets.includes(first)) continue;
    return [finding('service-port', 'warning', about, { port: first, protocol, service, targets })];
  }
  return [];
}

/** Goes on by small steps: peers may mean all pods there are. Finds nothing in between. */
type Looking<T> = Generator<readonly LintFinding[], T>;

/** So many pods to a step. */
const PODS_A_STEP = 2048;

/** Replicas of one workload that differ in whether they declare the port: a rollout changed it. */
function* onSomePods(
  { first, protocol }: Range,
  { about, destinations, evidence }: PortPlace,
): Looking<readonly LintFinding[]> {
  const number = havingPort(destinations, first, protocol);
  if (number === 0 || number === destinations.length) return [];
  const found: LintFinding[] = [];
  let looked = 0;
  for (const [workload, pods] of yield* byWorkload(destinations, evidence.snapshot)) {
    looked += pods.length;
    if (looked >= PODS_A_STEP) {
      looked = 0;
      yield [];
    }
    const having = pods.filter((pod) => hasPort(pod, first, protocol));
    if (having.length === 0 || having.length === pods.length) continue;
    // A pod that declares nothing may listen on anything.
    const without = pods.filter((pod) => !having.includes(pod) && pod.ports.some((port) => port.protocol === protocol));
    if (without.length === 0) continue;
    const numbers = without.flatMap(({ ports }) => ports.filter((port) => port.protocol === protocol));
    const declared = [...new Set(numbers.map(({ port }) => port))];
    const facts = { port: first, protocol, workload, with: having, without, declared };
    found.push(finding('port-on-some-pods', 'warning', about, facts));
  }
  return found;
}

type PodsByWorkload = ReadonlyMap<Workload, readonly Pod[]>;

const grouped = new WeakMap<readonly Pod[], PodsByWorkload>();

/** The pods of each workload among them. Many rules ask about the same pods. */
function* byWorkload(pods: readonly Pod[], snapshot: Snapshot): Looking<PodsByWorkload> {
  const before = grouped.get(pods);
  if (before !== undefined) return before;
  const found = new Map<Workload, Pod[]>();
  for (const [index, pod] of pods.entries()) {
    if (index % PODS_A_STEP === PODS_A_STEP - 1) yield [];
    const workload = workloadOf(snapshot, pod);
    if (workload !== undefined) remember(found, workload, () => [] as Pod[]).push(pod);
  }
  grouped.set(pods, found);
  return found;
}

const numbers = new WeakMap<readonly Pod[], Map<string, number>>();

/** How many of the pods declare the port. Many rules ask the same of the same pods. */
function havingPort(pods: readonly Pod[], first: number, protocol: Protocol): number {
  const ofPods = remember(numbers, pods, () => new Map<string, number>());
  return remember(
    ofPods,
    portKey({ first, protocol }),
    () => pods.filter((pod) => hasPort(pod, first, protocol)).length,
  );
}

function hasPort(pod: Pod, number: number, protocol: Protocol): boolean {
  return pod.ports.some((port) => port.port === number && port.protocol === protocol);
}
