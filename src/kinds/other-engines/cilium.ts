import type { ForeignSelection } from '../../model/foreign-policies.ts';
import { ANY_POD } from '../../model/foreign-policies.ts';
import type { Requirement } from '../../model/labels.ts';
import { NAMESPACE_NAME_LABEL, selectorOf } from '../../model/labels.ts';
import type { Direction, EndpointSelector } from '../../model/policies.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import { at, hasItems, itemsOf, readSelector } from './lenient-selector.ts';

/** Whom the rules of a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy apply to (semantics §5.1). `namespace` is empty for the latter. */
export function ciliumSelections(object: unknown, namespace: string): readonly ForeignSelection[] {
  const rules = [at(object, 'spec'), ...itemsOf(at(object, 'specs'))].filter((rule) => rule !== undefined);
  return rules.flatMap((rule) => ruleSelection(rule, namespace));
}

function ruleSelection(rule: unknown, namespace: string): readonly ForeignSelection[] {
  const directions = DIRECTIONS.filter((direction) => decidesOn(rule, direction));
  if (directions.length === 0) return [];
  if (at(rule, 'nodeSelector') !== undefined)
    return [{ ...ANY_POD, directions, pods: undefined, certain: false, hosts: true }];
  return [{ directions, ...endpoints(at(rule, 'endpointSelector'), namespace), hosts: false, peers: 'any' }];
}

/** An empty section neither allows nor isolates; `enableDefaultDeny` isolates by itself. */
function decidesOn(rule: unknown, direction: Direction): boolean {
  if (at(rule, 'enableDefaultDeny', direction) === true) return true;
  return hasItems(at(rule, direction)) || hasItems(at(rule, `${direction}Deny`));
}

const NAMESPACE_KEY = 'io.kubernetes.pod.namespace';
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';

type Reading = { readonly about: 'pod' | 'namespace'; readonly requirement: Requirement } | undefined;

function endpoints(value: unknown, namespace: string): { readonly pods: EndpointSelector; readonly certain: boolean } {
  const { selector, certain } = readSelector(value);
  const readings = selector.requirements.map(readRequirement);
  const about = (what: 'pod' | 'namespace'): readonly Requirement[] =>
    readings.flatMap((reading) => (reading?.about === what ? [reading.requirement] : []));
  const ofNamespaces = about('namespace');
  const namespaces: EndpointSelector['namespaces'] =
    namespace === '' ? { kind: 'matching', selector: selectorOf(ofNamespaces) } : { kind: 'named', name: namespace };
  const allRead = readings.every((reading) => reading !== undefined) && (namespace === '' || ofNamespaces.length === 0);
  return { pods: { namespaces, pods: selectorOf(about('pod')) }, certain: certain && allRead };
}

/** Keys carry the source of the label in front; undefined for what pods and namespaces of the input do not show. */
function readRequirement(requirement: Requirement): Reading {
  const key = requirement.key.replace(/^(k8s|any):/, '');
  if (key === NAMESPACE_KEY) return { about: 'namespace', requirement: { ...requirement, key: NAMESPACE_NAME_LABEL } };
  if (key.startsWith(NAMESPACE_LABELS)) {
    return { about: 'namespace', requirement: { ...requirement, key: key.slice(NAMESPACE_LABELS.length) } };
  }
  const isOther = key.includes(':') || key.startsWith('reserved.') || key.startsWith('io.cilium.');
  return isOther ? undefined : { about: 'pod', requirement: { ...requirement, key } };
}
