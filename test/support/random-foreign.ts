import * as fc from 'fast-check';
import type { Json } from './naive/objects.ts';
import { NAMESPACES, POD_KEYS, VALUES } from './random-words.ts';

const namespace = fc.constantFrom(...NAMESPACES);
const matchLabels = fc.dictionary(fc.constantFrom(...POD_KEYS), fc.constantFrom(...VALUES), {
  maxKeys: 1,
  noNullPrototype: true,
});

function object(apiVersion: string, kind: string, metadata: Json, spec: Json): Json {
  return { apiVersion, kind, metadata, spec };
}

const cilium = fc.record({ namespace, matchLabels, side: fc.constantFrom('ingress', 'egress') }).map((of) =>
  object(
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    { name: 'cilium', namespace: of.namespace },
    {
      endpointSelector: { matchLabels: of.matchLabels },
      [of.side]: [{}],
    },
  ),
);
const hosts = fc
  .constantFrom('ingress', 'egress')
  .map((side) =>
    object('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', { name: 'hosts' }, { nodeSelector: {}, [side]: [{}] }),
  );
const istio = fc.record({ namespace, matchLabels }).map((of) =>
  object(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    { name: 'istio', namespace: of.namespace },
    {
      selector: { matchLabels: of.matchLabels },
    },
  ),
);
const firewall = namespace.map((of) =>
  object('k8s.ovn.org/v1', 'EgressFirewall', { name: 'default', namespace: of }, { egress: [] }),
);

/** A few policies of other engines: they may change answers, and only the objects around them say which. */
export const randomForeignPolicies: fc.Arbitrary<readonly Json[]> = fc
  .tuple(optional(cilium), optional(hosts), optional(istio), optional(firewall))
  .map((all) => all.filter((policy) => policy !== null));

function optional(policy: fc.Arbitrary<Json>): fc.Arbitrary<Json | null> {
  return fc.option(policy, { freq: 2 });
}
