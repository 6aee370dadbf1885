import type { Action, Direction, Tier } from '../../model/policies.ts';
import type { PortMatcher } from '../../model/ports.ts';
import type { FieldPath, ObjectId } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import type { Read } from '../field-reader.ts';
import { list, struct, text } from '../field-reader.ts';
import type { RawSelector } from '../label-selector.ts';
import { labelSelectorShape } from '../label-selector.ts';
import type { RawMeta } from '../object-meta.ts';

const namespacedPodShape = struct('NamespacedPod', {
  namespaceSelector: labelSelectorShape,
  podSelector: labelSelectorShape,
});

const podFields = { namespaces: labelSelectorShape, pods: namespacedPodShape };
const networkFields = { nodes: labelSelectorShape, networks: list(text()) };

export const subjectShape = struct('Subject', podFields);
/** Sources can be pods only: nothing here matches a node or an address (semantics §4.3). */
export const ingressPeerShape = struct('IngressPeer', podFields);
export const egressPeerShape = struct('EgressPeer', {
  ...podFields,
  ...networkFields,
  domainNames: list(text()),
});
/** BaselineAdminNetworkPolicy has no domain names. */
export const namelessEgressPeerShape = struct('EgressPeer', { ...podFields, ...networkFields });

export type RawNamespacedPod = Read<typeof namespacedPodShape>;
export type RawTieredSubject = Read<typeof subjectShape>;

/** A peer of any version and direction; exactly one field must be set. */
export interface RawTieredPeer {
  readonly namespaces?: RawSelector | undefined;
  readonly pods?: RawNamespacedPod | undefined;
  readonly nodes?: RawSelector | undefined;
  readonly networks?: readonly string[] | undefined;
  readonly domainNames?: readonly string[] | undefined;
}

/** A rule with the words of its version and direction replaced by one for all; undefined is missing. */
export interface RawTieredRule<P> {
  readonly name: string | undefined;
  readonly action: string | undefined;
  readonly peers: readonly RawTieredPeer[] | undefined;
  readonly ports: readonly P[] | undefined;
}

/** What all versions have, under one name. */
export interface RawTieredPolicy<P> {
  readonly metadata: Omit<RawMeta, 'deletionTimestamp'>;
  readonly hasSpec: boolean;
  readonly tier: string | undefined;
  readonly priority: number | undefined;
  readonly subject: RawTieredSubject | undefined;
  readonly rules: Readonly<Record<Direction, readonly RawTieredRule<P>[]>>;
}

/** What one entry of a rule's ports matches. */
export type PortReading =
  | { readonly kind: 'matcher'; readonly matcher: PortMatcher }
  /** Valid to the server, and true of no port. */
  | { readonly kind: 'nothing' };

/** How a range of addresses may be written: checked by plugins only, by the server, or by a server that refuses host bits too. */
export type CidrCheck = 'by-plugins' | 'by-server' | 'masked';

/** How one kind differs from the others. */
export interface TieredForm<P> {
  /** `Allow` or `Accept`, and their like, by the API's word. */
  readonly actions: ReadonlyMap<string, Action>;
  readonly most: { readonly rules: number; readonly peers: number; readonly ports: number };
  readonly portsField: 'ports' | 'protocols';
  /** Whether an empty list of ports is refused; where it is not, it is as good as none. */
  readonly emptyPortsRefused: boolean;
  readonly namespaceSelectorRequired: boolean;
  readonly cidrs: CidrCheck;
  readonly members: Readonly<Record<Direction | 'subject', readonly string[]>>;
  readonly portMembers: readonly string[];
  /** What is refused about tier, priority and name. */
  readonly standingProblems: (policy: RawTieredPolicy<P>, id: ObjectId) => readonly FieldProblem[];
  /** Where it is asked; only called for what the checks have let pass. */
  readonly standing: (policy: RawTieredPolicy<P>) => { readonly tier: Tier; readonly precedence: number };
  readonly portProblems: (entry: P, path: FieldPath) => readonly FieldProblem[];
  readonly port: (entry: P) => PortReading;
  readonly isNamedPort: (entry: P) => boolean;
}

/** What the API calls the peers of a rule. */
export const PEER_FIELD: Readonly<Record<Direction, 'from' | 'to'>> = { ingress: 'from', egress: 'to' };

/** The members that are set, in the order of the API's documentation. */
export function membersOf(value: object, known: readonly string[]): readonly string[] {
  const fields: { readonly [name: string]: unknown } = { ...value };
  return known.filter((name) => fields[name] !== undefined);
}
