import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Diagnostic } from '../model/diagnostics.ts';
import { EVERY_PART, type PartsOf } from '../model/object-parts.ts';
import type { ObjectEvent } from '../model/raw-object.ts';
import { BLOCK, fileBlocks, NOT_TEXT } from './file-blocks.ts';
import { isPacked, notText, readBytes, textBytes, unpacked } from './file-bytes.ts';
import { readLargeFile } from './large-file.ts';
import { createPositions, type Positions } from './positions.ts';
import { batchesOf, type Foreign, foreignIn, type ManifestBatch, readDocuments } from './read-documents.ts';
import { createSkimmer, type Skimmer } from './skim-json.ts';
import { type SourceText, textInMemory, textOfFile, textOnDisk } from './source-text.ts';
import { type FoundFile, unreadable, type Walked, walkFiles } from './walk-files.ts';

export interface ReadOptions {
  /** Files, folders, or `-` for standard input. */
  readonly paths: readonly string[];
  readonly stdin?: () => Promise<Uint8Array>;
  /** Of which objects not everything is wanted; everything is, when not said. */
  readonly partsOf?: PartsOf;
  /** Gets what was read, a few milliseconds' worth at a time, in order. */
  readonly onBatch: (batch: ManifestBatch) => void | Promise<void>;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Reading stops soon after it aborts; what was read stays. */
  readonly signal?: AbortSignal;
  /** Milliseconds; for tests. */
  readonly now?: () => number;
}

export interface ReadProgress {
  /** Files begun. */
  readonly files: number;
  readonly bytes: number;
  readonly objects: number;
  readonly currentFile?: string;
  /** How much of a large file has been read. */
  readonly percent?: number | undefined;
}

export interface ReadSummary extends ReadProgress {
  /** Arguments that are not there. */
  readonly missing: readonly string[];
  /** Arguments that are there and cannot be read, and files of which only a part could be; a diagnostic says why. */
  readonly unreadable: readonly string[];
  /** There are such files: what was handed over of them is not all there is. */
  readonly isCut: boolean;
}

/** The screen gets its turn this often. */
const TURN_MS = 8;

const STDIN = '<stdin>';

interface Run {
  readonly options: ReadOptions;
  readonly now: () => number;
  readonly positions: Positions;
  readonly skimmer: Skimmer;
  readonly progress: {
    files: number;
    bytes: number;
    objects: number;
    currentFile: string;
    percent: number | undefined;
  };
  readonly missing: string[];
  readonly unreadable: string[];
  isCut: boolean;
  /** Found and not handed over yet. */
  events: ObjectEvent[];
  diagnostics: Diagnostic[];
  turnBegan: number;
}

/**
 * Reads every manifest under the paths, folders with all below them in order of names, and hands over what they hold. Between batches
 * other work gets its turn. What cannot be read is a diagnostic; only arguments that lead nowhere are in the summary.
 */
export async function readManifests(options: ReadOptions): Promise<ReadSummary> {
  const now = options.now ?? (() => performance.now());
  const run: Run = {
    options,
    now,
    positions: createPositions(),
    skimmer: createSkimmer(options.partsOf ?? (() => EVERY_PART)),
    progress: { files: 0, bytes: 0, objects: 0, currentFile: '', percent: undefined },
    missing: [],
    unreadable: [],
    isCut: false,
    events: [],
    diagnostics: [],
    turnBegan: now(),
  };
  const walked: Walked = new Set();
  for (const path of options.paths) {
    if (path === '-') await readStdin(run);
    else await readPath(run, path, walked);
  }
  await handOver(run);
  const { files, bytes, objects } = run.progress;
  return { files, bytes, objects, missing: run.missing, unreadable: run.unreadable, isCut: run.isCut };
}

async function readPath(run: Run, path: string, walked: Walked): Promise<void> {
  for await (const step of walkFiles(path, walked)) {
    if (isAborted(run)) return;
    switch (step.kind) {
      case 'file':
        await readFound(run, step);
        break;
      case 'missing':
        run.missing.push(path);
        break;
      case 'unreadable':
        run.unreadable.push(path);
        run.diagnostics.push(step.problem);
        break;
      case 'problem':
        run.diagnostics.push(step.problem);
    }
  }
}

async function readStdin(run: Run): Promise<void> {
  const bytes = await Promise.race([run.options.stdin?.(), aborted(run)]);
  if (bytes === undefined) return;
  const text = begin(run, STDIN, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  if (text !== undefined) await readText(run, textInMemory(STDIN, text), text);
}

async function readFound(run: Run, found: FoundFile): Promise<void> {
  const { file, stats } = found;
  try {
    if (stats.isFile() && stats.size > BLOCK && (await readLarge(run, found))) return;
    const stored = await readBytes(found, run.options.signal);
    const bytes = Buffer.isBuffer(stored) ? await unpacked(file, stored) : stored;
    // What was named and is damaged may hold the policy that matters.
    if (Buffer.isBuffer(stored) && !Buffer.isBuffer(bytes) && run.options.paths.includes(file))
      run.unreadable.push(file);
    const text = begin(run, file, bytes);
    if (text === undefined) return;
    // Offsets in a file that is read again count its byte order mark, and mean nothing in one that is compressed.
    const isAsStored = bytes === stored && Buffer.isBuffer(bytes) && text.length === bytes.length;
    await readText(run, isAsStored ? textOfFile(file, text, stats) : textInMemory(file, text), text);
  } catch (error) {
    if (isAborted(run)) return;
    if (!isFileError(error)) throw error;
    run.diagnostics.push(unreadable(file, error));
  }
}

// False when it is a file that can only be read whole: one that is compressed, or of other text than UTF-8.
async function readLarge(run: Run, { file, stats }: FoundFile): Promise<boolean> {
  const { progress, positions, skimmer } = run;
  const handle = await open(file);
  try {
    const head = (await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer;
    const text = isPacked(head) ? undefined : textBytes(file, head);
    if (!Buffer.isBuffer(text)) return false;
    progress.files += 1;
    progress.currentFile = file;
    const blocks = fileBlocks(handle, stats.size);
    const means = { text: { source: textOnDisk(file, stats), positions }, skimmer };
    const foreign: Foreign = { count: 0, first: undefined };
    const bytesBefore = progress.bytes;
    // Behind a byte order mark, if there is one.
    for await (const part of readLargeFile({ blocks, means }, { at: head.length - text.length, line: 1 })) {
      await take(run, batchesOf(part.steps, foreign));
      progress.bytes = bytesBefore + part.end;
      progress.percent = Math.floor((part.end / stats.size) * 100);
      if (isAborted(run)) break;
    }
    await take(run, foreignIn(foreign));
  } catch (error) {
    if (error !== NOT_TEXT) throw error;
    run.diagnostics.push(notText(file));
  } finally {
    progress.percent = undefined;
    await handle.close();
  }
  return true;
}

// Counts a file that was read; returns its text, if it is one.
function begin(run: Run, file: string, read: Buffer | Diagnostic): Buffer | undefined {
  const { progress } = run;
  progress.files += 1;
  progress.currentFile = file;
  const text = Buffer.isBuffer(read) ? textBytes(file, read) : read;
  if (Buffer.isBuffer(text)) {
    progress.bytes += text.length;
    return text;
  }
  run.diagnostics.push(text);
  return undefined;
}

function readText(run: Run, source: SourceText, bytes: Buffer): Promise<void> {
  return take(run, readDocuments(source, bytes, run));
}

async function take(run: Run, batches: Iterable<ManifestBatch | undefined>): Promise<void> {
  for (const batch of batches) {
    if (batch !== undefined) add(run, batch);
    if (run.now() - run.turnBegan < TURN_MS) continue;
    await handOver(run);
    await nextTurn();
    run.turnBegan = run.now();
    if (isAborted(run)) return;
  }
}

function add(run: Run, { events, diagnostics, isBroken = false }: ManifestBatch): void {
  const { unreadable, progress } = run;
  for (const event of events) run.events.push(event);
  for (const diagnostic of diagnostics) run.diagnostics.push(diagnostic);
  if (!isBroken) return;
  run.isCut = true;
  if (!unreadable.includes(progress.currentFile)) unreadable.push(progress.currentFile);
}

async function handOver(run: Run): Promise<void> {
  const { options, progress, events, diagnostics } = run;
  run.events = [];
  run.diagnostics = [];
  progress.objects += events.length;
  if (events.length > 0 || diagnostics.length > 0) await options.onBatch({ events, diagnostics });
  options.onProgress?.({ ...progress });
}

/** Whoever writes to standard input may take long. */
function aborted({ options: { signal } }: Run): Promise<undefined> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(undefined), { once: true }));
}

function isAborted({ options }: Run): boolean {
  return options.signal?.aborted === true;
}

// Anything else is a mistake of ours, or of whoever takes the batches.
function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
