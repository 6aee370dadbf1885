import { type Command, Option } from 'commander';
import { isAtLeast, type LintResult, lint } from '../engine/lint/lint.ts';
import type { Severity } from '../model/diagnostics.ts';
import { guideJson, guideLines } from '../present/finding-document.ts';
import { lintJson } from '../present/finding-json.ts';
import { lintJunit } from '../present/finding-junit.ts';
import { allFindingLines, findingCounts } from '../present/finding-lines.ts';
import { findingNamespace } from '../present/finding-place.ts';
import { lintSarif } from '../present/finding-sarif.ts';
import { findingTable } from '../present/finding-table.ts';
import { jsonText } from '../present/json-text.ts';
import { findingsReport } from '../present/reports.ts';
import { span } from '../present/spans.ts';
import { tableMarkdown } from '../present/table-export.ts';
import { yamlText } from '../present/yaml-text.ts';
import { aboutInput } from './about-input.ts';
import type { Register } from './command-context.ts';
import { EXIT_FOUND, EXIT_OK } from './exit-codes.ts';
import { type Printer, printerFor } from './output.ts';
import { openSession } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';

const EXAMPLES = `
Notes are shown with --verbose, and always in every other format.

Examples:
  netpol-tui lint -f manifests                       what is probably not meant, and what to do
  netpol-tui lint -f manifests --fail-on error       exit 1 for errors only
  netpol-tui lint -f manifests -o sarif > out.sarif  for code hosts
  netpol-tui lint --list                             what is looked for, and why`;

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** `lint`: what is probably not meant in policies, and what was noticed while reading. */
export const registerLint: Register = (program, { io, services, finish }) => {
  program
    .command('lint')
    .description('findings in the policies: what is probably not meant, why it matters, what to do')
    .option('--list', 'name every finding there is')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on').choices(SEVERITIES).default('warning'),
    )
    .addOption(
      new Option('-o, --output <format>', 'format')
        .choices(['text', 'json', 'yaml', 'sarif', 'junit', 'md', 'html'])
        .default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const own = command.opts<Record<string, unknown>>();
      const shared = sharedOptionsOf(command);
      const format = textIn(own['output']) ?? 'text';
      if (own['list'] === true) {
        printGuide(format, printerFor(io.stdout, io.env, shared));
        finish(EXIT_OK);
        return;
      }
      // What was noticed while reading is among the findings, and is not said twice.
      const { snapshot, only, out } = await openSession(shared, io, services, { diagnostics: 'unprinted' });
      const result = within(lint(snapshot), only);
      const threshold = SEVERITIES.find((severity) => severity === own['failOn']) ?? 'warning';
      const { verbose } = shared;
      const version = services.version.program;
      printResult(result, { format, verbose, version, threshold, about: aboutInput(shared, services) }, out);
      finish(result.findings.some(({ severity }) => isAtLeast(severity, threshold)) ? EXIT_FOUND : EXIT_OK);
    });
};

function printGuide(format: string, out: Printer): void {
  if (format === 'text') out.lines(guideLines());
  else out.raw((format === 'yaml' ? yamlText : jsonText)(guideJson()));
}

/** Findings about one namespace; those about the input as a whole concern every one. */
function within(result: LintResult, only: string | undefined): LintResult {
  if (only === undefined) return result;
  const concerns = (namespace: string | undefined): boolean => namespace === undefined || namespace === only;
  return {
    findings: result.findings.filter((finding) => concerns(findingNamespace(finding))),
    suppressed: result.suppressed.filter(({ finding }) => concerns(findingNamespace(finding))),
  };
}

interface Printing {
  readonly format: string;
  readonly verbose: boolean;
  readonly version: string;
  readonly about: readonly string[];
  readonly threshold: Severity;
}

function printResult(result: LintResult, { format, verbose, version, about, threshold }: Printing, out: Printer): void {
  switch (format) {
    case 'json':
      out.raw(jsonText(lintJson(result)));
      return;
    case 'yaml':
      out.raw(yamlText(lintJson(result)));
      return;
    case 'sarif':
      out.raw(jsonText(lintSarif(result, version)));
      return;
    case 'junit':
      out.raw(lintJunit(result, threshold));
      return;
    case 'md':
      out.raw(`${tableMarkdown(findingTable(result.findings, out.glyphs))}\n${findingCounts(result)}\n`);
      return;
    case 'html':
      out.raw(findingsReport(result, about, out.glyphs));
      return;
    default: {
      const shown = verbose ? result.findings : result.findings.filter(({ severity }) => severity !== 'info');
      out.lines(allFindingLines(shown, out.glyphs));
      const hidden = shown.length < result.findings.length ? '; --verbose shows notes' : '';
      out.lines([[span(`${findingCounts(result)}${hidden}`, 'dim')]]);
    }
  }
}
