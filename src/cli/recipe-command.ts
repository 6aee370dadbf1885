import { type Command, Option } from 'commander';
import { isRecipeProblem, RECIPE_NAMES, type RecipeName, readRecipe } from '../engine/fix/read-recipe.ts';
import { fromRecipe, type RecipeAnswer } from '../engine/fix/recipes.ts';
import { jsonText } from '../present/json-text.ts';
import { policyObject } from '../present/policy-yaml.ts';
import { recipeJson, recipeLines, recipeList, recipeProblemText, recipeYaml } from '../present/recipe-text.ts';
import { span } from '../present/spans.ts';
import { printable } from '../present/text.ts';
import { yamlText } from '../present/yaml-text.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';

import { openSession, type Session } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
Recipes:
${recipeList()
  .map(({ name, peer, title }) => `  ${`${name}${peer === '' ? '' : ` --peer ${peer}`}`.padEnd(34)}${title}`)
  .join('\n')}

OF is a namespace, for all its pods, or NAMESPACE/POD, NAMESPACE/KIND/NAME. Nothing is written: the policy is printed, with everything
that it would open and close in the input as it is.

Examples:
  netpol-tui recipe -f manifests default-deny-ingress shop
  netpol-tui recipe -f manifests allow-dns shop -o yaml > allow-dns.yaml
  netpol-tui recipe -f manifests allow-client data/sts/db --peer shop/deploy/web --port 5432
  netpol-tui recipe -f manifests allow-namespace shop --peer monitoring --port 9090,8080-8090,http`;

/** `recipe NAME OF`: a policy that many write, for these pods, with a preview of what it changes. */
export const registerRecipe: Register = (program, { io, services, finish }) => {
  program
    .command('recipe')
    .description('a policy that many write, for a namespace or workload, with everything that it would change')
    .argument('<NAME>', 'which recipe')
    .argument('<OF>', 'whom the policy is for')
    .option('--peer <who>', 'from whom, or to which addresses')
    .option('--port <ports>', 'only these ports, separated by commas')
    .addOption(new Option('-o, --output <format>', 'format').choices(['text', 'yaml', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, of: string, _options: unknown, command: Command) => {
      const options = command.opts<Record<string, unknown>>();
      const recipe = readName(name);
      const session = await openSession(sharedOptionsOf(command), io, services);
      const ports = (textIn(options['port']) ?? '').split(',').filter((text) => text.trim() !== '');
      const written = { name: recipe, of, peer: textIn(options['peer']), ports };
      const read = readRecipe(session.snapshot, written, session.namespace);
      if (isRecipeProblem(read)) throw new UserError(recipeProblemText(read));
      const answer = fromRecipe(session.snapshot, read.selection, read.recipe);
      if (answer === undefined)
        throw new UserError(recipeProblemText({ problem: 'not-nameable', text: written.peer ?? '' }));
      print(answer, textIn(options['output']) ?? 'text', session);
      finish(EXIT_OK);
    });
};

function readName(text: string): RecipeName {
  const name = RECIPE_NAMES.find((candidate) => candidate === text);
  if (name === undefined)
    throw new UserError(`there is no recipe "${printable(text)}"; there are ${RECIPE_NAMES.join(', ')}`);
  return name;
}

function print(answer: RecipeAnswer, format: string, { out }: Session): void {
  if (format === 'json') out.raw(jsonText(recipeJson(answer)));
  else if (format === 'yaml') out.raw(recipeYaml(answer));
  else {
    out.lines(recipeLines(answer, out.glyphs));
    out.raw('\n');
    out.lines(
      yamlText(policyObject(answer.change.after))
        .trimEnd()
        .split('\n')
        .map((line) => [span(line, 'code')]),
      2,
    );
  }
}
