import { SUPPRESSION_ANNOTATION } from '../model/suppression.ts';
import { isObject } from './field-reader.ts';
import { foreignKindOf } from './foreign-policies.ts';
import { kindOf } from './registry.ts';

type Json = { readonly [key: string]: unknown };

/**
 * What is read of an object, as an object again: decoding it gives what decoding the whole gives. No environment, commands, volumes,
 * images or annotations. Undefined for kinds that are not read.
 */
export function reduceObject(value: Json): Json | undefined {
  const { apiVersion, kind } = value;
  const name = { apiVersion: String(apiVersion), kind: String(kind) };
  const known = kindOf(name);
  if (known === undefined) return undefined;
  const head = { apiVersion, kind, metadata: metadataOf(value['metadata']) };
  if (known.category === 'workload') return { ...head, spec: workloadSpec(value['spec']) };
  const reduce = foreignKindOf(name) === undefined ? REDUCERS.get(name.kind) : undefined;
  return reduce === undefined ? { ...withoutNoise(value), ...head } : { ...head, ...reduce(value) };
}

/** Kinds of which only some fields are read. Of all others everything is kept: they hold nothing but policy. */
const REDUCERS: ReadonlyMap<string, (value: Json) => Json> = new Map<string, (value: Json) => Json>([
  ['Namespace', () => ({})],
  ['Node', ({ status }) => ({ status: picked(status, ['addresses']) })],
  ['Pod', ({ spec, status }) => ({ spec: podSpec(spec), status: podStatus(status) })],
  ['Service', ({ spec, status }) => ({ spec: picked(spec, SERVICE_FIELDS), status: picked(status, ['loadBalancer']) })],
  ['EndpointSlice', sliceParts],
  ['Ingress', ({ spec, status }) => ({ spec: ingressSpec(spec), status: picked(status, ['loadBalancer']) })],
  ['HTTPRoute', ({ spec }) => ({ spec: routeSpec(spec) })],
]);

const SERVICE_FIELDS = [
  'type',
  'selector',
  'ports',
  'clusterIP',
  'clusterIPs',
  'externalIPs',
  'externalName',
  'publishNotReadyAddresses',
  'internalTrafficPolicy',
  'externalTrafficPolicy',
  'loadBalancerSourceRanges',
  'ipFamilies',
];

const META_FIELDS = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'deletionTimestamp',
  'creationTimestamp',
  'generation',
];

function metadataOf(metadata: unknown): unknown {
  if (!isObject(metadata)) return metadata;
  const { ownerReferences, annotations, managedFields } = metadata;
  const suppression = isObject(annotations) ? annotations[SUPPRESSION_ANNOTATION] : undefined;
  return {
    ...picked(metadata, META_FIELDS),
    ...entry('ownerReferences', each(ownerReferences, ['apiVersion', 'kind', 'name', 'controller'])),
    ...entry('managedFields', each(managedFields, ['manager', 'operation', 'time', 'subresource'])),
    ...(suppression === undefined ? {} : { annotations: { [SUPPRESSION_ANNOTATION]: suppression } }),
  };
}

function workloadSpec(spec: unknown): unknown {
  if (!isObject(spec)) return spec;
  const { template, jobTemplate } = spec;
  return { ...entry('template', templateOf(template)), ...entry('jobTemplate', jobTemplateOf(jobTemplate)) };
}

function jobTemplateOf(jobTemplate: unknown): unknown {
  return isObject(jobTemplate) ? { ...entry('spec', workloadSpec(jobTemplate['spec'])) } : jobTemplate;
}

function templateOf(template: unknown): unknown {
  if (!isObject(template)) return template;
  return { ...entry('metadata', metadataOf(template['metadata'])), ...entry('spec', podSpec(template['spec'])) };
}

function podSpec(spec: unknown): unknown {
  if (!isObject(spec)) return spec;
  return {
    ...picked(spec, ['hostNetwork', 'nodeName']),
    ...entry('containers', each(spec['containers'], ['ports', 'restartPolicy'])),
    ...entry('initContainers', each(spec['initContainers'], ['ports', 'restartPolicy'])),
  };
}

function podStatus(status: unknown): unknown {
  if (!isObject(status)) return status;
  const conditions = status['conditions'];
  const ready = Array.isArray(conditions)
    ? conditions.filter((condition) => !isObject(condition) || condition['type'] === 'Ready')
    : conditions;
  return {
    ...picked(status, ['phase', 'podIP', 'podIPs']),
    ...entry('conditions', each(ready, ['type', 'status'])),
  };
}

function sliceParts({ addressType, endpoints, ports }: Json): Json {
  return {
    ...entry('addressType', addressType),
    ...entry('endpoints', each(endpoints, ['addresses', 'conditions', 'targetRef', 'nodeName'])),
    ...entry('ports', each(ports, ['name', 'protocol', 'port'])),
  };
}

/** Where it leads; no hosts, paths or certificates. */
function ingressSpec(spec: unknown): unknown {
  if (!isObject(spec)) return spec;
  const rules = eachAs(spec['rules'], ({ http }) => ({ ...entry('http', isObject(http) ? pathsOf(http) : http) }));
  return { ...picked(spec, ['defaultBackend']), ...entry('rules', rules) };
}

function pathsOf({ paths }: Json): Json {
  return entry('paths', each(paths, ['backend']));
}

function routeSpec(spec: unknown): unknown {
  if (!isObject(spec)) return spec;
  const fields = ['group', 'kind', 'name', 'namespace'];
  const rules = eachAs(spec['rules'], ({ backendRefs }) => entry('backendRefs', each(backendRefs, fields)));
  return entry('rules', rules);
}

function eachAs(value: unknown, reduce: (item: Json) => Json): unknown {
  return Array.isArray(value) ? value.map((item) => (isObject(item) ? reduce(item) : item)) : value;
}

function withoutNoise({ status: _status, ...value }: Json): Json {
  return value;
}

function entry(key: string, value: unknown): Json {
  return value === undefined || value === null ? {} : { [key]: value };
}

/** These fields of an object; what is no object stays, so that it is read as wrongly as before. */
function picked(value: unknown, fields: readonly string[]): Json {
  if (!isObject(value)) return value === undefined || value === null ? {} : (value as Json);
  return Object.fromEntries(fields.flatMap((field) => (Object.hasOwn(value, field) ? [[field, value[field]]] : [])));
}

function each(value: unknown, fields: readonly string[]): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item) => (isObject(item) ? picked(item, fields) : item));
}
