import type { IpAddress } from '../../model/addresses.ts';
import type { ContainerPort, Namespace, Node, Pod, Service } from '../../model/cluster-objects.ts';
import { assertNever } from '../../model/errors.ts';
import type { ForeignPolicy } from '../../model/foreign-policies.ts';
import type { Labels } from '../../model/labels.ts';
import type { NetworkPlugin } from '../../model/network-plugin.ts';
import type { CompiledPolicy, CompiledRule, EndpointSelector, Peer } from '../../model/policies.ts';
import type { PortMatcher } from '../../model/ports.ts';
import type { EndpointSlice, EndpointState, SliceEndpoint } from '../../model/service-objects.ts';

/** An object of a snapshot that an answer can hang on. */
export type SeenObject =
  | { readonly kind: 'pod'; readonly pod: Pod }
  | { readonly kind: 'policy'; readonly policy: CompiledPolicy }
  | { readonly kind: 'namespace'; readonly namespace: Namespace }
  /** With its EndpointSlices, where these were read. */
  | { readonly kind: 'service'; readonly service: Service; readonly slices: readonly EndpointSlice[] | undefined }
  /** What the agents on the nodes make of policies. */
  | { readonly kind: 'plugin'; readonly plugin: NetworkPlugin }
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'foreign'; readonly foreign: ForeignPolicy };

/** What answers can see of an object, field by field as text: objects with equal fields are treated alike. Rules stand apart. */
export function seenFields(object: SeenObject): ReadonlyMap<string, string> {
  return new Map(entriesOf(object).filter(([, text]) => text !== ''));
}

type Entry = readonly [field: string, text: string];

function entriesOf(object: SeenObject): readonly Entry[] {
  switch (object.kind) {
    case 'pod':
      return podEntries(object.pod);
    case 'policy':
      return policyEntries(object.policy);
    case 'namespace':
      return labelEntries('labels', object.namespace.labels);
    case 'service':
      return [...serviceEntries(object.service), ...endpointEntries(object.slices ?? [])];
    case 'plugin':
      return [
        ['plugin', object.plugin.name ?? ''],
        ['enforces', object.plugin.enforces],
        ['traits', object.plugin.traits.join(', ')],
      ];
    case 'node':
      return [
        ...labelEntries('labels', object.node.labels),
        ['status.addresses', addressesText(object.node.addresses)],
      ];
    case 'foreign':
      return [['spec', JSON.stringify([object.foreign.effect, object.foreign.selections])]];
    default:
      return assertNever(object);
  }
}

function podEntries(pod: Pod): readonly Entry[] {
  return [
    ...labelEntries('labels', pod.labels),
    ['status.phase', pod.status],
    ['status.ready', pod.ready ? 'true' : 'false'],
    ['status.podIPs', addressesText(pod.addresses)],
    ['spec.nodeName', pod.nodeName ?? ''],
    ['spec.hostNetwork', pod.hostNetwork ? 'true' : ''],
    ['spec.containers.ports', pod.ports.map(containerPortText).join(', ')],
    ['spec.initContainers.ports', pod.sidecarPorts.map(containerPortText).join(', ')],
  ];
}

function serviceEntries(service: Service): readonly Entry[] {
  const ports = service.ports.map(({ name, protocol, port, targetPort }) => {
    return `${name === undefined ? '' : `${name} `}${port}/${protocol} to ${targetPort}`;
  });
  return [
    ['spec.type', service.type],
    ...labelEntries('spec.selector', service.selector ?? new Map()),
    ['spec.ports', ports.join(', ')],
    ['spec.clusterIPs', service.headless ? 'None' : addressesText(service.clusterIPs)],
    ['spec.externalIPs', addressesText(service.externalIPs)],
    ['spec.externalName', service.externalName ?? ''],
    ['spec.publishNotReadyAddresses', service.publishNotReady ? 'true' : ''],
  ];
}

/** The endpoints that get connections, and their ports: those that are not ready change nothing. */
function endpointEntries(slices: readonly EndpointSlice[]): readonly Entry[] {
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const ready = namesOf(endpoints, 'ready');
  const names = ready.length > 0 ? ready : namesOf(endpoints, 'draining');
  const ports = new Set(
    slices.flatMap((slice) => slice.ports).map(({ name, port, protocol }) => `${name} ${port}/${protocol}`.trim()),
  );
  return [
    [
      'endpoints',
      names.length === 0 ? 'none' : `${names.length}${ready.length > 0 ? '' : ' draining'}: ${names.join(', ')}`,
    ],
    ['endpoints.ports', [...ports].sort().join(', ')],
  ];
}

function namesOf(endpoints: readonly SliceEndpoint[], state: EndpointState): readonly string[] {
  const names = endpoints.flatMap((endpoint) =>
    endpoint.state === state ? [endpoint.podKey?.split('/').at(-1) ?? endpoint.address?.text ?? ''] : [],
  );
  return [...new Set(names)].sort();
}

function policyEntries({ subject, isolates, precedence }: CompiledPolicy): readonly Entry[] {
  return [
    ['spec.podSelector', endpointsOf(subject)],
    ['spec.policyTypes', isolates.join(', ')],
    ['spec.priority', precedence === 0 ? '' : String(precedence)],
  ];
}

function labelEntries(at: string, labels: Labels): readonly Entry[] {
  return [...labels].map(([key, value]): Entry => [`${at}.${key}`, value === '' ? '""' : value]);
}

function addressesText(addresses: readonly IpAddress[]): string {
  return addresses.map(({ text }) => text).join(', ');
}

function containerPortText({ name, protocol, port }: ContainerPort): string {
  return `${name === undefined ? '' : `${name} `}${port}/${protocol}`;
}

/** What a rule says, part by part. */
export function ruleParts({ action, peers, ports, ref }: CompiledRule): ReadonlyMap<string, string> {
  return new Map([
    ...(action === 'accept' ? [] : [['action', action] as const]),
    [ref.direction === 'ingress' ? 'from' : 'to', peers === 'any' ? 'anywhere' : peers.map(peerOf).join('; ')],
    ['ports', ports === 'any' ? 'all' : ports.map(matcherOf).join(', ')],
  ]);
}

function peerOf(peer: Peer): string {
  switch (peer.kind) {
    case 'endpoints':
      return endpointsOf(peer.select);
    case 'addresses':
      return peer.text;
    case 'nodes':
      return `nodes ${peer.select.text}`;
    case 'unsupported':
      return peer.feature;
    default:
      return assertNever(peer);
  }
}

function endpointsOf({ namespaces, pods }: EndpointSelector): string {
  return namespaces.kind === 'named' ? pods.text : `${pods.text} in namespaces ${namespaces.selector.text}`;
}

function matcherOf(matcher: PortMatcher): string {
  const protocol = matcher.protocol === 'any' ? '' : `${matcher.protocol} `;
  switch (matcher.kind) {
    case 'protocol':
      return `${protocol}all`;
    case 'range':
      return `${protocol}${matcher.first === matcher.last ? matcher.first : `${matcher.first}-${matcher.last}`}`;
    case 'named':
      return `${protocol}${matcher.name}`;
    default:
      return assertNever(matcher);
  }
}
