import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { Position } from '../model/raw-object.ts';

/** A text that objects came from, for as long as someone may ask where in it something stands. */
export interface SourceText {
  /** What users call it. */
  readonly file: string;
  /** The bytes from `start` up to `end`; undefined when they can no longer be had. */
  readonly read: (start: number, end: number) => Buffer | undefined;
}

/** A stretch of a source that is parsed by itself, and where it stands; offsets in bytes, line and column from 1. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** Larger files are not kept in memory but read again when a position in them is asked for. */
const LARGEST_KEPT = 1024 * 1024;

export function textInMemory(file: string, bytes: Buffer): SourceText {
  return { file, read: (start, end) => bytes.subarray(start, end) };
}

/** The text of a file that was just read. */
export function textOfFile(file: string, bytes: Buffer, stats: Stats): SourceText {
  return bytes.length <= LARGEST_KEPT || !stats.isFile() ? textInMemory(file, bytes) : textOnDisk(file, stats);
}

/** The text of a file that is not kept; offsets count a byte order mark. */
export function textOnDisk(file: string, { size, mtimeMs }: Stats): SourceText {
  return { file, read: (start, end) => readAgain(file, { start, end, size, mtimeMs }) };
}

interface Part {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly mtimeMs: number;
}

function readAgain(path: string, { start, end, size, mtimeMs }: Part): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const stats = fstatSync(descriptor);
    // Offsets mean nothing in a file that has been written since.
    if (stats.size !== size || stats.mtimeMs !== mtimeMs) return undefined;
    const bytes = Buffer.alloc(end - start);
    return readSync(descriptor, bytes, 0, bytes.length, start) === bytes.length ? bytes : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

export function beginOf(file: string, { line, column }: Stretch): Position {
  return { file, line, column };
}
