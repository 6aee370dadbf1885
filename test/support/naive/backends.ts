import { type Family, parseAddress } from './addresses.ts';
import { type Json, list, map, textMap } from './objects.ts';
import type { NaiveEnd } from './verdict.ts';

// What stands behind a Service, from the API's documentation alone (semantics §1.14), over raw objects.

/** One place behind a Service. */
export interface Behind {
  readonly end: NaiveEnd;
  readonly text: string;
  readonly state: 'ready' | 'draining' | 'not ready';
  /** Undefined: not known. */
  readonly node: string | undefined;
  /** Connections are made over these only; undefined: over what both ends have. */
  readonly family: Family | undefined;
  readonly numberOf: (port: Json) => number | undefined;
}

/** The places behind a Service, and whether a pod is named that is not there. */
export function behindOf(
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

export function protocolOf(port: Json): unknown {
  return port['protocol'] ?? 'TCP';
}

function labelsOf(object: Json): ReadonlyMap<string, string> {
  return textMap(map(object['metadata'])['labels']);
}

function namespaceOf(object: Json): string {
  return String(map(object['metadata'])['namespace'] ?? 'default');
}

export function keyOf(object: Json): string {
  return `${namespaceOf(object)}/${map(object['metadata'])['name']}`;
}
