import type { Command } from 'commander';
import type { CliIo } from './io.ts';
import type { CliServices } from './services.ts';

/** What a command is registered with. */
export interface CommandContext {
  readonly io: CliIo;
  readonly services: CliServices;
  /** Says how the command ended (cli.md, exit codes). */
  readonly finish: (exitCode: number) => void;
}

export type Register = (program: Command, context: CommandContext) => void;
