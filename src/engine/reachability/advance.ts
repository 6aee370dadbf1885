import { type AddressRange, contains } from '../../model/addresses.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { Labels } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { EndpointSelector } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type AskedPolicy, askedPolicy, namesInRules } from './asked-rules.ts';
import { classTable, recount } from './class-table.ts';
import { addPod, type Compiled, enlistPolicy, makeClass, signaturesFor } from './compiled.ts';
import { type CountFlips, createFlipCounter, type Flips } from './flips.ts';
import type { Mover } from './movers.ts';
import { labelsMatch, type PeerEntry } from './peer-table.ts';
import { addressesOfPod, type PodClass, signatureKey } from './pod-classes.ts';
import { changeBetween, type SnapshotChange } from './snapshot-change.ts';

/** More pods, or classes of which a policy that comes or goes is part, and compiling anew, which can be done in steps, is as well. */
const MOST_MOVING = { pods: 20_000, classes: 2000 };
/** With more kinds of moves than this, all pairs are counted anew as quickly. */
const MOST_COMPARED = 256;
/** So many times the classes there were at first, and it is time to begin anew. */
const MOST_GROWTH = 3;
const SMALL = 1000;

/** What was compiled stands for another snapshot now. */
export interface Advanced {
  /**
   * Ordered pairs of pods between which something opened, closed or changed. Undefined where there are too many moves to compare. To be
   * asked before what was compiled is taken on further.
   */
  readonly flips: () => Flips | undefined;
}

/**
 * Takes what was compiled on to another snapshot. Undefined where compiling anew is quicker or the change concerns everything; `compiled`
 * is of no use then.
 */
export function advance(compiled: Compiled, snapshot: Snapshot): Advanced | undefined {
  if (hasGrown(compiled)) return undefined;
  const change = changeBetween(compiled.snapshot, snapshot);
  if (change === undefined) return undefined;
  if ([...namesInRules(change.policies.come)].some((name) => !compiled.portNames.has(name))) return undefined;
  compiled.snapshot = snapshot;
  const moves = createMoves(compiled);
  for (const { before } of change.pods) if (before !== undefined) moves.take(before);
  if (!learn(compiled, change, moves) || !exchangePolicies(compiled, change, moves)) return undefined;
  if (change.namespaces.size + change.nodes.size > 0) compiled.signatures = signaturesFor(compiled);
  for (const pod of podsOfNamespaces(compiled, change.namespaces)) moves.sign(pod);
  for (const pod of podsForNodes(compiled, change.nodes)) moves.sign(pod);
  for (const { after } of change.pods) if (after !== undefined) moves.put(after);
  const origins = moves.done();
  return {
    flips() {
      const movers = moversOf(compiled, origins);
      return movers && remember(counters, compiled, () => createFlipCounter(compiled))(movers);
    },
  };
}

const counters = new WeakMap<Compiled, CountFlips>();

function hasGrown({ classes, profiles, atFirst }: Compiled): boolean {
  const all = classes.length + profiles.ingress.all.length + profiles.egress.all.length;
  return all > atFirst * MOST_GROWTH + SMALL;
}

/** Pods on the move. */
interface Moves {
  readonly take: (pod: Pod) => void;
  readonly put: (pod: Pod) => void;
  /** Puts a pod into the class it belongs to now. */
  readonly sign: (pod: Pod) => void;
  /** Puts a pod into the class that is told apart by what is known now; its answers are the same there. */
  readonly split: (pod: Pod) => void;
  /** Gives a class the profiles it has now. */
  readonly renew: (own: PodClass) => void;
  /** By key of the pod. */
  readonly done: () => ReadonlyMap<string, Origin>;
}

/** Where a pod was before anything happened. */
interface Origin {
  readonly of: PodClass | undefined;
  readonly pod: Pod | undefined;
}

function createMoves(compiled: Compiled): Moves {
  const origins = new Map<string, Origin>();
  /** Classes that got pods or lost some. */
  const touched = new Set<PodClass>();
  const note = (pod: Pod, of: PodClass | undefined): void => {
    if (!origins.has(pod.key)) origins.set(pod.key, { of, pod: of === undefined ? undefined : pod });
  };
  const take = (pod: Pod): void => {
    const of = compiled.classOf.get(pod.key);
    note(pod, of);
    if (of === undefined) return;
    touched.add(of);
    of.pods.delete(pod);
    compiled.classOf.delete(pod.key);
  };
  const add = (pod: Pod): void => {
    const made = addPod(compiled, pod);
    if (made !== undefined) touched.add(made);
  };
  return {
    take,
    put(pod) {
      note(pod, undefined);
      add(pod);
    },
    sign(pod) {
      const signature = compiled.signatures(pod);
      const of = compiled.classOf.get(pod.key);
      if (signature === undefined || of === undefined || compiled.byKey.get(signatureKey(signature)) === of) return;
      take(pod);
      add(pod);
    },
    split(pod) {
      const of = compiled.classOf.get(pod.key);
      if (of === undefined) return;
      touched.add(of);
      of.pods.delete(pod);
      add(pod);
    },
    renew(own) {
      const [representative] = own.pods;
      if (compiled.byKey.get(signatureKey(own)) === own) compiled.byKey.delete(signatureKey(own));
      if (representative === undefined) return;
      const made = makeClass(compiled, own, representative);
      compiled.byKey.set(signatureKey(own), made);
      touched.add(own).add(made);
      for (const pod of [...own.pods]) {
        note(pod, own);
        own.pods.delete(pod);
        made.pods.add(pod);
        compiled.classOf.set(pod.key, made);
      }
    },
    done() {
      recount(classTable(compiled), touched);
      return origins;
    },
  };
}

function moversOf({ classOf, snapshot }: Compiled, origins: ReadonlyMap<string, Origin>): readonly Mover[] | undefined {
  const groups = new Map<string, Mover>();
  for (const [key, origin] of origins) {
    const to = classOf.get(key);
    const after = to === undefined ? undefined : snapshot.pods.get(key);
    // On another node the same class may meet other pods that speak for it.
    if (to === origin.of && origin.pod?.nodeName === after?.nodeName) continue;
    const group = remember(groups, `${origin.of?.id} ${to?.id}`, () => ({ from: origin.of, to, pods: [] }));
    group.pods.push({ before: origin.pod, after });
  }
  return groups.size > MOST_COMPARED ? undefined : [...groups.values()];
}

/** Makes new rules' selectors and blocks known to the classes; nobody's answers change by that. False where it is too much. */
function learn(compiled: Compiled, { policies, namespaces, nodes }: SnapshotChange, moves: Moves): boolean {
  const { tables } = compiled;
  const known = tables.peers.entries.length;
  for (const policy of policies.come) {
    const asked = askedPolicy(policy, compiled.nextPolicy, tables.peers, tables.ports);
    compiled.nextPolicy += 1;
    compiled.policies.set(policy, asked);
  }
  const added = tables.peers.entries.slice(known);
  if (added.length === 0) return true;
  // Classes would be told apart by labels that are not theirs yet.
  if (namespaces.size + nodes.size > 0) return false;
  if (added.some(({ kind }) => kind === 'addresses')) {
    compiled.addressParts = compiled.addressParts.with([...tables.peers.blocks]);
  }
  compiled.signatures = signaturesFor(compiled);
  const concerned = new Set<Pod>();
  for (const entry of added) for (const pod of podsConcerned(compiled, entry)) concerned.add(pod);
  if (concerned.size > MOST_MOVING.pods) return false;
  for (const pod of concerned) moves.split(pod);
  return true;
}

/** Pods that a new selector or block may match; every one that it matches is among them. */
function podsConcerned(compiled: Compiled, entry: PeerEntry): readonly Pod[] {
  switch (entry.kind) {
    case 'nodes':
      return compiled.hosts.flatMap(({ pods }) => [...pods]);
    case 'addresses':
      return podsAt(compiled.snapshot, entry.block.cidr);
    case 'endpoints':
      return podsLike(compiled, entry.select);
  }
}

function podsAt(snapshot: Snapshot, range: AddressRange): readonly Pod[] {
  return [...snapshot.pods.values()].filter((pod) => {
    const addresses = addressesOfPod(pod, snapshot);
    return addresses !== 'unknown' && addresses.some((address) => contains(range, address));
  });
}

function podsLike(compiled: Compiled, { namespaces, pods: selector }: EndpointSelector): readonly Pod[] {
  const known = new Map<Labels, boolean>();
  const isLike = ({ labels }: Pod): boolean => remember(known, labels, () => labelsMatch(selector, labels));
  const scope = namespaces.kind === 'named' ? classesIn(compiled, namespaces.name) : compiled.classes;
  return scope.flatMap(({ isSubject, pods }) => (isSubject && pods.size > 0 ? [...pods].filter(isLike) : []));
}

function classesIn(compiled: Compiled, namespace: string): readonly PodClass[] {
  const place = compiled.placeOf.get(namespace);
  return place === undefined ? [] : (classTable(compiled).ofPlace[place] ?? []);
}

/** False where it is too much. */
function exchangePolicies(compiled: Compiled, { policies }: SnapshotChange, moves: Moves): boolean {
  const { bySubject, tables } = compiled;
  const exchanged: AskedPolicy[] = [];
  for (const policy of policies.gone) {
    const asked = compiled.policies.get(policy);
    if (asked === undefined) continue;
    compiled.policies.delete(policy);
    bySubject.set(asked.subject, bySubject.get(asked.subject)?.filter((other) => other !== asked) ?? []);
    exchanged.push(asked);
  }
  for (const policy of policies.come) {
    const asked = compiled.policies.get(policy);
    if (asked === undefined) continue;
    enlistPolicy(compiled, asked);
    exchanged.push(asked);
  }
  const concerned = new Set(exchanged.flatMap(({ subject }) => tables.peers.entry(subject)?.matched ?? []));
  if (concerned.size > MOST_MOVING.classes) return false;
  for (const id of concerned) {
    const own = compiled.classes[id];
    if (own !== undefined) moves.renew(own);
  }
  return true;
}

function podsOfNamespaces(compiled: Compiled, namespaces: ReadonlySet<string>): readonly Pod[] {
  return [...namespaces].flatMap((name) => classesIn(compiled, name).flatMap(({ pods }) => [...pods]));
}

/** Pods that speak for these nodes, or may: rules see the labels and the addresses of the node, of no other pods. */
function podsForNodes({ hosts }: Compiled, nodes: ReadonlySet<string>): readonly Pod[] {
  if (nodes.size === 0) return [];
  return hosts.flatMap(({ pods }) => [...pods].filter(({ nodeName }) => nodeName === undefined || nodes.has(nodeName)));
}
