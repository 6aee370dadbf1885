import { foreignKindOf } from '../kinds/foreign-policies.ts';
import { KINDS, kindOf } from '../kinds/registry.ts';
import { ADMIN_TIER, BASELINE_TIER } from '../kinds/tiered-policy/tiers.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { ForeignPolicy, ForeignSelection } from '../model/foreign-policies.ts';
import type { Gap, GapReason } from '../model/gaps.ts';
import { ALL, NAMESPACE_NAME_LABEL, selectorOf } from '../model/labels.ts';
import type { ConnectionState, KindState } from '../model/live-state.ts';
import { resourceName } from '../model/live-state.ts';
import { DIRECTIONS, NETWORK_POLICY_TIER } from '../model/policies.ts';

/** How far the reading of files has come; `stopped`: somebody ended it before all was read. */
export type Reading = 'going-on' | 'stopped' | 'done';

/** What of a cluster is not known, by how far reading it has come. */
export function gapsOf({ kinds, unavailable }: ConnectionState): readonly Gap[] {
  const down = unavailable.map((group): Gap => {
    return { apiVersion: group, kind: '', resource: `*.${group}`, exceptIn: undefined, why: 'failed' };
  });
  return [...kinds.flatMap(gapOf), ...down];
}

function gapOf({ served, phase, listed, onlyIn }: KindState): readonly Gap[] {
  if (listed && onlyIn === undefined) return [];
  const { apiVersion, kind } = served;
  return [{ apiVersion, kind, resource: resourceName(served), exceptIn: onlyIn, why: whyNot(phase, listed) }];
}

function whyNot(phase: KindState['phase'], listed: boolean): GapReason {
  if (listed || phase === 'refused') return 'refused';
  return phase === 'stale' ? 'failed' : 'not-yet';
}

/** The policies that were not read, as policies that may do anything to whom they may select. */
export function unreadPolicies(gaps: readonly Gap[]): readonly ForeignPolicy[] {
  return gaps.filter(isOfPolicies).map((gap) => ({
    ref: {
      apiVersion: gap.apiVersion,
      kind: gap.kind,
      namespace: undefined,
      name: '*',
      origin: { kind: 'implied', by: gap.resource },
    },
    effect: foreignKindOf(gap)?.effect ?? 'any',
    selections: [selectionOf(gap)],
    unread: { gap, tierOrder: tierOrderOf(gap) },
  }));
}

function isOfPolicies(gap: Gap): boolean {
  return gap.kind === '' || kindOf(gap)?.category === 'policy';
}

function selectionOf(gap: Gap): ForeignSelection {
  const elsewhere = gap.exceptIn === undefined ? [] : [gap.exceptIn];
  const namespaces =
    elsewhere.length === 0 ? ALL : selectorOf([{ operator: 'NotIn', key: NAMESPACE_NAME_LABEL, values: elsewhere }]);
  return {
    directions: DIRECTIONS,
    pods: { namespaces: { kind: 'matching', selector: namespaces }, pods: ALL },
    certain: false,
    // NetworkPolicies and the tiers around them never apply to hosts; of other engines' policies some do.
    hosts: tierOrderOf(gap) === undefined,
    peers: 'any',
  };
}

const TIER_GROUP = 'policy.networking.k8s.io/';

function tierOrderOf({ apiVersion, kind }: Gap): number | undefined {
  if (apiVersion === 'networking.k8s.io/v1') return NETWORK_POLICY_TIER.order;
  if (!apiVersion.startsWith(TIER_GROUP)) return undefined;
  return kind === 'BaselineAdminNetworkPolicy' ? BASELINE_TIER.order : ADMIN_TIER.order;
}

/** What may be missing while files are read, or where somebody stopped that: objects of any kind. */
export const GAPS_OF_READING: Readonly<Record<Reading, readonly Gap[]>> = {
  'going-on': anyKind('not-yet'),
  stopped: anyKind('stopped'),
  done: [],
};

function anyKind(why: GapReason): readonly Gap[] {
  return KINDS.map(({ apiVersion, kind, plural }): Gap => {
    return { apiVersion, kind, resource: resourceName({ apiVersion, plural }), exceptIn: undefined, why };
  });
}

/** What a person should know of what may not be read, or could not; what is still being read says so itself. */
export function gapDiagnostics(gaps: readonly Gap[]): readonly Diagnostic[] {
  const stopped = gaps.some(({ why }) => why === 'stopped') ? [STOPPED] : [];
  return [...stopped, ...gaps.filter(({ why }) => why === 'refused' || why === 'failed').map(gapDiagnostic)];
}

const STOPPED: Diagnostic = {
  code: 'not-readable',
  severity: 'error',
  message: 'reading was stopped: objects and policies may be missing, and what they could change is unknown',
  remedy: 'read everything: ctrl-r in the explorer',
};

function gapDiagnostic(gap: Gap): Diagnostic {
  const where = gap.exceptIn === undefined ? '' : ` outside namespace ${gap.exceptIn}`;
  const refused = gap.why === 'refused';
  return {
    code: 'not-readable',
    severity: isOfPolicies(gap) || isCore(gap) ? 'error' : 'info',
    message: `${gap.resource} ${refused ? 'may not be listed' : 'could not be read'}${where}: ${effectOf(gap)}`,
    remedy: refused ? `grant get, list and watch on ${gap.resource} (docs/rbac.yaml)` : 'try again',
  };
}

function effectOf(gap: Gap): string {
  if (gap.kind === 'EndpointSlice') return 'the pods behind Services are found by their selectors';
  return kindOf(gap)?.category === 'service'
    ? 'answers do not say who calls through them'
    : 'what they could change is unknown';
}

/** Owners of pods decide nothing. */
function isCore(gap: Gap): boolean {
  return kindOf(gap)?.category === 'core';
}
