import type { FileHandle } from 'node:fs/promises';
import { LARGEST_FOR_RECORD } from './read-piece.ts';

/** As much as the parser of record reads of one document. */
export const BLOCK = LARGEST_FOR_RECORD;

/** Thrown where bytes are met that no text has. */
export const NOT_TEXT = new Error('a NUL byte');

/** A file that is read in blocks; offsets are the file's. */
export interface FileBlocks {
  /** Where the file ends, as it was when it was opened. */
  readonly size: number;
  /** How much is read at a time. A document that is longer is not held whole where it need not be. */
  readonly block: number;
  /** The bytes from `start` up to `end`, fewer where the file ends before. Rejects with NOT_TEXT or what the file system says. */
  readonly read: (start: number, end: number) => Promise<Buffer>;
}

export function fileBlocks(file: FileHandle, size: number): FileBlocks {
  const blockAt = async (start: number, end: number): Promise<Buffer> => {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
      // Somebody has shortened it.
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    const read = bytes.subarray(0, filled);
    if (read.includes(0)) throw NOT_TEXT;
    return read;
  };
  return { size, block: BLOCK, read: blockAt };
}
