import { type EffectiveDirection, effectiveOf } from '../engine/effective.ts';
import { namespaceIsolation } from '../engine/isolation.ts';
import { podsSelectedBy } from '../engine/selection.ts';
import { backendsOf, type ServiceEndpoint } from '../engine/service-endpoints.ts';
import { nameInKey, type Pod, type Service } from '../model/cluster-objects.ts';
import type { Labels } from '../model/labels.ts';
import type { CompiledPolicy } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { historyJson } from './history-text.ts';
import type { JsonObject } from './json.ts';
import { endpointsText, matcherText, peerText, policyId, policyWhere } from './rule-text.ts';
import { ruleJson } from './trace-json.ts';

/** A namespace as `get namespaces -o json` shows it. */
export function namespacesJson(snapshot: Snapshot): readonly JsonObject[] {
  return namespaceIsolation(snapshot).map((isolation) => {
    const namespace = snapshot.namespaces.get(isolation.namespace);
    return {
      name: isolation.namespace,
      declared: namespace?.declared ?? false,
      labels: labelsJson(namespace?.labels ?? new Map()),
      ...historyJson(namespace?.history),
      pods: isolation.pods,
      subjects: isolation.subjects,
      isolatedIngress: isolation.isolatedIngress,
      isolatedEgress: isolation.isolatedEgress,
      unknownIngress: isolation.unknownIngress,
      unknownEgress: isolation.unknownEgress,
      policies: isolation.policies,
    };
  });
}

export function podJson(snapshot: Snapshot, pod: Pod): JsonObject {
  const effective = effectiveOf(snapshot, pod);
  return {
    namespace: pod.namespace,
    name: nameInKey(pod.key),
    workload: `${pod.workload.kind}/${pod.workload.name}`,
    template: pod.state === 'template' ? true : undefined,
    status: pod.status,
    ready: pod.ready,
    subject: effective.subject,
    ingress: isolationJson(effective.ingress),
    egress: isolationJson(effective.egress),
    policies: effective.policies.map((policy) => policyId(policy.ref)),
    addresses: pod.addresses.map((address) => address.text),
    node: pod.nodeName,
    hostNetwork: pod.hostNetwork,
    ports: pod.ports.map(({ name, port, protocol }) => ({ name, port, protocol })),
    labels: labelsJson(pod.labels),
    ...historyJson(pod.history),
  };
}

function isolationJson({ state, isolated, ruleCount, isolatedBy }: EffectiveDirection): JsonObject {
  return { state, isolated, rules: ruleCount, isolatedBy: isolatedBy.map(policyId) };
}

export function policyResourceJson(snapshot: Snapshot, policy: CompiledPolicy): JsonObject {
  const { ref } = policy;
  return {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    namespace: ref.namespace,
    name: ref.name,
    at: policyWhere(ref),
    ...historyJson(ref.history),
    tier: policy.tier.id,
    subject: endpointsText(policy.subject),
    pods: podsSelectedBy(snapshot, policy).map((pod) => pod.key),
    isolates: policy.isolates,
    rules: policy.rules.map(({ ref: rule, action, peers, ports }) => ({
      ...ruleJson(rule),
      action,
      peers: peers === 'any' ? 'any' : peers.map(peerText),
      ports:
        ports === 'any' ? 'any' : ports.map((matcher) => ({ protocol: matcher.protocol, port: matcherText(matcher) })),
    })),
    unusedRules: policy.inert.length === 0 ? undefined : policy.inert.map(({ ref: rule }) => ruleJson(rule)),
  };
}

export function serviceJson(snapshot: Snapshot, service: Service): JsonObject {
  const { source, endpoints, missingPods } = backendsOf(snapshot, service);
  const exposures = snapshot.exposures.filter(({ services }) => services.includes(service.key));
  return {
    namespace: service.namespace,
    name: service.name,
    type: service.type,
    headless: service.headless,
    clusterIPs: service.clusterIPs.map((address) => address.text),
    externalIPs: service.externalIPs.length === 0 ? undefined : service.externalIPs.map((address) => address.text),
    selector: service.selector === undefined ? undefined : labelsJson(service.selector),
    internalTrafficPolicy: service.internalTraffic,
    externalTrafficPolicy: service.externalTraffic,
    ports: service.ports.map(({ name, port, protocol, targetPort, nodePort }) => {
      return { name, port, protocol, targetPort, nodePort };
    }),
    endpointsFrom: source,
    endpoints: endpoints.map(endpointJson),
    missingPods: missingPods.length === 0 ? undefined : missingPods,
    calledThrough:
      exposures.length === 0 ? undefined : exposures.map(({ kind, namespace, name }) => ({ kind, namespace, name })),
  };
}

function endpointJson({ end, state, nodeName, ports }: ServiceEndpoint): JsonObject {
  return {
    pod: end.kind === 'pod' ? end.pod.key : undefined,
    node: end.kind === 'node' ? end.node.name : nodeName,
    address: end.kind === 'address' ? end.address.text : end.by?.text,
    ready: state === 'ready',
    ports: ports.map(({ servicePort, port }) => ({
      port: servicePort.port,
      protocol: servicePort.protocol,
      targetPort: port,
    })),
  };
}

function labelsJson(labels: Labels): JsonObject {
  return Object.fromEntries(labels);
}
