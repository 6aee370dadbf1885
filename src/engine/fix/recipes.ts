import type { Pod } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import { assertNever } from '../../model/errors.ts';
import { ALL, type LabelSelector, selectorOf } from '../../model/labels.ts';
import {
  type CompiledRule,
  type Direction,
  NETWORK_POLICY_TIER,
  type Peer,
  type PolicyRef,
} from '../../model/policies.ts';
import type { PortMatcher, Protocol } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { clusterDns } from '../cluster-dns.ts';
import type { Effects } from '../difference-rows.ts';
import { finished, type InSteps } from '../in-steps.ts';
import { isSelectable } from '../match.ts';
import { type PolicyChange, renumbered, ruleOf, snapshotAfter } from './edit.ts';
import { effectsInSteps } from './effects.ts';
import { nameEnds, namespaceIs, peersFor } from './ends-as-peers.ts';
import { freeName } from './free-name.ts';
import { selectorFor } from './pod-labels.ts';

/** Whom a recipe is for: every pod of a namespace, those of the future included, or some pods of it and their replicas. */
export interface RecipeSelection {
  readonly namespace: string;
  /** Undefined for all; never empty. */
  readonly pods: readonly Pod[] | undefined;
  /** For the policy's name. */
  readonly name: string;
}

/** A policy that many write, with what has to be known for it. Ports `any` are all. */
export type Recipe =
  | { readonly kind: 'default-deny'; readonly directions: readonly Direction[] }
  | { readonly kind: 'allow-dns' }
  | { readonly kind: 'allow-same-namespace'; readonly ports: CompiledRule['ports'] }
  | { readonly kind: 'allow-namespace'; readonly from: string; readonly ports: CompiledRule['ports'] }
  | {
      readonly kind: 'allow-client';
      readonly from: readonly Endpoint[];
      readonly name: string;
      readonly ports: CompiledRule['ports'];
    }
  /** From the pods to addresses. */
  | { readonly kind: 'allow-range'; readonly to: readonly Peer[]; readonly ports: CompiledRule['ports'] };

/** A policy that is new, and everything that it would open and close. */
export interface RecipeAnswer {
  readonly recipe: Recipe;
  readonly selection: RecipeSelection;
  readonly change: PolicyChange;
  readonly effects: Effects;
}

/** The policy of a recipe, evaluated: nothing is written anywhere. Undefined when a client can be named neither by labels nor by address. */
export function fromRecipe(snapshot: Snapshot, selection: RecipeSelection, recipe: Recipe): RecipeAnswer | undefined {
  return finished(recipeInSteps(snapshot, selection, recipe));
}

/** The same by and by. */
export function* recipeInSteps(
  snapshot: Snapshot,
  selection: RecipeSelection,
  recipe: Recipe,
): InSteps<RecipeAnswer | undefined> {
  const change = recipeChange(snapshot, selection, recipe);
  if (change === undefined) return undefined;
  const after = snapshotAfter(snapshot, [change]);
  const effects = yield* effectsInSteps({ before: snapshot, after, changes: [change], asked: [] });
  return { recipe, selection, change, effects };
}

interface Ingredients {
  readonly directions: readonly Direction[];
  readonly rules: readonly {
    readonly direction: Direction;
    readonly peers: CompiledRule['peers'];
    readonly ports: CompiledRule['ports'];
  }[];
  readonly name: string;
}

/** The policy of a recipe, not yet evaluated; undefined as of `fromRecipe`. */
export function recipeChange(snapshot: Snapshot, selection: RecipeSelection, recipe: Recipe): PolicyChange | undefined {
  const ingredients = ingredientsOf(snapshot, selection.namespace, recipe);
  if (ingredients === undefined) return undefined;
  const { namespace, pods } = selection;
  const wanted = pods === undefined ? ingredients.name : `${selection.name}-${ingredients.name}`;
  const ref: PolicyRef = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace,
    name: freeName(snapshot, namespace, wanted),
    origin: { kind: 'implied', by: 'a recipe' },
  };
  const selector: LabelSelector = pods === undefined ? ALL : selectorFor(snapshot, pods.filter(isSelectable));
  const after = renumbered({
    ref,
    tier: NETWORK_POLICY_TIER,
    precedence: 0,
    subject: { namespaces: { kind: 'named', name: namespace }, pods: selector },
    isolates: ingredients.directions,
    rules: ingredients.rules.map((rule) => ruleOf(ref, rule)),
    inert: [],
  });
  return { before: undefined, after, directions: ingredients.directions };
}

function ingredientsOf(snapshot: Snapshot, namespace: string, recipe: Recipe): Ingredients | undefined {
  switch (recipe.kind) {
    case 'default-deny': {
      const [only, ...others] = recipe.directions;
      const name = others.length === 0 ? `default-deny-${only ?? ''}` : 'default-deny';
      return { directions: recipe.directions, rules: [], name };
    }
    case 'allow-dns':
      return oneRule('egress', dnsPeers(snapshot, namespace), dnsPorts(snapshot), 'allow-dns');
    case 'allow-same-namespace':
      return oneRule('ingress', [podsOfNamespace(namespace)], recipe.ports, 'allow-same-namespace');
    case 'allow-namespace':
      return oneRule('ingress', [allOf(recipe.from)], recipe.ports, `allow-from-${recipe.from}`);
    case 'allow-client': {
      const ends = nameEnds(snapshot, recipe.from);
      if (ends === undefined || recipe.from.length === 0) return undefined;
      return oneRule('ingress', peersFor(ends, namespace), recipe.ports, `allow-from-${recipe.name}`);
    }
    case 'allow-range':
      return oneRule('egress', recipe.to, recipe.ports, 'allow-to-addresses');
    default:
      return assertNever(recipe);
  }
}

function oneRule(
  direction: Direction,
  peers: readonly Peer[],
  ports: CompiledRule['ports'],
  name: string,
): Ingredients {
  return { directions: [direction], rules: [{ direction, peers, ports }], name };
}

function podsOfNamespace(name: string): Peer {
  return { kind: 'endpoints', select: { namespaces: { kind: 'named', name }, pods: ALL } };
}

function allOf(namespace: string): Peer {
  const namespaces = { kind: 'matching', selector: selectorOf([namespaceIs(namespace)]) } as const;
  return { kind: 'endpoints', select: { namespaces, pods: ALL } };
}

const DNS_NAMESPACE = 'kube-system';
const DNS_APP = { operator: 'In', key: 'k8s-app', values: ['kube-dns'] } as const;

/** The name servers of the input; where there are none, those that nearly every cluster has. */
function dnsPeers(snapshot: Snapshot, namespace: string): readonly Peer[] {
  const pods = (clusterDns(snapshot)?.servers ?? []).map(({ pod }): Endpoint => ({ kind: 'pod', pod }));
  const ends = pods.length === 0 ? undefined : nameEnds(snapshot, pods);
  if (ends !== undefined) return peersFor(ends, namespace);
  const namespaces = { kind: 'matching', selector: selectorOf([namespaceIs(DNS_NAMESPACE)]) } as const;
  return [{ kind: 'endpoints', select: { namespaces, pods: selectorOf([DNS_APP]) } }];
}

const DNS_PROTOCOLS: readonly Protocol[] = ['UDP', 'TCP'];

// Long answers are asked for again over TCP, whether the Service says so or not.
function dnsPorts(snapshot: Snapshot): readonly PortMatcher[] {
  const numbers = new Set((clusterDns(snapshot)?.servers ?? []).map(({ port }) => port));
  const ports = numbers.size === 0 ? [53] : [...numbers];
  return ports.flatMap((port) =>
    DNS_PROTOCOLS.map((protocol): PortMatcher => ({ kind: 'range', protocol, first: port, last: port })),
  );
}
