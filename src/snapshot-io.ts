import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { readCluster } from './ask-cluster.ts';
import type { Captured, ClusterChoice } from './cli/services.ts';
import type { Chance } from './cluster/redact.ts';
import { createCapture } from './cluster/snapshot-file.ts';
import { type LoadRequest, loadSnapshot } from './load-world.ts';

// What snapshots need of the world: reading with a copy of what was read, files, and chance.

/** Reads a cluster, and keeps what was read. */
export async function captureCluster(cluster: ClusterChoice, env: NodeJS.ProcessEnv): Promise<Captured> {
  const capture = createCapture();
  const { snapshot } = await readCluster(cluster, env, capture.add);
  const source = `context ${cluster.context ?? 'current'}`;
  return { snapshot, unreadable: [], objects: capture.objects(), source };
}

/** Reads manifests, and keeps what was read. */
export async function captureFiles(request: LoadRequest): Promise<Captured> {
  const capture = createCapture();
  const loaded = await loadSnapshot(request, capture.add);
  return { ...loaded, objects: capture.objects(), source: request.paths.join(' ') };
}

/** Writes a file that the user named, compressed when it ends in `.gz`. */
export async function writeNamedFile(path: string, text: string): Promise<void> {
  await writeFile(path, path.endsWith('.gz') ? await promisify(gzip)(text) : text);
}

const HEAD_BYTES = 64 * 1024;

/** Whether a file begins as snapshots do, compressed or not. */
export async function isSnapshot(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = await unpackedHead(buffer.subarray(0, bytesRead));
    return /"apiVersion":\s*"netpol-tui\.dev\/[^"]*",\s*"kind":\s*"Snapshot"/.test(head.toString('latin1', 0, 4096));
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

async function unpackedHead(head: Buffer): Promise<Buffer> {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head;
  // Only the beginning is there.
  return promisify(gunzip)(head, { finishFlush: constants.Z_SYNC_FLUSH });
}

/** For what is to be made unrecognisable. */
export async function chance(): Promise<Chance> {
  const key = randomBytes(32);
  return {
    below: (limit) => randomInt(limit),
    coin: (text) => ((createHmac('sha256', key).update(text).digest()[0] ?? 0) & 1) === 1,
  };
}
