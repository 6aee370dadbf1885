import type { ForeignPolicy, ForeignSelection } from '../model/foreign-policies.ts';
import type { Decode } from './decoded.ts';
import { diagnosticOf } from './field-problem.ts';
import { calicoSelections, hostEndpointSelections } from './other-engines/calico.ts';
import { ciliumSelections } from './other-engines/cilium.ts';
import {
  antreaSelections,
  authorizationSelections,
  egressFirewallSelections,
  podSelectorSelections,
  subjectSelections,
} from './other-engines/plain-selectors.ts';
import { quoted } from './quoting.ts';

/** A kind of policy that is known and not evaluated, whatever the version. */
interface ForeignKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly effect: ForeignPolicy['effect'];
  /** `namespace` is empty for cluster-scoped kinds. */
  readonly selections: (
    object: unknown,
    of: { readonly namespace: string; readonly apiVersion: string },
  ) => readonly ForeignSelection[];
}

const CILIUM = {
  group: 'cilium.io',
  effect: 'any',
  selections: (object, { namespace }) => ciliumSelections(object, namespace),
} satisfies Partial<ForeignKind>;
const CALICO = {
  effect: 'any',
  selections: (object, { namespace, apiVersion }) =>
    calicoSelections(object, { namespace, defaulted: apiVersion.startsWith('projectcalico.org/') }),
} satisfies Partial<ForeignKind>;
const ANTREA = {
  group: 'crd.antrea.io',
  effect: 'any',
  selections: (object, { namespace }) => antreaSelections(object, namespace),
} satisfies Partial<ForeignKind>;
const AWS = { group: 'networking.k8s.aws', effect: 'any' } as const;
const FIREWALL = {
  namespaced: true,
  effect: 'denies',
  selections: (_object, { namespace }) => egressFirewallSelections(namespace),
} satisfies Partial<ForeignKind>;
/** Versions of the tiers' kinds that this release does not know. */
const TIER = {
  group: 'policy.networking.k8s.io',
  namespaced: false,
  effect: 'any',
  selections: (object) => subjectSelections(object),
} satisfies Partial<ForeignKind>;

const CALICO_GROUPS = ['projectcalico.org', 'crd.projectcalico.org'];

// Staged policies of Calico are left out: they have no effect (semantics §5.2).
const FOREIGN_KINDS: readonly ForeignKind[] = [
  { ...CILIUM, kind: 'CiliumNetworkPolicy', plural: 'ciliumnetworkpolicies', namespaced: true },
  { ...CILIUM, kind: 'CiliumClusterwideNetworkPolicy', plural: 'ciliumclusterwidenetworkpolicies', namespaced: false },
  ...CALICO_GROUPS.flatMap((group): readonly ForeignKind[] => [
    { ...CALICO, group, kind: 'NetworkPolicy', plural: 'networkpolicies', namespaced: true },
    { ...CALICO, group, kind: 'GlobalNetworkPolicy', plural: 'globalnetworkpolicies', namespaced: false },
    {
      ...CALICO,
      group,
      kind: 'HostEndpoint',
      plural: 'hostendpoints',
      namespaced: false,
      selections: hostEndpointSelections,
    },
  ]),
  { ...ANTREA, kind: 'NetworkPolicy', plural: 'networkpolicies', namespaced: true },
  { ...ANTREA, kind: 'ClusterNetworkPolicy', plural: 'clusternetworkpolicies', namespaced: false },
  {
    group: 'security.istio.io',
    kind: 'AuthorizationPolicy',
    plural: 'authorizationpolicies',
    namespaced: true,
    effect: 'denies',
    selections: (object, { namespace }) => authorizationSelections(object, namespace),
  },
  { ...FIREWALL, group: 'k8s.ovn.org', kind: 'EgressFirewall', plural: 'egressfirewalls' },
  { ...FIREWALL, group: 'network.openshift.io', kind: 'EgressNetworkPolicy', plural: 'egressnetworkpolicies' },
  {
    ...AWS,
    kind: 'ClusterNetworkPolicy',
    plural: 'clusternetworkpolicies',
    namespaced: false,
    selections: (object) => subjectSelections(object),
  },
  {
    ...AWS,
    kind: 'ApplicationNetworkPolicy',
    plural: 'applicationnetworkpolicies',
    namespaced: true,
    selections: (object, { namespace }) => podSelectorSelections(object, namespace),
  },
  {
    group: 'networking.gke.io',
    kind: 'FQDNNetworkPolicy',
    plural: 'fqdnnetworkpolicies',
    namespaced: true,
    effect: 'any',
    selections: (object, { namespace }) => podSelectorSelections(object, namespace, ['egress']),
  },
  { ...TIER, kind: 'AdminNetworkPolicy', plural: 'adminnetworkpolicies' },
  { ...TIER, kind: 'BaselineAdminNetworkPolicy', plural: 'baselineadminnetworkpolicies' },
  { ...TIER, kind: 'ClusterNetworkPolicy', plural: 'clusternetworkpolicies' },
];

const byName = new Map(FOREIGN_KINDS.map((entry) => [`${entry.group} ${entry.kind}`, entry]));

/** Where these kinds are, as permissions name them. */
export function foreignResources(): readonly { readonly group: string; readonly plural: string }[] {
  return FOREIGN_KINDS.map(({ group, plural }) => ({ group, plural }));
}

/** What a kind is to be read as that other engines evaluate, or of which only the version is not known; undefined for all others. */
export function foreignKindOf(name: {
  readonly apiVersion: string;
  readonly kind: string;
}): (Pick<ForeignKind, 'plural' | 'namespaced' | 'effect'> & { readonly decode: Decode }) | undefined {
  const foreign = byName.get(`${name.apiVersion.split('/')[0] ?? ''} ${name.kind}`);
  if (foreign === undefined) return undefined;
  const { plural, namespaced, effect } = foreign;
  return { plural, namespaced, effect, decode: decodeAs(foreign) };
}

function decodeAs({ group, namespaced, effect, selections }: ForeignKind): Decode {
  return (raw, { id }) => {
    const ref = { ...id, namespace: namespaced ? id.namespace : undefined, origin: raw.origin };
    const foreign = {
      ref,
      effect,
      selections: selections(raw.value, id).filter(({ directions }) => directions.length > 0),
    };
    const diagnostics =
      group === TIER.group ? [diagnosticOf(unknownVersion(id.apiVersion, id.kind), { id, origin: raw.origin })] : [];
    return { decoded: { kind: 'foreign', foreign }, diagnostics };
  };
}

const SERVED: ReadonlyMap<string, string> = new Map([
  ['AdminNetworkPolicy', 'v1alpha1'],
  ['BaselineAdminNetworkPolicy', 'v1alpha1'],
  ['ClusterNetworkPolicy', 'v1alpha2'],
]);

function unknownVersion(apiVersion: string, kind: string) {
  const known = `${TIER.group}/${SERVED.get(kind) ?? ''}`;
  return {
    code: 'unsupported-version',
    severity: 'error',
    path: ['apiVersion'],
    message: `${quoted(apiVersion)} is no version of ${kind} that is known here; what this policy could change is unknown`,
    strict: `no matches for kind "${kind}" in version ${quoted(apiVersion)}, unless the cluster has a newer API`,
    lenient: 'not evaluated',
    remedy: `write \`apiVersion: ${known}\`, if that is what it is`,
    refuses: false,
  } as const;
}
