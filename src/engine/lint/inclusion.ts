import { covers } from '../../model/addresses.ts';
import type { LabelSelector, Requirement } from '../../model/labels.ts';
import { NAMESPACE_NAME_LABEL, requirementHolds } from '../../model/labels.ts';
import type { AddressBlock, CompiledRule, EndpointSelector, NamespaceScope, Peer } from '../../model/policies.ts';
import type { PortMatcher } from '../../model/ports.ts';
import { normalisePorts, type PortRange, subtractPorts } from '../../model/ports.ts';

/**
 * Proofs that one thing includes another whatever pods and namespaces there are: true means proved, false means not proved. They
 * look at what is written, never at what it selects now.
 */

/** Whether every connection the inner rule matches is matched by the outer one, given that both apply to the pod. */
export function ruleIncludes(outer: CompiledRule, inner: CompiledRule): boolean {
  return peersInclude(outer.peers, inner.peers) && portsInclude(outer.ports, inner.ports);
}

function peersInclude(outer: CompiledRule['peers'], inner: CompiledRule['peers']): boolean {
  if (outer === 'any') return true;
  if (inner === 'any') return false;
  return inner.every((peer) => outer.some((candidate) => peerIncludes(candidate, peer)));
}

function peerIncludes(outer: Peer, inner: Peer): boolean {
  if (outer.kind === 'endpoints' && inner.kind === 'endpoints') return endpointsInclude(outer.select, inner.select);
  if (outer.kind === 'addresses' && inner.kind === 'addresses') return blockIncludes(outer.block, inner.block);
  return outer.kind === 'nodes' && inner.kind === 'nodes' && selectorIncludes(outer.select, inner.select);
}

/** Whether every pod the inner selector can ever mean is one the outer means. */
export function endpointsInclude(outer: EndpointSelector, inner: EndpointSelector): boolean {
  return scopeIncludes(outer.namespaces, inner.namespaces) && selectorIncludes(outer.pods, inner.pods);
}

function scopeIncludes(outer: NamespaceScope, inner: NamespaceScope): boolean {
  if (inner.kind === 'matching') {
    if (outer.kind === 'matching') return selectorIncludes(outer.selector, inner.selector);
    return inner.selector.requirements.some((requirement) => isOnlyNamespace(requirement, outer.name));
  }
  if (outer.kind === 'named') return outer.name === inner.name;
  // Of a namespace's labels only its name is sure to stay.
  const sure = new Map([[NAMESPACE_NAME_LABEL, inner.name]]);
  return outer.selector.requirements.every(
    (requirement) => requirement.key === NAMESPACE_NAME_LABEL && requirementHolds(requirement, sure),
  );
}

function isOnlyNamespace(requirement: Requirement, name: string): boolean {
  return (
    requirement.key === NAMESPACE_NAME_LABEL &&
    requirement.operator === 'In' &&
    requirement.values.every((value) => value === name)
  );
}

/** Whether labels that satisfy the inner selector always satisfy the outer one. */
function selectorIncludes(outer: LabelSelector, inner: LabelSelector): boolean {
  return outer.requirements.every((wanted) => inner.requirements.some((given) => implies(given, wanted)));
}

function implies(given: Requirement, wanted: Requirement): boolean {
  if (given.key !== wanted.key) return false;
  switch (wanted.operator) {
    case 'In':
      return given.operator === 'In' && given.values.every((value) => wanted.values.includes(value));
    case 'Exists':
      return given.operator === 'In' || given.operator === 'Exists';
    case 'DoesNotExist':
      return given.operator === 'DoesNotExist';
    case 'NotIn':
      if (given.operator === 'DoesNotExist') return true;
      if (given.operator === 'In') return given.values.every((value) => !wanted.values.includes(value));
      return given.operator === 'NotIn' && wanted.values.every((value) => given.values.includes(value));
  }
}

function blockIncludes(outer: AddressBlock, inner: AddressBlock): boolean {
  if (!covers(outer.cidr, inner.cidr)) return false;
  return outer.except.every(
    (hole) => isApart(hole, inner.cidr) || inner.except.some((innerHole) => covers(innerHole, hole)),
  );
}

function isApart(a: AddressBlock['cidr'], b: AddressBlock['cidr']): boolean {
  return a.family !== b.family || a.last < b.first || b.last < a.first;
}

function portsInclude(outer: CompiledRule['ports'], inner: CompiledRule['ports']): boolean {
  if (outer === 'any') return true;
  if (inner === 'any') return false;
  return inner.every((matcher) => matchersInclude(outer, matcher));
}

function matchersInclude(outer: readonly PortMatcher[], inner: PortMatcher): boolean {
  if (outer.some((matcher) => matcher.kind === 'protocol' && matcher.protocol === inner.protocol)) return true;
  if (inner.kind === 'protocol') return false;
  if (inner.kind === 'named') {
    return outer.some(
      (matcher) => matcher.kind === 'named' && matcher.name === inner.name && matcher.protocol === inner.protocol,
    );
  }
  const ranges = outer.flatMap((matcher): readonly PortRange[] =>
    matcher.kind === 'range' && matcher.protocol === inner.protocol ? [[matcher.first, matcher.last]] : [],
  );
  return subtractPorts([[inner.first, inner.last]], normalisePorts(ranges)).length === 0;
}
