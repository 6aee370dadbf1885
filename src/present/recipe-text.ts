import { RECIPE_NAMES, RECIPE_NEEDS, type RecipeName, type RecipeProblem } from '../engine/fix/read-recipe.ts';
import type { RecipeAnswer } from '../engine/fix/recipes.ts';
import { assertNever } from '../model/errors.ts';
import { effectJson } from './diff-text.ts';
import { effectLines } from './fix-text.ts';
import type { Glyphs } from './glyphs.ts';
import type { JsonObject } from './json.ts';
import { policyObject } from './policy-yaml.ts';
import { resolveErrorText } from './problem-text.ts';
import { endpointsText, policyName } from './rule-text.ts';
import { type Line, span } from './spans.ts';
import { printable } from './text.ts';
import { yamlText } from './yaml-text.ts';

const TITLES: Readonly<Record<RecipeName, string>> = {
  'default-deny': 'nothing in and nothing out but what other policies allow',
  'default-deny-ingress': 'nothing in but what other policies allow',
  'default-deny-egress': 'nothing out but what other policies allow; names are not resolved either',
  'allow-dns': 'questions to the name servers, and nothing else, out',
  'allow-same-namespace': 'in from the pods of the same namespace',
  'allow-namespace': 'in from the pods of one other namespace',
  'allow-client': 'in from one client',
  'allow-range': 'out to addresses',
};

const PEERS = {
  nothing: '',
  namespace: 'NAMESPACE',
  client: 'CLIENT',
  range: 'CIDR',
} as const;

/** `allow-client  --peer CLIENT  in from one client`, for each. */
export function recipeList(): readonly { readonly name: RecipeName; readonly peer: string; readonly title: string }[] {
  return RECIPE_NAMES.map((name) => ({ name, peer: PEERS[RECIPE_NEEDS[name]], title: TITLES[name] }));
}

/** What the peer of a recipe is; empty where it takes none. */
export function recipePeer(name: RecipeName): string {
  return PEERS[RECIPE_NEEDS[name]];
}

/** Why a recipe cannot be made, and what to write. */
export function recipeProblemText(problem: RecipeProblem): string {
  switch (problem.problem) {
    case 'endpoint':
      return resolveErrorText(problem.error);
    case 'no-pods':
      return printable(`${problem.text} has no pod that a policy could select`);
    case 'several-namespaces':
      return printable(`${problem.text} has pods in several namespaces; a policy selects in one`);
    case 'peer-missing':
      return `${problem.name} needs a peer: ${PEERS[RECIPE_NEEDS[problem.name]]}`;
    case 'peer-unwanted':
      return `${problem.name} takes no peer`;
    case 'namespace':
      return printable(`"${problem.text}" is no namespace of the input`);
    case 'range':
      return printable(`"${problem.text}" is not a list of CIDRs such as 203.0.113.0/24,2001:db8::/32`);
    case 'port':
      return printable(`"${problem.text}" is not a port: 80, http, 53/UDP or 8000-8080`);
    case 'not-nameable':
      return printable(`${problem.text} has neither labels nor a known address, so that no policy can name it`);
    default:
      return assertNever(problem);
  }
}

/** The policy in a line, and everything that it changes; `most` of each sort, a few unless more are wanted. */
export function recipeLines({ change, effects }: RecipeAnswer, glyphs: Glyphs, most?: number): readonly Line[] {
  const { ref, subject, isolates } = change.after;
  const title = `new policy ${policyName(ref)} for ${endpointsText(subject)}: isolates them for ${isolates.join(' and ')}`;
  return [
    [span(title, 'strong')],
    ...effectLines(effects, glyphs, { beside: false, ...(most === undefined ? {} : { most }) }),
  ];
}

/** The policy as a document to apply. */
export function recipeYaml({ change }: Pick<RecipeAnswer, 'change'>): string {
  return `---\n${yamlText(policyObject(change.after))}`;
}

export function recipeJson({ change, effects }: RecipeAnswer): JsonObject {
  return {
    policy: policyObject(change.after),
    opens: effects.opened.map(effectJson),
    closes: effects.closed.map(effectJson),
    inDoubt: effects.inDoubt.map(effectJson),
  };
}
