import { printable } from '../present/text.ts';

/** Why a file could not be read or written, in words: of "ENOENT: no such file or directory, open 'x'" those in the middle. */
export function fileErrorWords(error: unknown): string {
  const words = error instanceof Error ? error.message.replace(/^[A-Z]+: |, [a-z]+(?: '.*')?$/g, '') : String(error);
  return printable(words);
}
