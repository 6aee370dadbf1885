import type { Action } from '../../model/policies.ts';
import type { Decode } from '../decoded.ts';
import { anything, int32, list, struct, text } from '../field-reader.ts';
import { wholeObjectMetaShape } from '../object-meta.ts';
import { ruleBroken } from '../tiered-policy/crd-problem.ts';
import type { TieredKind } from '../tiered-policy/decode-tiered.ts';
import { decodeTiered } from '../tiered-policy/decode-tiered.ts';
import { priorityProblems } from '../tiered-policy/tiered-problems.ts';
import type {
  RawTieredPeer,
  RawTieredPolicy,
  RawTieredRule,
  RawTieredSubject,
  TieredForm,
} from '../tiered-policy/tiered-shape.ts';
import {
  egressPeerShape,
  ingressPeerShape,
  namelessEgressPeerShape,
  subjectShape,
} from '../tiered-policy/tiered-shape.ts';
import { ADMIN_TIER, BASELINE_TIER } from '../tiered-policy/tiers.ts';
import type { RawAdminPort } from './admin-ports.ts';
import { ADMIN_PORT_MEMBERS, adminPortProblems, adminPortShape, compileAdminPort } from './admin-ports.ts';

const ruleFields = { name: text(), action: text(), ports: list(adminPortShape) };
const ingressRules = list(struct('IngressRule', { ...ruleFields, from: list(ingressPeerShape) }));
const objectFields = { apiVersion: text(), kind: text(), metadata: wholeObjectMetaShape, status: anything };

const adminShape = struct('AdminNetworkPolicy', {
  ...objectFields,
  spec: struct('AdminNetworkPolicySpec', {
    priority: int32,
    subject: subjectShape,
    ingress: ingressRules,
    egress: list(struct('EgressRule', { ...ruleFields, to: list(egressPeerShape) })),
  }),
});

const baselineShape = struct('BaselineAdminNetworkPolicy', {
  ...objectFields,
  spec: struct('BaselineAdminNetworkPolicySpec', {
    subject: subjectShape,
    ingress: ingressRules,
    egress: list(struct('EgressRule', { ...ruleFields, to: list(namelessEgressPeerShape) })),
  }),
});

interface RawRule {
  readonly name?: string | undefined;
  readonly action?: string | undefined;
  readonly ports?: readonly RawAdminPort[] | undefined;
}

interface RawSpec {
  readonly priority?: number | undefined;
  readonly subject?: RawTieredSubject | undefined;
  readonly ingress?: readonly (RawRule & { readonly from?: readonly RawTieredPeer[] | undefined })[] | undefined;
  readonly egress?: readonly (RawRule & { readonly to?: readonly RawTieredPeer[] | undefined })[] | undefined;
}

function read(value: {
  readonly metadata?: RawTieredPolicy<RawAdminPort>['metadata'] | undefined;
  readonly spec?: RawSpec | undefined;
}): RawTieredPolicy<RawAdminPort> {
  const { metadata, spec } = value;
  const rule = (
    { name, action, ports }: RawRule,
    peers: readonly RawTieredPeer[] | undefined,
  ): RawTieredRule<RawAdminPort> => {
    return { name, action, ports, peers };
  };
  return {
    metadata: metadata ?? wholeObjectMetaShape.zero,
    hasSpec: spec !== undefined,
    tier: undefined,
    priority: spec?.priority,
    subject: spec?.subject,
    rules: {
      ingress: (spec?.ingress ?? []).map((entry) => rule(entry, entry.from)),
      egress: (spec?.egress ?? []).map((entry) => rule(entry, entry.to)),
    },
  };
}

const ACTIONS: readonly (readonly [string, Action])[] = [
  ['Allow', 'accept'],
  ['Deny', 'deny'],
  ['Pass', 'pass'],
];

const PODS = ['namespaces', 'pods'];
const BEYOND_PODS = [...PODS, 'nodes', 'networks'];

const VERSION: Omit<TieredForm<RawAdminPort>, 'actions' | 'members' | 'standing' | 'standingProblems'> = {
  most: { rules: 100, peers: 100, ports: 100 },
  portsField: 'ports',
  emptyPortsRefused: false,
  namespaceSelectorRequired: true,
  cidrs: 'by-plugins',
  portMembers: ADMIN_PORT_MEMBERS,
  portProblems: adminPortProblems,
  port: compileAdminPort,
  isNamedPort: (entry) => entry.namedPort !== undefined,
};

const admin: TieredKind<ReturnType<typeof adminShape.read>, RawAdminPort> = {
  shape: adminShape,
  read,
  form: {
    ...VERSION,
    actions: new Map(ACTIONS),
    members: { subject: PODS, ingress: PODS, egress: [...BEYOND_PODS, 'domainNames'] },
    standingProblems: ({ priority }) => priorityProblems(priority),
    standing: ({ priority }) => ({ tier: ADMIN_TIER, precedence: priority ?? 0 }),
  },
};

const THE_ONLY_NAME = 'default';

const baseline: TieredKind<ReturnType<typeof baselineShape.read>, RawAdminPort> = {
  shape: baselineShape,
  read,
  form: {
    ...VERSION,
    actions: new Map(ACTIONS.filter(([, action]) => action !== 'pass')),
    members: { subject: PODS, ingress: PODS, egress: BEYOND_PODS },
    standingProblems: (_, { name }) => {
      if (name === THE_ONLY_NAME || name === '') return [];
      return [
        ruleBroken({
          path: ['metadata', 'name'],
          about: [],
          value: name,
          message: `a cluster has one BaselineAdminNetworkPolicy, and its name must be ${THE_ONLY_NAME}`,
          detail: 'Only one baseline admin network policy with metadata.name="default" can be created in the cluster',
          remedy: `write \`name: ${THE_ONLY_NAME}\``,
        }),
      ];
    },
    standing: () => ({ tier: BASELINE_TIER, precedence: 0 }),
  },
};

/** policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy: asked before every NetworkPolicy, by priority. */
export const decodeAdminPolicy: Decode = (raw, context) => decodeTiered(raw, context, admin);

/** policy.networking.k8s.io/v1alpha1 BaselineAdminNetworkPolicy: asked where no NetworkPolicy isolates. */
export const decodeBaselineAdminPolicy: Decode = (raw, context) => decodeTiered(raw, context, baseline);
