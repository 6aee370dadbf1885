import { parseCidr } from '../../model/addresses.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import type { PortMatcher } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { readPort, readProtocol } from '../endpoint-syntax.ts';
import { isSelectable } from '../match.ts';
import { type ResolveError, resolveEndpoint } from '../resolve.ts';
import { blockPeer } from './ends-as-peers.ts';
import type { Recipe, RecipeSelection } from './recipes.ts';

/** Recipes by the names people give them. */
export const RECIPE_NAMES = [
  'default-deny',
  'default-deny-ingress',
  'default-deny-egress',
  'allow-dns',
  'allow-same-namespace',
  'allow-namespace',
  'allow-client',
  'allow-range',
] as const;

export type RecipeName = (typeof RECIPE_NAMES)[number];

/** What a recipe needs besides the pods it is for. */
export const RECIPE_NEEDS: Readonly<Record<RecipeName, 'nothing' | 'namespace' | 'client' | 'range'>> = {
  'default-deny': 'nothing',
  'default-deny-ingress': 'nothing',
  'default-deny-egress': 'nothing',
  'allow-dns': 'nothing',
  'allow-same-namespace': 'nothing',
  'allow-namespace': 'namespace',
  'allow-client': 'client',
  'allow-range': 'range',
};

export interface WrittenRecipe {
  readonly name: RecipeName;
  /** A namespace, or an endpoint whose pods lie in one namespace. */
  readonly of: string;
  /** A namespace, an endpoint or a CIDR; by the recipe's need. */
  readonly peer: string | undefined;
  /** `80`, `http`, `53/UDP`, `8000-8080`; none are all. */
  readonly ports: readonly string[];
}

export interface ReadRecipe {
  readonly selection: RecipeSelection;
  readonly recipe: Recipe;
}

/** Why a recipe cannot be made. */
export type RecipeProblem =
  | { readonly problem: 'endpoint'; readonly error: ResolveError }
  | { readonly problem: 'no-pods'; readonly text: string }
  | { readonly problem: 'several-namespaces'; readonly text: string }
  | { readonly problem: 'peer-missing'; readonly name: RecipeName }
  | { readonly problem: 'peer-unwanted'; readonly name: RecipeName }
  | { readonly problem: 'namespace'; readonly text: string }
  | { readonly problem: 'range'; readonly text: string }
  | { readonly problem: 'port'; readonly text: string }
  | { readonly problem: 'not-nameable'; readonly text: string };

export function isRecipeProblem<T extends object>(read: T | RecipeProblem): read is RecipeProblem {
  return 'problem' in read;
}

/** A recipe from words; unqualified names are looked up in `namespace`. */
export function readRecipe(snapshot: Snapshot, written: WrittenRecipe, namespace: string): ReadRecipe | RecipeProblem {
  const selection = readSelection(snapshot, written.of, namespace);
  if (isRecipeProblem(selection)) return selection;
  const ports = readPorts(written.ports);
  if ('problem' in ports) return ports;
  const recipe = recipeOf(snapshot, written, ports.ports, selection.namespace);
  return isRecipeProblem(recipe) ? recipe : { selection, recipe };
}

function readSelection(snapshot: Snapshot, text: string, namespace: string): RecipeSelection | RecipeProblem {
  if (snapshot.namespaces.has(text)) return { namespace: text, pods: undefined, name: text };
  const resolved = resolveEndpoint(snapshot, text, namespace);
  if ('error' in resolved) return { problem: 'endpoint', error: resolved };
  const pods = resolved.endpoints.flatMap((end): readonly Pod[] =>
    end.kind === 'pod' && isSelectable(end.pod) ? [end.pod] : [],
  );
  const [first] = pods;
  if (first === undefined) return { problem: 'no-pods', text: resolved.text };
  if (pods.some((pod) => pod.namespace !== first.namespace))
    return { problem: 'several-namespaces', text: resolved.text };
  return { namespace: first.namespace, pods, name: (resolved.workload ?? first.workload).name };
}

type Ports = 'any' | readonly PortMatcher[];

function readPorts(written: readonly string[]): { readonly ports: Ports } | RecipeProblem {
  const read = written.map((text) => ({ text, matcher: readMatcher(text) }));
  const wrong = read.find(({ matcher }) => matcher === undefined);
  if (wrong !== undefined) return { problem: 'port', text: wrong.text };
  return { ports: read.length === 0 ? 'any' : read.flatMap(({ matcher }) => matcher ?? []) };
}

function readMatcher(text: string): PortMatcher | undefined {
  const [port = '', written = 'TCP', ...rest] = text.trim().split('/');
  const protocol = readProtocol(written);
  if (protocol === undefined || rest.length > 0) return undefined;
  const ends = /^(\d+)-(\d+)$/.exec(port);
  if (ends !== null) {
    const [first, last] = [readPort(ends[1] ?? ''), readPort(ends[2] ?? '')];
    if (typeof first !== 'number' || typeof last !== 'number' || first > last) return undefined;
    return { kind: 'range', protocol, first, last };
  }
  const read = readPort(port);
  if (read === undefined) return undefined;
  return typeof read === 'number'
    ? { kind: 'range', protocol, first: read, last: read }
    : { kind: 'named', name: read, protocol };
}

function recipeOf(
  snapshot: Snapshot,
  { name, peer }: WrittenRecipe,
  ports: Ports,
  namespace: string,
): Recipe | RecipeProblem {
  if (RECIPE_NEEDS[name] === 'nothing') {
    return peer === undefined ? withoutPeer(name, ports) : { problem: 'peer-unwanted', name };
  }
  if (peer === undefined) return { problem: 'peer-missing', name };
  if (name === 'allow-namespace')
    return snapshot.namespaces.has(peer)
      ? { kind: 'allow-namespace', from: peer, ports }
      : { problem: 'namespace', text: peer };
  if (name === 'allow-client') {
    const resolved = resolveEndpoint(snapshot, peer, namespace);
    if ('error' in resolved) return { problem: 'endpoint', error: resolved };
    return { kind: 'allow-client', from: resolved.endpoints, name: lastPart(resolved.text), ports };
  }
  const peers = peer.split(',').flatMap((text) => {
    const cidr = parseCidr(text.trim().includes('/') ? text.trim() : hostBlock(text.trim()));
    return cidr === undefined ? [] : [blockPeer(cidr.text)];
  });
  return peers.length === peer.split(',').length
    ? { kind: 'allow-range', to: peers, ports }
    : { problem: 'range', text: peer };
}

function withoutPeer(name: RecipeName, ports: Ports): Recipe {
  switch (name) {
    case 'default-deny-ingress':
      return { kind: 'default-deny', directions: ['ingress'] };
    case 'default-deny-egress':
      return { kind: 'default-deny', directions: ['egress'] };
    case 'allow-dns':
      return { kind: 'allow-dns' };
    case 'allow-same-namespace':
      return { kind: 'allow-same-namespace', ports };
    default:
      return { kind: 'default-deny', directions: DIRECTIONS };
  }
}

function hostBlock(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

// For the policy's name, which takes letters, digits and dashes only.
function lastPart(text: string): string {
  return (text.split('/').at(-1) ?? text).replace(/[^a-zA-Z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'client';
}
