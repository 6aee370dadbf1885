import { type Command, Option } from 'commander';
import { type Assertion, type AssertionResult, judge } from '../engine/assertions.ts';
import { assertionCounts, assertionLines, assertionsJson, assertionsJunit } from '../present/assertion-text.ts';
import { jsonText } from '../present/json-text.ts';
import { span } from '../present/spans.ts';
import { printable } from '../present/text.ts';
import { yamlText } from '../present/yaml-text.ts';
import type { CommandContext, Register } from './command-context.ts';
import { EXIT_FOUND, EXIT_OK, EXIT_UNKNOWN, EXIT_USAGE } from './exit-codes.ts';
import { fileErrorWords } from './file-error.ts';
import { openSession, type Session } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
FILE: YAML or JSON, one assertion a list item (docs/assertions.md):

  assertions:
    - name: web reaches the database
      from: shop/deploy/web
      to: shop/sts/db
      port: 5432
      expect: allowed
    - from: external
      to: shop/sts/db
      expect: denied
      reason: the database is for web alone

Examples:
  netpol-tui test assertions.yaml -f manifests
  helm template . | netpol-tui test assertions.yaml -f - -o junit > report.xml

Exit code: 0 all hold, 1 one fails, 2 one cannot be asked or read, 3 whether one holds is unknown.`;

/** `test FILE…`: expected verdicts, for CI. */
export const registerTest: Register = (program, context) => {
  program
    .command('test')
    .description('whether connections are as expected; a failing assertion is explained')
    .argument('<FILE...>', 'files with assertions; - is standard input')
    .addOption(new Option('-o, --output <format>', 'format').choices(['text', 'json', 'yaml', 'junit']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], _options: unknown, command: Command) => {
      const shared = sharedOptionsOf(command);
      if (files.includes('-') && shared.filename.includes('-'))
        throw new UserError(
          '-f - and FILE - both want standard input: put the assertions or the manifests into a file',
        );
      const assertions = await assertionsIn(files, context);
      const session = await openSession(shared, context.io, context.services);
      const results = assertions.map((assertion) => judge(session.snapshot, assertion, session.namespace));
      print(results, textIn(command.opts<Record<string, unknown>>()['output']) ?? 'text', { session, ...shared });
      context.finish(exitCode(results));
    });
};

async function assertionsIn(files: readonly string[], { services }: CommandContext): Promise<readonly Assertion[]> {
  // The reader brings the YAML parser, which no other command needs at start.
  const { readAssertions } = await import('./read-assertions.ts');
  const all: Assertion[] = [];
  for (const file of files) {
    const text = await services.readText(file).catch((error: unknown) => {
      throw new UserError(`cannot read the assertions in ${printable(file)}: ${fileErrorWords(error)}`);
    });
    all.push(...readAssertions(text, file === '-' ? '<stdin>' : file));
  }
  return all;
}

function exitCode(results: readonly AssertionResult[]): number {
  const has = (outcome: AssertionResult['outcome']): boolean => results.some((result) => result.outcome === outcome);
  if (has('cannot be asked')) return EXIT_USAGE;
  if (has('fails')) return EXIT_FOUND;
  return has('unknown') ? EXIT_UNKNOWN : EXIT_OK;
}

interface Printing {
  readonly session: Session;
  readonly verbose: boolean;
}

function print(results: readonly AssertionResult[], format: string, { session: { out }, verbose }: Printing): void {
  switch (format) {
    case 'json':
      out.raw(jsonText(assertionsJson(results)));
      return;
    case 'yaml':
      out.raw(yamlText(assertionsJson(results)));
      return;
    case 'junit':
      out.raw(assertionsJunit(results, out.glyphs));
      return;
    default:
      for (const result of verbose ? results : results.filter(({ outcome }) => outcome !== 'holds')) {
        for (const [indent, line] of assertionLines(result, out.glyphs)) out.lines([line], indent * 2);
      }
      out.lines([[span(assertionCounts(results), 'strong')]]);
  }
}
