import type { ForeignSelection } from '../../model/foreign-policies.ts';
import { ANY_POD } from '../../model/foreign-policies.ts';
import { ALL } from '../../model/labels.ts';
import type { Direction, EndpointSelector } from '../../model/policies.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import { isObject } from '../field-reader.ts';
import { at, hasItems, itemsOf, readSelector } from './lenient-selector.ts';

/** Kinds whose selectors are those of Kubernetes. */

/** `spec.subject` with `namespaces` or `pods`, as ClusterNetworkPolicy has it, whatever the version or vendor. */
export function subjectSelections(object: unknown): readonly ForeignSelection[] {
  const spec = at(object, 'spec');
  const directions = DIRECTIONS.filter((direction) => hasItems(at(spec, direction)));
  const inNamespaces = readSelector(
    at(spec, 'subject', 'namespaces') ?? at(spec, 'subject', 'pods', 'namespaceSelector'),
  );
  const inPods = readSelector(at(spec, 'subject', 'pods', 'podSelector'));
  const isWritten = isObject(at(spec, 'subject', 'namespaces')) || isObject(at(spec, 'subject', 'pods'));
  return [
    {
      ...ANY_POD,
      directions,
      pods: { namespaces: { kind: 'matching', selector: inNamespaces.selector }, pods: inPods.selector },
      certain: isWritten && inNamespaces.certain && inPods.certain,
    },
  ];
}

/** `spec.podSelector` in the policy's own namespace; directions as NetworkPolicy has them, or as given. */
export function podSelectorSelections(
  object: unknown,
  namespace: string,
  directions: readonly Direction[] = policyTypes(object),
): readonly ForeignSelection[] {
  const { selector, certain } = readSelector(at(object, 'spec', 'podSelector'));
  return [
    { ...ANY_POD, directions, pods: { namespaces: { kind: 'named', name: namespace }, pods: selector }, certain },
  ];
}

function policyTypes(object: unknown): readonly Direction[] {
  const written = itemsOf(at(object, 'spec', 'policyTypes')).map((type) => String(type).toLowerCase());
  if (written.length > 0) return DIRECTIONS.filter((direction) => written.includes(direction));
  return hasItems(at(object, 'spec', 'egress')) ? DIRECTIONS : ['ingress'];
}

/** Every pod of the namespace, for what leaves the cluster. */
export function egressFirewallSelections(namespace: string): readonly ForeignSelection[] {
  const pods: EndpointSelector = { namespaces: { kind: 'named', name: namespace }, pods: ALL };
  return [{ ...ANY_POD, directions: ['egress'], pods, certain: true, peers: 'not-pods' }];
}

/** Where Istio keeps what holds for the whole mesh, unless it was set up otherwise. */
const ISTIO_ROOT = 'istio-system';

/** Istio AuthorizationPolicy: asked at the destination; one in the root namespace is asked everywhere. */
export function authorizationSelections(object: unknown, namespace: string): readonly ForeignSelection[] {
  if (at(object, 'spec', 'action') === 'AUDIT') return [];
  const { selector, certain } = readSelector(at(object, 'spec', 'selector'));
  const byTarget = at(object, 'spec', 'targetRefs') !== undefined || at(object, 'spec', 'targetRef') !== undefined;
  const namespaces: EndpointSelector['namespaces'] =
    namespace === ISTIO_ROOT ? { kind: 'matching', selector: ALL } : { kind: 'named', name: namespace };
  return [{ ...ANY_POD, directions: ['ingress'], pods: { namespaces, pods: selector }, certain: certain && !byTarget }];
}

/** Antrea: `appliedTo` of the whole policy, each entry by itself; of single rules when there is none. */
export function antreaSelections(object: unknown, namespace: string): readonly ForeignSelection[] {
  const spec = at(object, 'spec');
  const directions = DIRECTIONS.filter((direction) => hasItems(at(spec, direction)));
  const appliedTo = itemsOf(at(spec, 'appliedTo'));
  if (appliedTo.length === 0) return [{ ...ANY_POD, directions, pods: anyPodOf(namespace), hosts: namespace === '' }];
  return appliedTo.map((entry): ForeignSelection => {
    const isSimple =
      isObject(entry) && Object.keys(entry).every((key) => key === 'podSelector' || key === 'namespaceSelector');
    if (!isSimple) return { ...ANY_POD, directions, pods: anyPodOf(namespace), hosts: namespace === '' };
    const inPods = readSelector(at(entry, 'podSelector'));
    const inNamespaces = readSelector(at(entry, 'namespaceSelector'));
    const namespaces: EndpointSelector['namespaces'] =
      namespace === '' ? { kind: 'matching', selector: inNamespaces.selector } : { kind: 'named', name: namespace };
    const certain = inPods.certain && inNamespaces.certain;
    return { ...ANY_POD, directions, pods: { namespaces, pods: inPods.selector }, certain };
  });
}

function anyPodOf(namespace: string): EndpointSelector | undefined {
  return namespace === '' ? ANY_POD.pods : { namespaces: { kind: 'named', name: namespace }, pods: ALL };
}
