import type { Action, Tier } from '../../model/policies.ts';
import type { Decode } from '../decoded.ts';
import type { FieldProblem } from '../field-problem.ts';
import { notSupported, required } from '../field-problem.ts';
import type { Read } from '../field-reader.ts';
import { anything, int32, list, struct, text } from '../field-reader.ts';
import { nearestName } from '../nearest-name.ts';
import { wholeObjectMetaShape } from '../object-meta.ts';
import { quoted } from '../quoting.ts';
import { decodeTiered } from '../tiered-policy/decode-tiered.ts';
import { priorityProblems } from '../tiered-policy/tiered-problems.ts';
import type { CidrCheck, RawTieredPolicy, TieredForm } from '../tiered-policy/tiered-shape.ts';
import { egressPeerShape, ingressPeerShape, subjectShape } from '../tiered-policy/tiered-shape.ts';
import { ADMIN_TIER, BASELINE_TIER } from '../tiered-policy/tiers.ts';
import type { RawProtocol } from './protocol-ports.ts';
import { compileProtocol, PROTOCOL_MEMBERS, protocolProblems, protocolShape } from './protocol-ports.ts';

const ruleFields = { name: text(), action: text(), protocols: list(protocolShape) };

const shape = struct('ClusterNetworkPolicy', {
  apiVersion: text(),
  kind: text(),
  metadata: wholeObjectMetaShape,
  spec: struct('ClusterNetworkPolicySpec', {
    tier: text(),
    priority: int32,
    subject: subjectShape,
    ingress: list(struct('IngressRule', { ...ruleFields, from: list(ingressPeerShape) })),
    egress: list(struct('EgressRule', { ...ruleFields, to: list(egressPeerShape) })),
  }),
  status: anything,
});

function read({ metadata, spec }: Read<typeof shape>): RawTieredPolicy<RawProtocol> {
  return {
    metadata: metadata ?? wholeObjectMetaShape.zero,
    hasSpec: spec !== undefined,
    tier: spec?.tier,
    priority: spec?.priority,
    subject: spec?.subject,
    rules: {
      ingress: (spec?.ingress ?? []).map(({ name, action, protocols, from }) => ({
        name,
        action,
        ports: protocols,
        peers: from,
      })),
      egress: (spec?.egress ?? []).map(({ name, action, protocols, to }) => ({
        name,
        action,
        ports: protocols,
        peers: to,
      })),
    },
  };
}

const TIERS: ReadonlyMap<string, Tier> = new Map([
  ['Admin', ADMIN_TIER],
  ['Baseline', BASELINE_TIER],
]);
const PODS = ['namespaces', 'pods'];

function formWith(cidrs: CidrCheck): TieredForm<RawProtocol> {
  return {
    actions: new Map<string, Action>([
      ['Accept', 'accept'],
      ['Deny', 'deny'],
      ['Pass', 'pass'],
    ]),
    most: { rules: 25, peers: 25, ports: 25 },
    portsField: 'protocols',
    emptyPortsRefused: true,
    namespaceSelectorRequired: false,
    cidrs,
    members: { subject: PODS, ingress: PODS, egress: [...PODS, 'nodes', 'networks', 'domainNames'] },
    portMembers: PROTOCOL_MEMBERS,
    standingProblems: ({ tier, priority }) => [...tierProblems(tier), ...priorityProblems(priority)],
    standing: ({ tier, priority }) => ({ tier: TIERS.get(tier ?? '') ?? ADMIN_TIER, precedence: priority ?? 0 }),
    portProblems: protocolProblems,
    port: compileProtocol,
    isNamedPort: (entry) => entry.destinationNamedPort !== undefined,
  };
}

function tierProblems(tier: string | undefined): readonly FieldProblem[] {
  const path = ['spec', 'tier'];
  const supported = [...TIERS.keys()];
  if (tier === undefined) {
    return [
      required({
        path,
        message: 'the policy does not say which tier it is of',
        detail: '',
        remedy: 'add `tier: Admin` or `tier: Baseline`',
      }),
    ];
  }
  if (TIERS.has(tier)) return [];
  const meant = nearestName(tier, supported);
  return [
    notSupported({
      path,
      value: tier,
      message: `${quoted(tier)} is not a tier; there are Admin and Baseline`,
      supported,
      ...(meant === undefined ? {} : { remedy: `write \`${meant}\`` }),
    }),
  ];
}

const v1alpha2 = { shape, read, form: formWith('by-server') };
const v1beta1 = { shape, read, form: formWith('masked') };

/** policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy: tier Admin before every NetworkPolicy, tier Baseline after. */
export const decodeClusterPolicy: Decode = (raw, context) => decodeTiered(raw, context, v1alpha2);

/** The same of v1beta1, which refuses ranges with bits set beyond the prefix and is otherwise alike. */
export const decodeClusterPolicyBeta: Decode = (raw, context) => decodeTiered(raw, context, v1beta1);
