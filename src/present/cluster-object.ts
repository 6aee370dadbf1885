import type { Json, JsonObject } from './json.ts';
import { yamlText } from './yaml-text.ts';

/** An object as a cluster has it, as kubectl would show it: without the notes of who manages which field. */
export function clusterObjectText(object: JsonObject): string {
  return yamlText({ ...head(object), metadata: without(object['metadata'], ['managedFields']) });
}

/** The same as somebody would have written it: without what a server puts in. */
export function editableObjectText(object: JsonObject): string {
  const { status, ...written } = head(object);
  return yamlText({ ...written, metadata: writtenMetadata(object['metadata']) });
}

/** With the fields in the order in which they are written everywhere. */
function head(object: JsonObject): JsonObject {
  const { apiVersion, kind, metadata, ...others } = object;
  return { apiVersion, kind, metadata, ...others };
}

const OF_THE_SERVER = ['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink'];
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function writtenMetadata(metadata: Json | undefined): Json | undefined {
  const written = without(metadata, OF_THE_SERVER);
  if (!isObject(written)) return written;
  const annotations = without(written['annotations'], [LAST_APPLIED]);
  const isEmpty = isObject(annotations) && Object.keys(annotations).length === 0;
  return { ...written, annotations: isEmpty ? undefined : annotations };
}

function without(value: Json | undefined, names: readonly string[]): Json | undefined {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
