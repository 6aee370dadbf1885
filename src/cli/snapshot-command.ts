import type { Command } from 'commander';
import { snapshotText } from '../cluster/snapshot-file.ts';
import { printable } from '../present/text.ts';
import type { Register } from './command-context.ts';
import { printDiagnostics } from './diagnostics-output.ts';
import { EXIT_OK } from './exit-codes.ts';
import { fileErrorWords } from './file-error.ts';
import { printerFor } from './output.ts';
import { refuseBoth, refuseMissing, refuseOthersThanSnapshots, refuseUnreadable } from './refuse-input.ts';
import { refuseErrors } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
What is written: the objects that answers depend on, with the fields that are read of them. No Secrets, no ConfigMaps, no
environment, commands, images or annotations (docs/snapshots.md). What may not be read is noted, and stays unknown.

Examples:
  netpol-tui snapshot --context prod -o prod.json.gz
  netpol-tui snapshot --context prod --redact > for-the-issue.json
  netpol-tui --replay prod.json.gz                       explore it later
  netpol-tui check --replay prod.json.gz shop/web shop/db:5432`;

/** `snapshot`: what is seen, in one file. */
export const registerSnapshot: Register = (program, { io, services, finish }) => {
  program
    .command('snapshot')
    .description('write what is seen to a file that every command can open again')
    .option('-o, --output <file>', 'where to (else standard output); compressed when it ends in .gz')
    .option('--redact', 'replace names, label values and addresses so that verdicts stay the same')
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const own = command.opts<Record<string, unknown>>();
      const shared = sharedOptionsOf(command);
      refuseBoth(shared, shared.filename);
      await refuseMissing(shared.filename, services);
      await refuseOthersThanSnapshots(shared.replay, services);
      const { snapshot, unreadable, objects, source } = await services.capture(shared.filename, shared.cluster);
      const printing = { color: shared.color, ascii: shared.ascii };
      printDiagnostics(snapshot.diagnostics, printerFor(io.stderr, io.env, printing), shared.verbose);
      refuseUnreadable(unreadable);
      if (shared.strict) refuseErrors(snapshot);
      const text = snapshotText({
        facts: { program: services.version.program, taken: services.today(), source },
        objects,
        gaps: snapshot.gaps,
        plugin: snapshot.plugin,
        ...(own['redact'] === true ? { redact: await services.chance() } : {}),
      });
      await write(text, textIn(own['output']));
      finish(EXIT_OK);
    });

  async function write(text: string, file: string | undefined): Promise<void> {
    if (file === undefined || file === '-') {
      io.stdout.write(text);
      return;
    }
    await services.writeFile(file, text).catch((error: unknown) => {
      throw new UserError(`cannot write ${printable(file)}: ${fileErrorWords(error)}`);
    });
  }
};
