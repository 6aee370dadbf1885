import { type Behind, behindOf, keyOf, protocolOf } from './backends.ts';
import { type Json, list, map, readCluster } from './objects.ts';
import {
  endOf,
  type NaiveEnd,
  type NaiveQuery,
  type NaiveVerdict,
  naiveClusterBy,
  type Side,
  sharedFamilies,
  sideAllows,
} from './verdict.ts';

// Where a connection to a Service arrives and whether it may, from the API's documentation alone (semantics §1.14), over raw objects.

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

/** Reads the objects once for many questions; undefined where the Service has no such port. `side` asks all policies that are looked at. */
export function naiveServices(
  objects: readonly Json[],
  side: Side = sideAllows,
): (query: NaiveServiceQuery) => NaiveServiceAnswer | undefined {
  const seenBy = onlookers(objects, side);
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
      const verdict = seenBy.verdict({ source, client, behind, number, dialled: port, protocol, to, spec, headless });
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
  /** What arrives where, and what was dialled. */
  readonly number: number;
  readonly dialled: number;
  readonly protocol: string;
  readonly to: NaiveServiceQuery['to'];
  readonly spec: Json;
  readonly headless: boolean;
}

function onlookers(objects: readonly Json[], side: Side) {
  const ask = naiveClusterBy(objects, side);
  const askOnly = (which: 'Ingress' | 'Egress') =>
    naiveClusterBy(objects, (direction, ...ends) => (direction === which ? side(direction, ...ends) : 'yes'));
  const [askIngress, askEgress] = [askOnly('Ingress'), askOnly('Egress')];
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

  const verdict = (passage: Passage): NaiveVerdict => {
    const { source, client, behind, number, protocol, to, headless } = passage;
    const narrowed = behind.family === undefined ? {} : { family: behind.family };
    const query = { source, destination: behind.end, protocol, port: number, ...narrowed, throughService: !headless };
    const asClient = ask(query);
    const isAsItIs = headless || ('service' in to && client.kind === 'inside') || asClient === 'unknown';
    return isAsItIs ? asClient : byOneOrAnother(passage, query, asClient);
  };

  // Which client ingress is asked about is open, and by way of a NodePort whether egress is asked of the node that was dialled.
  const byOneOrAnother = (passage: Passage, query: NaiveQuery, asClient: NaiveVerdict): NaiveVerdict => {
    const { source, client, behind, protocol, to, dialled } = passage;
    const into = askIngress(query);
    const out = askEgress(query);
    const isHidden = isPassedOn(passage, query) && passersOn(behind, query).some((answer) => answer !== into);
    const isOpen =
      client.pod !== undefined && 'node' in to && ask({ source, destination: to, protocol, port: dialled }) !== out;
    if (!isHidden && !isOpen) return asClient;
    return [isHidden ? 'unknown' : into, isOpen ? 'unknown' : out].includes('denied') ? 'denied' : 'unknown';
  };

  // The node that takes a connection passes it on under its own address, or so it mostly is.
  const isPassedOn = ({ behind, spec }: Passage, query: NaiveQuery): boolean =>
    isExposed(spec) &&
    spec['externalTrafficPolicy'] !== 'Local' &&
    'pod' in behind.end &&
    sharedFamilies(cluster, query).length > 0;

  // Those that have no way to the pod pass nothing on.
  const passersOn = (behind: Behind, query: NaiveQuery): readonly NaiveVerdict[] => {
    const isKnown = behind.node !== undefined && nodeNames.includes(behind.node);
    const own: readonly NaiveEnd[] = isKnown ? [] : [{ node: behind.node ?? 'somewhere', unheardOf: true }];
    return [...own, ...nodeNames.map((node) => ({ node }))]
      .filter((node) => sharedFamilies(cluster, { ...query, source: node }).length > 0)
      .map((node) => ask({ ...query, source: node }));
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
