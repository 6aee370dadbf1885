import type { Family } from './addresses.ts';
import type { Gap } from './gaps.ts';
import type { Labels, Requirement } from './labels.ts';
import type { ObjectHistory } from './object-history.ts';
import type { Action, CompiledRule, Direction, Peer, PolicyRef, RuleRef, Tier } from './policies.ts';
import type { PortMatcher, Protocol } from './ports.ts';

export type Decision = 'allowed' | 'denied' | 'unknown';

/** Whether a clause holds; `unknown` when the objects do not say. */
export type Match = 'yes' | 'no' | 'unknown';

/** What is not known, and would decide. */
export type Unknown =
  /** A block of addresses is compared with a pod or node (`node/NAME`) whose address is not known. */
  | { readonly kind: 'address-not-known'; readonly podKey: string; readonly rule: RuleRef; readonly block: string }
  /** Whether both are on one node decides whether policies apply at all (semantics §1.11). */
  | { readonly kind: 'same-node-not-known'; readonly podKey: string; readonly hostNetworkPodKey: string }
  /** A finished pod has no network; its address may belong to another pod by now (semantics §1.13). */
  | { readonly kind: 'finished-pod'; readonly podKey: string; readonly status: string }
  /** A pod through a Service to itself: whether policies apply differs between plugins (semantics §1.11). */
  | { readonly kind: 'hairpin'; readonly podKey: string }
  /**
   * A Service with externalTrafficPolicy Cluster: whether policies see the client's address or that of the node that passes the
   * connection on, and these are decided differently (semantics §1.14).
   */
  | {
      readonly kind: 'client-hidden';
      readonly service: string;
      readonly node: string;
      readonly asNode: Decision;
      readonly asClient: Decision;
    }
  /** A pod isolated for egress asks for a NodePort: plugins differ in whether its policies see the node or the pod behind it. */
  | { readonly kind: 'node-port'; readonly service: string; readonly otherwise: Decision }
  /** A rule asks for labels of a node of which no object was read; `end` is the node or a hostNetwork pod on it. */
  | { readonly kind: 'node-labels-not-known'; readonly end: string; readonly rule: RuleRef }
  | { readonly kind: 'unsupported-peer'; readonly rule: RuleRef; readonly feature: string }
  /**
   * A policy that is not evaluated selects this end, or `maybe` does, and could decide otherwise; without it the side would be
   * `otherwise`.
   */
  | {
      readonly kind: 'foreign-policy';
      readonly policy: PolicyRef;
      readonly selects: 'yes' | 'maybe';
      readonly end: 'source' | 'destination';
      readonly otherwise: Decision;
    }
  /** Objects that were not read would decide; without them the side would be `otherwise`, where that is known. */
  | {
      readonly kind: 'not-readable';
      readonly missing: Missing;
      readonly gap: Gap;
      readonly otherwise: Decision | undefined;
    }
  /** Rules of equal precedence that would decide differently; which is asked first is undefined (semantics §4.5). */
  | { readonly kind: 'equal-precedence'; readonly rules: readonly RuleRef[] };

/** What would have to be known. */
export type Missing =
  | { readonly what: 'policies'; readonly end: 'source' | 'destination' }
  | { readonly what: 'namespace-labels'; readonly namespace: string }
  | { readonly what: 'node-addresses'; readonly node: string }
  /** Whether an address is that of a pod, or of a node. */
  | { readonly what: 'pod-at' | 'node-at'; readonly address: string };

/** Why one clause of a rule does not hold, with both values. */
export type ClauseFailure =
  | {
      readonly clause: 'pod-label';
      readonly requirement: Requirement;
      readonly actual: string | undefined;
      readonly podKey: string;
      /** The pod's labels, so that a value under another key can be told. */
      readonly labels: Labels;
    }
  | {
      readonly clause: 'namespace-label';
      readonly requirement: Requirement;
      readonly actual: string | undefined;
      readonly namespace: string;
      /** The namespace's labels, so that a near miss such as `name` for `kubernetes.io/metadata.name` can be told. */
      readonly labels: Labels;
      readonly declared: boolean;
    }
  /** A podSelector without namespaceSelector looks only in the policy's own namespace (semantics §1.4). */
  | { readonly clause: 'namespace'; readonly wanted: string; readonly actual: string }
  /** Selectors match pods only; this end is something else to them. */
  | { readonly clause: 'not-a-pod'; readonly is: 'address' | 'node' | 'host-network-pod' | 'finished-pod' }
  | { readonly clause: 'address'; readonly block: string; readonly actual: readonly string[] }
  | { readonly clause: 'except'; readonly block: string; readonly except: string; readonly actual: string }
  /** The block is of the other family, or the pod has no address of this one. */
  | { readonly clause: 'family'; readonly block: string; readonly family: Family }
  | { readonly clause: 'no-address'; readonly block: string; readonly podKey: string }
  | { readonly clause: 'not-a-node'; readonly podKey: string | undefined }
  | {
      readonly clause: 'node-label';
      readonly requirement: Requirement;
      readonly actual: string | undefined;
      readonly node: string;
    }
  | { readonly clause: 'protocol'; readonly wanted: Protocol; readonly actual: Protocol }
  | { readonly clause: 'port'; readonly first: number; readonly last: number; readonly actual: number }
  | {
      readonly clause: 'named-port';
      readonly name: string;
      readonly protocol: Protocol | 'any';
      /** Numbers this name has on the destination; empty when it declares none of that name and protocol. */
      readonly declared: readonly number[];
      /** The same name under another protocol. */
      readonly otherProtocols: readonly Protocol[];
      readonly destination: 'pod' | 'not-a-pod';
      readonly actual: number;
    };

export interface PeerTrace {
  readonly peer: Peer;
  /** Position in the rule's list, from 0. */
  readonly index: number;
  readonly match: Match;
  readonly failures: readonly ClauseFailure[];
}

export interface PortTrace {
  readonly matcher: PortMatcher;
  readonly index: number;
  readonly match: Match;
  readonly failures: readonly ClauseFailure[];
}

/** One rule asked about one connection. Empty lists when the rule says `any`. */
export interface RuleTrace {
  readonly rule: CompiledRule;
  readonly match: Match;
  readonly peerMatch: Match;
  readonly portMatch: Match;
  readonly peers: readonly PeerTrace[];
  readonly ports: readonly PortTrace[];
}

export interface PolicyTrace {
  readonly policy: PolicyRef;
  /** Within its tier, lower first; those of equal precedence may be asked in any order. */
  readonly precedence: number;
  readonly isolates: boolean;
  readonly rules: readonly RuleTrace[];
}

export type TierOutcome = 'accept' | 'deny' | 'pass' | 'isolated' | 'no-match' | 'unknown';

/** One tier's policies that select the subject, every rule of them asked: near misses included. */
export interface TierTrace {
  readonly tier: Tier;
  readonly policies: readonly PolicyTrace[];
  readonly outcome: TierOutcome;
}

/** Why a side decided as it did. */
export type Reason =
  /** No policy isolates the subject in this direction. */
  | { readonly kind: 'not-isolated' }
  /** This end is no subject of policies: an address, a node, a hostNetwork pod (semantics §1.12, §2). */
  | { readonly kind: 'not-a-subject'; readonly is: 'address' | 'node' | 'host-network-pod' }
  /** These rules match; each alone would do in a tier that only accepts. */
  | { readonly kind: 'rule'; readonly action: Exclude<Action, 'pass'>; readonly rules: readonly RuleRef[] }
  /** Isolated by these policies, and no rule matches. */
  | { readonly kind: 'isolated'; readonly policies: readonly PolicyRef[] }
  /** Policies cannot block this (semantics §1.11). */
  | { readonly kind: 'exempt'; readonly exemption: 'self' | 'own-node' }
  /** The two ends share no address family. */
  | { readonly kind: 'no-common-family' }
  /** Nothing in this cluster enforces policies; they would decide `otherwise` (semantics §6). */
  | { readonly kind: 'not-enforced'; readonly plugin: string | undefined; readonly otherwise: Decision }
  | { readonly kind: 'unknown'; readonly because: readonly Unknown[] };

export interface SideVerdict {
  readonly direction: Direction;
  readonly decision: Decision;
  readonly reason: Reason;
  /** In tier order; ends with the tier that decided. Empty when policies were not asked. */
  readonly trace: readonly TierTrace[];
}

/** What may make the real cluster answer otherwise. Only those that can change this answer are listed. */
export type Caveat =
  /** ipBlock matched a pod address: Cilium and its kin do not match pods by address (semantics §1.7). */
  | {
      readonly kind: 'ip-block-matches-pod';
      readonly rule: RuleRef;
      /** `node/NAME` for a node. */
      readonly podKey: string;
      /** The plugin, where it is one of those. */
      readonly plugin?: string;
    }
  /** Egress to the pod's own node: sources disagree (semantics §9.3). */
  | { readonly kind: 'own-node-egress'; readonly node: string }
  /** The labels of this namespace are not in the input, and a selector asked for one of them. */
  | { readonly kind: 'implied-namespace'; readonly namespace: string; readonly key: string; readonly rule: RuleRef }
  /** The same name stands for several ports of one pod: some plugins take the first only (semantics §1.9). */
  | { readonly kind: 'duplicate-named-port'; readonly name: string; readonly podKey: string }
  | { readonly kind: 'host-network'; readonly podKey: string }
  /** A pod is treated otherwise until the plugin has put its rules in place. */
  | {
      readonly kind: 'start-window';
      readonly plugin: string;
      readonly podKey: string;
      readonly until: 'open' | 'closed';
    }
  /** The agents of network plugins have not been listed to the end: one that does not enforce policies may be all there is. */
  | { readonly kind: 'enforcement-not-known-yet' }
  /** The plugin leaves pods alone that nothing owns; this one would be denied. */
  | { readonly kind: 'bare-pod'; readonly plugin: string; readonly podKey: string }
  /** The plugin takes the first port of a range only; this is another. */
  | { readonly kind: 'first-port-only'; readonly plugin: string; readonly rule: RuleRef; readonly first: number }
  /**
   * Denied by a rule of the Baseline tier, where NetworkPolicies select the pod for the other direction only: a plugin that reads
   * the API to the letter does not ask Baseline then (semantics §4.5).
   */
  | {
      readonly kind: 'baseline-other-direction';
      readonly direction: Direction;
      readonly podKey: string;
      readonly policies: readonly PolicyRef[];
    }
  /**
   * A policy that denies was changed after both ends were started: what is open since before may stay open, as the plugin decides
   * (semantics §1.11).
   */
  | { readonly kind: 'open-connections'; readonly policy: PolicyRef; readonly history: ObjectHistory }
  /** No port was asked, and policies isolate: whether a ping passes is not defined (semantics §1.11). */
  | { readonly kind: 'ping'; readonly podKeys: readonly string[] }
  /** A policy of a namespace involved is refused by every API server, and so was not evaluated. */
  | { readonly kind: 'refused-policy'; readonly policy: string; readonly path: string | undefined };

/** One connection over one address family (or over any, when the family makes no difference). */
export interface Verdict {
  readonly decision: Decision;
  readonly families: readonly Family[];
  readonly egress: SideVerdict;
  readonly ingress: SideVerdict;
  readonly caveats: readonly Caveat[];
}

/** The answer to one flow over every address family its ends may use. */
export interface FlowVerdict {
  readonly decision: Decision;
  /** The verdict that decides. */
  readonly verdict: Verdict;
  /** More than one only when the families differ. */
  readonly byFamily: readonly Verdict[];
  /** Set where nothing enforces policies: what they would say. */
  readonly asWritten?: FlowVerdict;
}
