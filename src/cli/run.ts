import { CommanderError } from 'commander';
import { printable } from '../present/text.ts';
import { EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { programFor } from './program.ts';
import type { CliServices } from './services.ts';
import { UserError } from './user-error.ts';

/**
 * Runs one command line (without the program's own name) and resolves to its exit code. Answers go to `stdout`, everything else to
 * `stderr`. Rejects only on a bug.
 */
export async function runCli(argv: readonly string[], io: CliIo, services: CliServices): Promise<number> {
  let exitCode = EXIT_OK;
  const finish = (code: number): void => {
    exitCode = code;
  };
  const words = withoutShortEquals(argv);
  const program = await programFor(words, { io, services, finish });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    // The parser ends by throwing after it has written help or its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
    if (!(error instanceof UserError)) throw error;
    io.stderr.write(`netpol-tui: ${printable(error.message)}\n`);
    return EXIT_USAGE;
  }
}

// kubectl takes `-o=json` as well as `-o json`; the parser would take the value to be `=json`.
function withoutShortEquals(argv: readonly string[]): string[] {
  return argv.flatMap((word) => (/^-[A-Za-z]=/.test(word) ? [word.slice(0, 2), word.slice(3)] : [word]));
}
