import type { Command } from 'commander';
import { span } from '../present/spans.ts';
import { count, printable } from '../present/text.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import { printerFor } from './output.ts';
import { sharedOptionsOf } from './shared-options.ts';

/** `config`: every setting with its default, where the settings file stands, and what is wrong with it. */
export const registerConfig: Register = (program, { io, services, finish }) => {
  program
    .command('config')
    .description("print the explorer's settings with their defaults, as a file to begin from")
    .option('--path', 'print where the settings file stands, or would')
    .option('--check', 'say what in the settings file cannot be used; exit 2 when something cannot')
    .addHelpText(
      'after',
      '\nExamples:\n  netpol-tui config > "$(netpol-tui config --path)"\n  netpol-tui config --check',
    )
    .action(async (options: { path?: boolean; check?: boolean }, command: Command) => {
      const report = await services.settings();
      if (options.path === true) {
        io.stdout.write(`${report.path}\n`);
        return finish(EXIT_OK);
      }
      if (options.check !== true) {
        io.stdout.write(report.defaults);
        return finish(EXIT_OK);
      }
      const out = printerFor(io.stdout, io.env, sharedOptionsOf(command));
      const path = printable(report.path);
      const { problems } = report;
      if (!report.exists) out.lines([[span(`${path}: there is no such file; the defaults hold`)]]);
      else if (problems.length === 0) out.lines([[span(`${path}: everything in it can be used`)]]);
      for (const { line, message } of problems) {
        out.lines([[span(`${out.glyphs.error} `, 'error'), span(`${path}:${line}: `), span(message)]]);
      }
      if (problems.length > 0)
        out.lines([[span(`${count(problems.length, 'setting')} not used; the others are`, 'dim')]]);
      finish(problems.length > 0 ? EXIT_USAGE : EXIT_OK);
    });
};
