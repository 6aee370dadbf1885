import { type Family, parseAddress } from './addresses.ts';
import { type Json, list, map, readCluster, textMap } from './objects.ts';
import {
  endOf,
  isIsolated,
  type NaiveEnd,
  type NaiveQuery,
  type NaiveVerdict,
  naiveCluster,
  naiveClusterBy,
  sharedFamilies,
  sideAllows,
} from './verdict.ts';

// What stands behind a Service, from the API's documentation alone (semantics §1.14), over raw objects.

export interface NaiveServiceQuery {
  readonly source: NaiveEnd;
  /** A Service as `namespace/name`, or the name of a node that is asked at a NodePort. */
  readonly to: { readonly service: string } | { readonly node: string };
  readonly port: number;
  readonly protocol: string;
}

export interface NaiveServiceAnswer {
  readonly decision: NaiveVerdict;
  /** One line for each place behind it, sorted: where a connection arrives, and whether it may. */
  readonly behind: readonly string[];
}

interface Behind {
  readonly end: NaiveEnd;
  readonly text: string;
  readonly state: 'ready' | 'draining' | 'not ready';
  /** Undefined: not known. */
  readonly node: string | undefined;
  /** Connections are made over these only; undefined: over what both ends have. */
  readonly family: Family | undefined;
  readonly numberOf: (port: Json) => number | undefined;
}

/** Reads the objects once for many questions; undefined where the Service has no such port. */
export function naiveServices(objects: readonly Json[]): (query: NaiveServiceQuery) => NaiveServiceAnswer | undefined {
  const seenBy = onlookers(objects);
  return ({ source, to, port, protocol }) => {
    const { service, chosen } = found(objects, to, port, protocol);
    const spec = map(service['spec']);
    if (spec['type'] === 'ExternalName') return { decision: 'unknown', behind: [] };
    const headless = spec['clusterIP'] === 'None';
    if (!headless && chosen === undefined) return undefined;
    const { all, missing } = behindOf(objects, service);
    const ready = all.filter(({ state }) => state === 'ready');
    const receiving = ready.length > 0 ? ready : all.filter(({ state }) => state === 'draining');
    // Among several replicas, that one of them reaches itself says nothing of the others: that is left out.
    const client = seenBy.clientOf(source);
    const others = receiving.filter(({ text }) => !headless || receiving.length === 1 || text !== client.pod);
    const node = headless ? 'any' : nodeWanted(spec, to, client);
    const asked = others.flatMap((behind) => {
      // DNS gives the addresses of what stands behind a headless Service, and the connection goes to the port that was asked for.
      const number = headless || chosen === undefined ? port : behind.numberOf(chosen);
      const isHere = node === 'any' || node === 'not known' || behind.node === undefined || behind.node === node;
      if (number === undefined || !isHere) return [];
      const isSure = node === 'any' || (node !== 'not known' && behind.node === node);
      const verdict = seenBy.verdict({ source, client, behind, number, protocol, to, spec, headless });
      return [{ verdict, isSure, line: `${behind.text}:${number}/${protocol} ${verdict}` }];
    });
    const sure = asked.filter(({ isSure }) => isSure).map(({ verdict }) => verdict);
    const perhaps = asked.filter(({ isSure }) => !isSure).map(({ verdict }) => verdict);
    return { decision: inEveryCase(sure, perhaps, missing), behind: asked.map(({ line }) => line).sort() };
  };
}

function found(objects: readonly Json[], to: NaiveServiceQuery['to'], port: number, protocol: string) {
  const services = objects.filter((object) => object['kind'] === 'Service');
  const portsOf = (service: Json) => list(map(service['spec'])['ports']).map(map);
  const field = 'service' in to ? 'port' : 'nodePort';
  const isIt = (entry: Json) => entry[field] === port && protocolOf(entry) === protocol;
  const service = services.find((each) => ('service' in to ? keyOf(each) === to.service : portsOf(each).some(isIt)));
  if (service === undefined) throw new Error(`no such Service: ${JSON.stringify(to)} ${port}`);
  return { service, chosen: portsOf(service).find(isIt) };
}

interface Client {
  readonly kind: 'outside' | 'inside';
  readonly pod?: string;
  readonly node?: string | undefined;
}

/**
 * On which node the places are that a connection may go to. With internalTrafficPolicy Local one that begins inside stays on its node; with
 * externalTrafficPolicy Local a node that is asked from outside answers with what is on it.
 */
function nodeWanted(spec: Json, to: NaiveServiceQuery['to'], client: Client): string | 'any' | 'not known' {
  if ('node' in to) return client.kind === 'outside' && spec['externalTrafficPolicy'] === 'Local' ? to.node : 'any';
  if (client.kind === 'outside' || spec['internalTrafficPolicy'] !== 'Local') return 'any';
  return client.node ?? 'not known';
}

/** One connection by way of a Service. */
interface Passage {
  readonly source: NaiveEnd;
  readonly client: Client;
  readonly behind: Behind;
  readonly number: number;
  readonly protocol: string;
  readonly to: NaiveServiceQuery['to'];
  readonly spec: Json;
  readonly headless: boolean;
}

function onlookers(objects: readonly Json[]) {
  const ask = naiveCluster(objects);
  const askIngress = naiveClusterBy(objects, (direction, ...ends) =>
    direction === 'Egress' ? 'yes' : sideAllows(direction, ...ends),
  );
  const cluster = readCluster(objects);
  const nodes = [...new Set([...cluster.nodes, ...cluster.pods.map(({ nodeName }) => ({ name: nodeName }))])];
  const isThere = (name: string | undefined): name is string => name !== undefined;
  const nodeNames = [...new Set(nodes.map(({ name }) => name))].filter(isThere);

  const clientOf = (source: NaiveEnd): Client => {
    const end = endOf(cluster, source);
    if (end.kind === 'address') return { kind: 'outside' };
    if (end.kind === 'node') return { kind: 'inside', node: end.name };
    return { kind: 'inside', pod: `${end.namespace}/${end.name}`, node: end.nodeName };
  };

  const verdict = ({ source, client, behind, number, protocol, to, spec, headless }: Passage): NaiveVerdict => {
    const narrowed = behind.family === undefined ? {} : { family: behind.family };
    const query = { destination: behind.end, protocol, port: number, ...narrowed, throughService: !headless };
    const asClient = ask({ source, ...query });
    const isByNode = 'node' in to;
    if (headless || !(isByNode || client.kind === 'outside') || asClient === 'unknown') return asClient;
    // The node that takes a connection passes it on under its own address, or so it mostly is.
    const canSpeak = sharedFamilies(cluster, { source, ...query }).length > 0;
    const isHidden = canSpeak && isExposed(spec) && spec['externalTrafficPolicy'] !== 'Local' && 'pod' in behind.end;
    if (isHidden && passersOn(behind, query).some((answer) => answer !== asClient)) return 'unknown';
    // Whether the egress of a pod that asks a node is asked of the node or of what is behind differs.
    if (!isByNode || !isEgressRuled(source) || askIngress({ source, ...query }) === 'denied') return asClient;
    return 'unknown';
  };

  // Those that have no way to the pod pass nothing on.
  const passersOn = (behind: Behind, query: Omit<NaiveQuery, 'source'>): readonly NaiveVerdict[] => {
    const isKnown = behind.node !== undefined && nodeNames.includes(behind.node);
    const own: readonly NaiveEnd[] = isKnown ? [] : [{ node: behind.node ?? 'somewhere', unheardOf: true }];
    return [...own, ...nodeNames.map((node) => ({ node }))]
      .filter((node) => sharedFamilies(cluster, { source: node, ...query }).length > 0)
      .map((node) => ask({ source: node, ...query }));
  };

  const isEgressRuled = (source: NaiveEnd): boolean => {
    const end = endOf(cluster, source);
    return end.kind === 'pod' && isIsolated('Egress', end, cluster);
  };
  return { clientOf, verdict };
}

function isExposed(spec: Json): boolean {
  return spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer' || list(spec['externalIPs']).length > 0;
}

/** What is so whichever of those that may be here are; of a Service nothing of which is here nobody can say anything. */
function inEveryCase(sure: readonly NaiveVerdict[], perhaps: readonly NaiveVerdict[], missing: boolean): NaiveVerdict {
  const cases = perhaps.length === 0 ? [sure] : [[...sure, ...perhaps], ...perhaps.map((one) => [...sure, one]), sure];
  const answers = new Set(cases.filter((each) => each.length > 0).map((each) => together(each, missing)));
  const [only = 'unknown'] = answers;
  return answers.size > 1 ? 'unknown' : only;
}

// A connection may go to any of them, and to a pod that is named and not there.
function together(verdicts: readonly NaiveVerdict[], missing: boolean): NaiveVerdict {
  if (verdicts.includes('denied')) return 'denied';
  return verdicts.length === 0 || missing || verdicts.includes('unknown') ? 'unknown' : 'allowed';
}

function behindOf(
  objects: readonly Json[],
  service: Json,
): { readonly all: readonly Behind[]; readonly missing: boolean } {
  const slices = objects.filter(
    (object) =>
      object['kind'] === 'EndpointSlice' &&
      namespaceOf(object) === namespaceOf(service) &&
      labelsOf(object).get('kubernetes.io/service-name') === map(service['metadata'])['name'] &&
      object['addressType'] !== 'FQDN',
  );
  if (slices.length > 0) return inSlices(objects, slices);
  const selector = textMap(map(service['spec'])['selector']);
  if (selector.size === 0) return { all: [], missing: false };
  const pods = objects.filter(
    (object) =>
      object['kind'] === 'Pod' &&
      namespaceOf(object) === namespaceOf(service) &&
      !isFinished(object) &&
      [...selector].every(([key, value]) => labelsOf(object).get(key) === value),
  );
  return { all: pods.flatMap((pod) => selected(pod, map(service['spec']))), missing: false };
}

function selected(pod: Json, spec: Json): readonly Behind[] {
  const families = familiesOfService(spec);
  const own = familiesOfPod(pod);
  // The control plane writes a pod down once for each family that the Service and the pod have.
  if (families.length > 0 && own.length > 0 && !own.some((family) => families.includes(family))) return [];
  const [only, ...others] = families;
  const isReady = spec['publishNotReadyAddresses'] === true || readyPod(pod);
  return [
    {
      end: { pod: keyOf(pod) },
      text: keyOf(pod),
      state: isReady ? 'ready' : 'not ready',
      node: nodeOf(pod),
      family: others.length === 0 && only !== undefined && own.includes(only) ? only : undefined,
      numberOf: (port) => targetPort(pod, port),
    },
  ];
}

function targetPort(pod: Json, port: Json): number | undefined {
  const target = port['targetPort'] ?? port['port'];
  if (typeof target === 'number') return target;
  const spec = map(pod['spec']);
  // The first container that has it, then the sidecars: init containers that go on running.
  const sidecars = list(spec['initContainers']).filter((container) => map(container)['restartPolicy'] === 'Always');
  const declared = [...list(spec['containers']), ...sidecars].flatMap((container) => list(map(container)['ports']));
  const found = declared.map(map).find((each) => each['name'] === target && protocolOf(each) === protocolOf(port));
  return found === undefined ? undefined : Number(found['containerPort']);
}

function inSlices(
  objects: readonly Json[],
  slices: readonly Json[],
): { readonly all: readonly Behind[]; readonly missing: boolean } {
  const entries = slices.flatMap((slice) =>
    list(slice['endpoints']).map((endpoint) => ({ slice, endpoint: map(endpoint), name: nameIn(map(endpoint)) })),
  );
  const names = [...new Set(entries.map(({ name }) => name))];
  let missing = false;
  const all = names.flatMap((name): readonly Behind[] => {
    const own = entries.filter((entry) => entry.name === name);
    const state = bestOf(own.map(({ endpoint }) => map(endpoint['conditions'])));
    const ports = own.flatMap(({ slice }) => list(slice['ports']).map(map));
    const numberOf = (port: Json) => {
      const there = ports.find(
        (each) => (each['name'] ?? '') === (port['name'] ?? '') && protocolOf(each) === protocolOf(port),
      );
      return there === undefined ? undefined : Number(there['port']);
    };
    const families = [...new Set(own.map(({ slice }) => slice['addressType'] as Family))];
    const written = own[0]?.endpoint['nodeName'] as string | undefined;
    if (own.every(({ endpoint }) => endpoint['targetRef'] === undefined)) {
      return [{ end: { address: name }, text: name, state, node: written, family: undefined, numberOf }];
    }
    const pod = objects.find((object) => object['kind'] === 'Pod' && keyOf(object) === name);
    if (pod === undefined) missing ||= state === 'ready';
    if (pod === undefined || isFinished(pod)) return [];
    const [only, ...others] = families;
    const family = others.length === 0 ? only : undefined;
    return [{ end: { pod: name }, text: name, state, node: written ?? nodeOf(pod), family, numberOf }];
  });
  return { all, missing };
}

function nodeOf(pod: Json): string | undefined {
  const { nodeName } = map(pod['spec']);
  return nodeName === undefined ? undefined : String(nodeName);
}

function nameIn(endpoint: Json): string {
  const { namespace, name } = map(endpoint['targetRef']);
  return name === undefined ? String(list(endpoint['addresses'])[0]) : `${namespace}/${name}`;
}

/** Absent conditions read as the API has it: ready is true, serving is what ready is, terminating is false. */
function bestOf(conditions: readonly Json[]): Behind['state'] {
  const states = conditions.map(({ ready = true, serving = ready, terminating = false }) =>
    ready === true ? 'ready' : serving === true && terminating === true ? 'draining' : 'not ready',
  );
  if (states.includes('ready')) return 'ready';
  return states.includes('draining') ? 'draining' : 'not ready';
}

function readyPod(pod: Json): boolean {
  if (map(pod['metadata'])['deletionTimestamp'] !== undefined) return false;
  const { phase, conditions } = map(pod['status']);
  const ready = list(conditions)
    .map(map)
    .find(({ type }) => type === 'Ready');
  return ready === undefined ? phase === undefined || phase === 'Running' : ready['status'] === 'True';
}

function familiesOfService(spec: Json): readonly Family[] {
  const named = list(spec['ipFamilies']) as readonly Family[];
  if (named.length > 0) return named;
  const ip = spec['clusterIP'];
  return typeof ip === 'string' && ip !== '' && ip !== 'None' ? [parseAddress(ip).family] : [];
}

function familiesOfPod(pod: Json): readonly Family[] {
  const { podIP, podIPs } = map(pod['status']);
  const several = list(podIPs).map((entry) => String(map(entry)['ip']));
  const texts = several.length > 0 || podIP === undefined ? several : [String(podIP)];
  return texts.map((text) => parseAddress(text).family);
}

function isFinished(pod: Json): boolean {
  const { phase } = map(pod['status']);
  return phase === 'Succeeded' || phase === 'Failed';
}

function protocolOf(port: Json): unknown {
  return port['protocol'] ?? 'TCP';
}

function labelsOf(object: Json): ReadonlyMap<string, string> {
  return textMap(map(object['metadata'])['labels']);
}

function namespaceOf(object: Json): string {
  return String(map(object['metadata'])['namespace'] ?? 'default');
}

function keyOf(object: Json): string {
  return `${namespaceOf(object)}/${map(object['metadata'])['name']}`;
}
