import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Diagnostic } from '../model/diagnostics.ts';
import { fileProblem, megabytes } from './input-problems.ts';
import type { FoundFile } from './walk-files.ts';

/** What is held at once; what is larger and cannot be read in parts is left out rather than bringing the process down. */
export const LARGEST_AT_ONCE = 1024 * 1024 * 1024;

/** All bytes of a file, or why there are none. Throws what the file system says, and when `signal` aborts. */
export async function readBytes(
  { file, stats }: FoundFile,
  signal: AbortSignal | undefined,
): Promise<Buffer | Diagnostic> {
  if (stats.size > LARGEST_AT_ONCE) return tooLarge(file, stats.size);
  if (stats.isFile()) return readFile(file, signal && { signal });
  // A pipe (`netpol-tui <(kustomize build .)`) does not say how much will come.
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(file, signal && { signal })) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_AT_ONCE) return tooLarge(file, size);
  }
  return Buffer.concat(chunks);
}

export function tooLarge(file: string, size: number): Diagnostic {
  return fileProblem('too-large', file, {
    message: `${megabytes(size)} are more than can be held at once (${megabytes(LARGEST_AT_ONCE)})`,
    remedy: 'split the file, for example by namespace',
  });
}

/** Whether a file that begins like this is compressed (gzip). */
export function isPacked(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What a compressed file holds, or why it cannot be told; anything else as it is. */
export async function unpacked(file: string, bytes: Buffer): Promise<Buffer | Diagnostic> {
  if (!isPacked(bytes)) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_AT_ONCE });
  } catch {
    return fileProblem('unreadable', file, {
      message: 'looks compressed (gzip) and cannot be unpacked: it is damaged, incomplete or too large',
      remedy: `try: gzip -t ${file}`,
    });
  }
}

/** The text of a file without its byte order mark, or why it is no text. */
export function textBytes(file: string, bytes: Buffer): Buffer | Diagnostic {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) {
    return fileProblem('binary', file, {
      message: 'UTF-16 text; manifests are UTF-8',
      remedy: `convert it: iconv -f UTF-16 -t UTF-8 ${file}`,
    });
  }
  if (bytes.includes(0)) return notText(file);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** A file that no text editor wrote. */
export function notText(file: string): Diagnostic {
  return fileProblem('binary', file, { message: 'not text: it has NUL bytes', remedy: 'name only manifests' });
}
