import { type Command, Option } from 'commander';
import { exposureOf, type WorkloadExposure } from '../engine/exposure.ts';
import { exposureUnknowns } from '../engine/exposure-unknowns.ts';
import { finished } from '../engine/in-steps.ts';
import { withNewPods } from '../engine/new-pods.ts';
import { openTotalsInSteps } from '../engine/open-totals.ts';
import { exposureJson, exposureTable, type WhyNotKnown, worstFirst } from '../present/exposure-table.ts';
import { exposureUnknownTexts } from '../present/exposure-unknown-text.ts';
import { jsonText } from '../present/json-text.ts';
import { openTotalsJson, openTotalsLines } from '../present/open-totals-text.ts';
import { type Line, span } from '../present/spans.ts';
import { tableCsv, tableMarkdown } from '../present/table-export.ts';
import { workloadName } from '../present/workload-text.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { openSession, type Session } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
NEW-PODS are pods without labels that do not exist yet: in the workload's own namespace, in each other one, and in a new one.

Examples:
  netpol-tui exposure -f manifests                    how open is each workload to what is not here (yet)?
  netpol-tui exposure -f manifests --sort worst       most open first
  netpol-tui exposure -f manifests --totals           how many pods are isolated, and open to the outside?
  netpol-tui exposure -n shop -o json | jq '.[] | select(.ingress.outside.everywhere.TCP != [])'`;

/** `exposure`: how open each workload is to the outside and to pods that do not exist yet. */
export const registerExposure: Register = (program, { io, services, finish }) => {
  program
    .command('exposure')
    .description('how open each workload is to the outside and to pods that do not exist yet')
    .addOption(new Option('--sort <order>', 'order of the rows').choices(['name', 'worst']).default('name'))
    .option('--totals', 'only how many pods are isolated, and how many open to the outside (text or json)')
    .addOption(new Option('-o, --output <format>', 'format').choices(['text', 'json', 'csv', 'md']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.opts<Record<string, unknown>>();
      const session = await openSession(sharedOptionsOf(command), io, services);
      const format = textIn(options['output']) ?? 'text';
      if (options['totals'] === true) printTotals(format, session);
      else print(exposuresIn(session, options['sort'] === 'worst'), format, session);
      finish(EXIT_OK);
    });
};

function printTotals(format: string, { snapshot, only, out }: Session): void {
  if (format !== 'text' && format !== 'json') throw new UserError(`--totals is text or json, not ${format}`);
  const totals = finished(openTotalsInSteps(snapshot, only));
  if (format === 'json') out.raw(jsonText(openTotalsJson(totals)));
  else out.lines(openTotalsLines(totals));
}

function exposuresIn({ snapshot, only }: Session, isWorstFirst: boolean): readonly WorkloadExposure[] {
  const exposures = exposureOf(snapshot, only);
  return isWorstFirst ? worstFirst(exposures) : exposures;
}

function print(exposures: readonly WorkloadExposure[], format: string, { snapshot, out, only }: Session): void {
  const extended = withNewPods(snapshot);
  const whyNotKnown: WhyNotKnown = (workload, exposure) => exposureUnknowns(extended, workload, exposure);
  if (format === 'json') {
    out.raw(jsonText(exposureJson(exposures, whyNotKnown)));
    return;
  }
  const table = exposureTable(exposures, out.glyphs, { namespace: only });
  if (format === 'csv' || format === 'md') {
    out.raw((format === 'csv' ? tableCsv : tableMarkdown)(table));
    return;
  }
  if (table.rows.length === 0) {
    out.lines([[span(`no workload ${only === undefined ? 'in the input' : `in namespace ${only}`}`)]]);
    return;
  }
  out.table(table);
  const reasons = [...reasonLines(exposures, whyNotKnown)];
  if (reasons.length > 0) out.lines([[], ...reasons]);
}

/** So many reasons are read below a table. */
const MOST_REASONS = 10;

/** Why what the table says is not known is not. */
function* reasonLines(exposures: readonly WorkloadExposure[], whyNotKnown: WhyNotKnown): Generator<Line> {
  let told = 0;
  for (const { workload, ingress, egress } of exposures) {
    const texts = [ingress, egress].flatMap((exposure) =>
      exposureUnknownTexts(whyNotKnown(workload, exposure), exposure.direction),
    );
    for (const text of texts) {
      if (told === MOST_REASONS) {
        yield [span('more is not known, for such reasons; -n NAMESPACE, or -o json, has them', 'dim')];
        return;
      }
      told += 1;
      yield [span(`${workloadName(workload)} `, 'strong'), span(text)];
    }
  }
}
