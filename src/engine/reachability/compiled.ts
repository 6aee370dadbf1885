import type { Pod } from '../../model/cluster-objects.ts';
import { gapIn } from '../../model/gaps.ts';
import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, Direction } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { doubtsAbout } from '../foreign.ts';
import { eachInSteps, finished, type InSteps, type Progress } from '../in-steps.ts';
import { type AddressParts, createAddressParts } from './address-parts.ts';
import { type AskedPolicy, type AskedRule, askedPolicy, namesInRules, type PortMap } from './asked-rules.ts';
import { createPeerTable, type PeerId } from './peer-table.ts';
import {
  addressesOfPod,
  createPortMaps,
  createSignatures,
  type PodClass,
  type PortMaps,
  reachOf,
  type Signature,
  type Signatures,
  signatureKey,
} from './pod-classes.ts';
import { createPortSets } from './port-sets.ts';
import { asksNodes, createBothProfiles, inOrder, type Profile, type Profiles } from './profiles.ts';
import { matchesOfNobody, type OtherEnd, portsFor, sideValue, type Tables, valueOfMatches } from './side-of-class.ts';
import { createSideValues } from './side-values.ts';
import type { IsolationKind } from './walk.ts';

/** A rule and the policy it is of. */
export interface RuleUse {
  readonly asked: AskedPolicy;
  readonly rule: AskedRule;
}

/** Which profiles a policy is part of, and which ask for what, in one direction. */
export interface Uses {
  /** Rules that name the peer. */
  readonly byPeer: Map<PeerId, RuleUse[]>;
  readonly profilesOf: Map<AskedPolicy, Profile[]>;
  /** By profile: the classes it is in force for. */
  readonly members: PodClass[][];
  /** By profile: its value for an end that no selector and no block knows. */
  readonly bases: number[];
  /** Profiles whose answer to an end hangs on more than its selectors: blocks, named ports, being a node. */
  readonly askAddresses: Profile[];
  readonly askPorts: Profile[];
  readonly askNodes: Profile[];
}

/**
 * A snapshot in numbers: classes of pods, what is in force for them, and who matches what. Grows as `change.ts` applies what comes
 * after; nobody else writes to it.
 */
export interface Compiled {
  snapshot: Snapshot;
  readonly tables: Tables;
  readonly portNames: ReadonlySet<string>;
  readonly portMaps: PortMaps;
  signatures: Signatures;
  addressParts: AddressParts;
  readonly policies: Map<CompiledPolicy, AskedPolicy>;
  readonly bySubject: Map<PeerId, AskedPolicy[]>;
  readonly classes: PodClass[];
  readonly byKey: Map<string, PodClass>;
  readonly classOf: Map<string, PodClass>;
  /** Names of the namespaces that have pods; classes name them by number. */
  readonly places: string[];
  readonly placeOf: Map<string, number>;
  readonly profiles: Readonly<Record<Direction, Profiles>>;
  readonly uses: Readonly<Record<Direction, Uses>>;
  readonly addressUnknown: PodClass[];
  readonly hosts: PodClass[];
  readonly withPorts: PodClass[];
  /** Whether some pod stands for several. */
  hasTemplates: boolean;
  /** Number of the next policy. */
  nextPolicy: number;
  /** Classes and profiles when it was compiled. */
  atFirst: number;
}

/** Compiles a snapshot from nothing. */
export function compile(snapshot: Snapshot): Compiled {
  return finished(compileInSteps(snapshot));
}

/** So many policies, or pods, to a step; one takes a millisecond or two even where its code is run for the first time. */
const POLICIES_IN_A_STEP = 8;
const PODS_IN_A_STEP = 32;
const READ_IN_A_STEP = 512;

/** The same by small steps. */
export function* compileInSteps(snapshot: Snapshot, onProgress: Progress = () => undefined): InSteps<Compiled> {
  const toDo = snapshot.policies.length + snapshot.pods.size;
  const ports = createPortSets();
  const values = createSideValues(ports, gapIn(snapshot, 'Node') !== undefined);
  const peers = createPeerTable();
  const tables: Tables = { ports, values, peers };
  const portNames = new Set<string>();
  yield* eachInSteps(snapshot.policies, READ_IN_A_STEP, (policy) => {
    for (const name of namesInRules([policy])) portNames.add(name);
  });
  const policies = new Map<CompiledPolicy, AskedPolicy>();
  const readPolicy = (policy: CompiledPolicy) => policies.set(policy, askedPolicy(policy, policies.size, peers, ports));
  yield* eachInSteps(snapshot.policies, POLICIES_IN_A_STEP, readPolicy, (done) => onProgress(done / toDo));
  for (const { selections } of snapshot.foreign) {
    for (const { pods } of selections) if (pods !== undefined) peers.endpoints(pods);
  }
  yield;
  const addressParts = createAddressParts(peers.blocks);
  yield* addressParts.prepareInSteps();
  const portMaps = createPortMaps(portNames);
  const compiled: Compiled = {
    snapshot,
    tables,
    portNames,
    portMaps,
    signatures: signaturesFor({ snapshot, tables, portMaps, addressParts }),
    addressParts,
    policies,
    bySubject: new Map(),
    classes: [],
    byKey: new Map(),
    classOf: new Map(),
    places: [],
    placeOf: new Map(),
    profiles: createBothProfiles(portMaps.none, gapIn(snapshot, 'Namespace') !== undefined),
    uses: { ingress: noUses(), egress: noUses() },
    addressUnknown: [],
    hosts: [],
    withPorts: [],
    hasTemplates: false,
    nextPolicy: policies.size,
    atFirst: 0,
  };
  yield* eachInSteps(policies.values(), PODS_IN_A_STEP, (asked) => enlistPolicy(compiled, asked));
  const put = (pod: Pod) => addPod(compiled, pod);
  yield* eachInSteps(snapshot.pods.values(), PODS_IN_A_STEP, put, (done) => onProgress((policies.size + done) / toDo));
  const { classes, profiles } = compiled;
  compiled.atFirst = classes.length + profiles.ingress.all.length + profiles.egress.all.length;
  return compiled;
}

/** Reads signatures of pods as the snapshot and the rules are now. */
export function signaturesFor({
  snapshot,
  tables,
  portMaps,
  addressParts,
}: Pick<Compiled, 'snapshot' | 'tables' | 'portMaps' | 'addressParts'>): Signatures {
  const addressPart = (pod: Pod) => addressParts.of(addressesOfPod(pod, snapshot));
  return createSignatures({ snapshot, peers: tables.peers, portMaps, addressPart });
}

function noUses(): Uses {
  return {
    byPeer: new Map(),
    profilesOf: new Map(),
    members: [],
    bases: [],
    askAddresses: [],
    askPorts: [],
    askNodes: [],
  };
}

/** Makes a policy known; classes made before do not know of it yet. */
export function enlistPolicy({ bySubject, uses }: Compiled, asked: AskedPolicy): void {
  remember(bySubject, asked.subject, () => [] as AskedPolicy[]).push(asked);
  for (const direction of ['ingress', 'egress'] as const) {
    for (const rule of asked.rules[direction]) {
      for (const id of rule.peers) remember(uses[direction].byPeer, id, () => [] as RuleUse[]).push({ asked, rule });
    }
  }
}

/** Puts a pod into its class, which is made when it is the first. Undefined for finished pods. */
export function addPod(compiled: Compiled, pod: Pod): PodClass | undefined {
  const signature = compiled.signatures(pod);
  if (signature === undefined) return undefined;
  const made = remember(compiled.byKey, signatureKey(signature), () => makeClass(compiled, signature, pod));
  made.pods.add(pod);
  compiled.classOf.set(pod.key, made);
  if (pod.state === 'template') compiled.hasTemplates = true;
  return made;
}

/** A class of its own for a signature, with what is in force for it now. */
export function makeClass(compiled: Compiled, signature: Signature, pod: Pod): PodClass {
  const { classes, places, placeOf } = compiled;
  const place = remember(placeOf, signature.namespace, () => places.push(signature.namespace) - 1);
  const made: PodClass = {
    ...signature,
    id: classes.length,
    place,
    reach: reachOf(signature),
    egress: profileOf(compiled, 'egress', signature, pod),
    ingress: profileOf(compiled, 'ingress', signature, pod),
    pods: new Set(),
  };
  classes.push(made);
  const { tables, uses, addressUnknown, hosts, withPorts } = compiled;
  uses.egress.members[made.egress.id]?.push(made);
  uses.ingress.members[made.ingress.id]?.push(made);
  for (const id of made.matched) tables.peers.entry(id)?.matched.push(made.id);
  for (const id of made.perhaps) tables.peers.entry(id)?.perhaps.push(made.id);
  for (const id of made.addresses.blocks) tables.peers.entry(id)?.matched.push(made.id);
  if (made.addresses.unknown) addressUnknown.push(made);
  if (!made.isSubject) hosts.push(made);
  if (made.ports.ports.length > 0) withPorts.push(made);
  return made;
}

function profileOf(compiled: Compiled, direction: Direction, signature: Signature, pod: Pod): Profile {
  const { snapshot, bySubject, uses, profiles } = compiled;
  const selecting = signature.isSubject ? signature.matched.flatMap((id) => bySubject.get(id) ?? []).sort(inOrder) : [];
  const isDoubtful = snapshot.foreign.length > 0 || snapshot.gaps.length > 0;
  const doubts = isDoubtful ? doubtsAbout(snapshot, { kind: 'pod', pod }, direction) : [];
  const profile = profiles[direction].of(direction, selecting, doubts, signature.ports);
  if (uses[direction].bases[profile.id] === undefined) enlistProfile(compiled, profile);
  return profile;
}

function enlistProfile({ tables, uses, portMaps }: Compiled, profile: Profile): void {
  const { profilesOf, members, bases, askAddresses, askPorts, askNodes } = uses[profile.direction];
  members[profile.id] = [];
  bases[profile.id] = baseOf(tables, profile, portMaps.none);
  for (const asked of profile.policies) remember(profilesOf, asked, () => [] as Profile[]).push(profile);
  if (profile.hasBlocks) askAddresses.push(profile);
  if (profile.byAnyDestination) askPorts.push(profile);
  if (asksNodes(profile)) askNodes.push(profile);
}

function baseOf(tables: Tables, profile: Profile, noPorts: PortMap): number {
  const matches = matchesOfNobody(profile);
  const asked = { ports: portsFor(profile, noPorts), isolation: 'denies', isPod: true } as const;
  return valueOfMatches(tables, profile, { over4: matches, over6: matches }, asked);
}

/** What a class is to the rules of others. */
function otherEnd({ matched, perhaps, addresses, ports, isSubject }: PodClass): OtherEnd {
  return { matched, perhaps, addresses, ports, isPod: isSubject };
}

/** What the policies of one end say about the other, whichever node they are on where that does not matter. */
export function sideBetween(
  { tables }: Compiled,
  profile: Profile,
  other: PodClass,
  isolation: IsolationKind = 'denies',
): number {
  return sideValue(tables, profile, otherEnd(other), isolation);
}
