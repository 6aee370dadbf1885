import type { Family } from '../../model/addresses.ts';
import type { Namespace, Pod, Service, Workload } from '../../model/cluster-objects.ts';
import type { Diagnostic, DiagnosticCode, Severity } from '../../model/diagnostics.ts';
import type { Requirement } from '../../model/labels.ts';
import type { NetworkPlugin } from '../../model/network-plugin.ts';
import type {
  CompiledPolicy,
  CompiledRule,
  Direction,
  EndpointSelector,
  PolicyForm,
  PolicyRef,
  RuleForm,
} from '../../model/policies.ts';
import type { Protocol } from '../../model/ports.ts';
import type { FieldPath } from '../../model/raw-object.ts';

/** A label that a selector asks for, and what the pods or namespaces that come nearest have instead. */
export interface NearestLabel {
  readonly requirement: Requirement;
  /** Values under the same key, most frequent first; empty when the key is missing. */
  readonly actual: readonly string[];
  /** Another key under which the wanted value stands. */
  readonly otherKey: string | undefined;
  /** One of those that have it. */
  readonly example: string;
}

/** A rule that lets through everything another one does. */
export interface CoveringRule {
  readonly rule: CompiledRule;
  readonly policy: CompiledPolicy;
}

/** What each finding is based on. Data only: the words are in `present`. */
export interface FactsByCode {
  'selects-nothing': { readonly select: EndpointSelector; readonly nearest: NearestLabel | undefined };
  'peer-selects-nothing': {
    readonly select: EndpointSelector;
    readonly nearest: NearestLabel | undefined;
    /** What there is none of: the namespaces that are meant, or pods in them. */
    readonly none: 'namespaces' | 'pods';
    /** Whether the input seems to hold all there is; else what is meant may be in the rest. */
    readonly certain: boolean;
  };
  'peer-other-namespace': { readonly select: EndpointSelector; readonly elsewhere: readonly string[] };
  'namespace-label-missing': {
    readonly select: EndpointSelector;
    readonly requirement: Requirement;
    /** A namespace whose name is the value asked for. */
    readonly named: string | undefined;
  };
  'peers-or-suspected': {
    readonly first: EndpointSelector;
    readonly second: EndpointSelector;
    /** Pods that both together would mean. */
    readonly together: number;
    /** Pods that the one with a podSelector means now. */
    readonly own: number;
  };
  'rule-shadowed': { readonly by: CoveringRule };
  'duplicate-rule': { readonly by: CoveringRule };
  'policy-redundant': { readonly by: readonly CompiledPolicy[]; readonly pods: number };
  'inert-rules': { readonly direction: Direction; readonly rules: number };
  'null-rules': { readonly direction: Direction; readonly pods: number };
  'exposed-without-policy': {
    readonly service: Service;
    /** Workloads behind it that no policy isolates for ingress. */
    readonly workloads: readonly Workload[];
  };
  'types-forgotten': { readonly form: Exclude<PolicyForm, 'null-ingress' | 'null-egress'>; readonly pods: number };
  'allows-anyone': { readonly form: RuleForm; readonly direction: Direction };
  'open-to-internet': { readonly ports: CompiledRule['ports']; readonly pods: number; readonly isList: boolean };
  'egress-without-dns': {
    readonly protocols: readonly Protocol[];
    readonly workloads: readonly Workload[];
    /** The name servers that were asked for; undefined when none is in the input, and no rule is about DNS ports. */
    readonly servers: string | undefined;
    /** Near misses of rules are about labels when some rule is about DNS ports already. */
    readonly hasRule: boolean;
  };
  'service-port': {
    readonly port: number;
    readonly protocol: Protocol;
    readonly service: Service;
    /** Numbers the Service's port leads to. */
    readonly targets: readonly number[];
  };
  'named-port-undeclared': {
    readonly name: string;
    readonly protocol: Protocol | 'any';
    readonly otherProtocols: readonly Protocol[];
    /** Names that the pods do declare. */
    readonly declared: readonly string[];
    readonly pods: number;
  };
  'port-on-some-pods': {
    readonly port: number;
    readonly protocol: Protocol;
    readonly workload: Workload;
    readonly with: readonly Pod[];
    readonly without: readonly Pod[];
    /** What those without declare. */
    readonly declared: readonly number[];
  };
  'block-in-cluster': {
    readonly block: string;
    readonly of: 'pods' | 'services';
    readonly examples: readonly string[];
    readonly number: number;
  };
  'one-family': { readonly block: string; readonly missing: Family };
  'no-default-deny': {
    readonly namespace: string;
    /** Pods that policies can apply to, and how many of them are open. */
    readonly subjects: number;
    readonly openIngress: number;
    readonly openEgress: number;
    readonly policies: number;
    /** Policies of which each is all that isolates some pod: to delete it opens the pod. */
    readonly soleIsolators: readonly PolicyRef[];
  };
  'plugin-does-not-enforce': { readonly plugin: NetworkPlugin; readonly policies: number };
  'suppression-invalid': {
    readonly reasonMissing: boolean;
    readonly unknownCodes: readonly string[];
  };
}

/** Codes of what is found in policies; stable. */
export type LintCode = keyof FactsByCode;

/** Where a finding stands. */
export type FindingAbout =
  | {
      readonly kind: 'policy';
      readonly policy: CompiledPolicy;
      /** Set when it is about one rule. */
      readonly rule?: CompiledRule;
      readonly path: FieldPath;
    }
  | { readonly kind: 'namespace'; readonly namespace: Namespace }
  | { readonly kind: 'service'; readonly service: Service }
  | { readonly kind: 'cluster' };

/** Something in the policies that is probably not meant, or worth knowing, with the facts it follows from. */
export type LintFinding<C extends LintCode = LintCode> = {
  [K in C]: {
    readonly code: K;
    readonly severity: Severity;
    readonly about: FindingAbout;
    readonly facts: FactsByCode[K];
  };
}[C];

/** What was noticed when the input was read, as a finding among the others. */
export interface InputFinding {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly about: { readonly kind: 'input' };
  readonly facts: Diagnostic;
}

export type Finding = LintFinding | InputFinding;

export function isInputFinding(finding: Finding): finding is InputFinding {
  return finding.about.kind === 'input';
}
