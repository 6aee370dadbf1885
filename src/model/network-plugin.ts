/** What a plugin does otherwise than the API says, or does where the API leaves it open (semantics §6). */
export type PluginTrait =
  /** A block of addresses matches pods by their address. */
  | 'blocks-match-pods'
  /** A block of addresses matches neither pods nor nodes. */
  | 'blocks-miss-pods'
  /** A pod that has just started is open until its rules are in place. */
  | 'open-until-programmed'
  /** A pod that has just started is closed until its rules are in place. */
  | 'closed-until-programmed'
  /** Pods that nothing owns are left alone. */
  | 'bare-pods-not-covered'
  /** Namespaces with the label `policy-group.network.openshift.io/host-network` stand for traffic of the host network. */
  | 'host-network-by-label'
  /** `endPort` is not read: of a range the first port only. */
  | 'first-port-only';

/** Whether policies are put into force in this cluster, by whom, and how that is known. */
export interface NetworkPlugin {
  /** `cilium`, `aws-vpc-cni`; undefined when none was recognised. */
  readonly name: string | undefined;
  /** `no`: policies are objects without effect, and everything is allowed. `unknown`: taken as enforced. */
  readonly enforces: 'yes' | 'no' | 'unknown';
  readonly traits: readonly PluginTrait[];
  /** What was looked at and what it says, the decisive first; empty when there was nothing to look at. No control characters. */
  readonly evidence: readonly string[];
}

/** Of a few manifests nothing can be said about the cluster they are for. */
export const NO_PLUGIN_SEEN: NetworkPlugin = { name: undefined, enforces: 'unknown', traits: [], evidence: [] };
