import { reduceObject } from '../kinds/reduce-object.ts';
import type { Gap } from '../model/gaps.ts';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import type { ObjectEvent } from '../model/raw-object.ts';
import { type Chance, createRedactor } from './redact.ts';

type Json = { readonly [key: string]: unknown };

/** API version of what a snapshot adds to the objects themselves. */
const SNAPSHOT_API = 'netpol-tui.dev/v1';

/** What is said of a snapshot as a whole. */
export interface SnapshotFacts {
  /** Version of the program that wrote it. */
  readonly program: string;
  /** ISO 8601. */
  readonly taken: string;
  /** What was read: `context prod`, a path. */
  readonly source: string;
}

/** Gathers what is read of objects while they are being read. */
export interface Capture {
  readonly add: (events: readonly ObjectEvent[]) => void;
  readonly objects: () => readonly Json[];
}

/** Keeps the last of each object. */
export function createCapture(): Capture {
  const objects = new Map<string, Json>();
  let nameless = 0;
  return {
    add: (events) => {
      for (const event of events) {
        if (event.type === 'delete') objects.delete(keyOf(event.id));
        else {
          const reduced = reduceObject(event.object.value);
          if (reduced === undefined) continue;
          const id = idOf(reduced);
          objects.set(id.name === '' ? `nameless ${nameless++}` : keyOf(id), reduced);
        }
      }
    },
    objects: () => [...objects.values()],
  };
}

interface Id {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

function keyOf({ apiVersion, kind, namespace, name }: Id): string {
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}

function idOf(object: Json): Id {
  const metadata = object['metadata'];
  const field = (key: string): string => {
    const value = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, key) : undefined;
    return typeof value === 'string' ? value : '';
  };
  const { apiVersion, kind } = object;
  return { apiVersion: String(apiVersion), kind: String(kind), namespace: field('namespace'), name: field('name') };
}

/** What goes into a snapshot. */
export interface SnapshotContents {
  readonly facts: SnapshotFacts;
  readonly objects: readonly Json[];
  /** What was not read, so that it stays unknown. */
  readonly gaps: readonly Gap[];
  /** Whether policies are enforced where it was taken. */
  readonly plugin: NetworkPlugin;
  /** When names and addresses are to be replaced. */
  readonly redact?: Chance;
}

/**
 * A snapshot as text: a `List` that any reader of manifests takes, one object a line, with objects of our own for what was not read
 * and where it is from (docs/snapshots.md).
 */
export function snapshotText({ facts, objects, gaps, plugin, redact }: SnapshotContents): string {
  const { program, taken, source } = facts;
  // Of a few manifests nothing can be said, and nothing is. What was looked at goes by its name.
  const evidence = redact === undefined ? plugin.evidence : ['found where the snapshot was taken'];
  const found = plugin.evidence.length === 0 ? {} : { plugin: { ...plugin, evidence } };
  const about = {
    apiVersion: SNAPSHOT_API,
    kind: 'Snapshot',
    metadata: { name: 'snapshot' },
    spec:
      redact === undefined
        ? { program, taken, source, redacted: false, ...found }
        : { program, taken, source: 'redacted', redacted: true, ...found },
  };
  const missing = gaps.map((gap): Json => {
    const { apiVersion, kind, resource, exceptIn, why } = gap;
    const of = { apiVersion, kind, resource, ...(exceptIn === undefined ? {} : { exceptIn }), why };
    return { apiVersion: SNAPSHOT_API, kind: 'Gap', metadata: { name: `${resource} of ${apiVersion}` }, spec: of };
  });
  const redactor = redact === undefined ? undefined : createRedactor(objects, redact);
  const hidden = redactor === undefined ? objects : objects.map(redactor.object);
  const gapsToo = redactor === undefined ? missing : missing.map((gap) => redactedGap(gap, redactor.name));
  const lines = [about, ...gapsToo, ...hidden].map((object) => JSON.stringify(object));
  return `{"apiVersion":"v1","kind":"List","items":[\n${lines.join(',\n')}\n]}\n`;
}

function redactedGap(gap: Json, name: (text: string) => string): Json {
  const spec = gap['spec'];
  if (typeof spec !== 'object' || spec === null || !('exceptIn' in spec)) return gap;
  return { ...gap, spec: { ...spec, exceptIn: name(String(spec.exceptIn)) } };
}
