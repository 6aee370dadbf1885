import { type Command, Option } from 'commander';
import { jsonText } from '../present/json-text.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { textIn } from './shared-options.ts';

/** `version`: of the program, and what it runs on. */
export const registerVersion: Register = (program, { io, services, finish }) => {
  program
    .command('version')
    .description('version of netpol-tui and of what it runs on')
    .addOption(new Option('-o, --output <format>', 'format').choices(['text', 'json']).default('text'))
    .action((_options: unknown, command: Command) => {
      const { version } = services;
      const format = textIn(command.opts<Record<string, unknown>>()['output']);
      io.stdout.write(
        format === 'json'
          ? jsonText(version)
          : `netpol-tui ${version.program} (Node ${version.node}, ${version.platform})\n`,
      );
      finish(EXIT_OK);
    });
};
