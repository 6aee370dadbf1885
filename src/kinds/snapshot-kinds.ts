import type { Diagnostic } from '../model/diagnostics.ts';
import type { Gap, GapReason } from '../model/gaps.ts';
import type { NetworkPlugin, PluginTrait } from '../model/network-plugin.ts';
import { positionIn } from '../model/raw-object.ts';
import type { Decode } from './decoded.ts';
import { isObject } from './field-reader.ts';
import { printable, quoted } from './quoting.ts';

const GROUP = 'netpol-tui.dev/';
const VERSION = 'netpol-tui.dev/v1';

/** What stands in a snapshot beside a cluster's objects (docs/snapshots.md); undefined for all other kinds. */
export function snapshotKindOf({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): { readonly plural: string; readonly namespaced: false; readonly decode: Decode } | undefined {
  if (!apiVersion.startsWith(GROUP)) return undefined;
  const plural = `${kind.toLowerCase()}s`;
  if (apiVersion === VERSION && kind === 'Snapshot') return { plural, namespaced: false, decode: decodeFacts };
  if (apiVersion === VERSION && kind === 'Gap') return { plural, namespaced: false, decode: decodeGap };
  return { plural, namespaced: false, decode: decodeUnknown };
}

const decodeFacts: Decode = ({ value }) => {
  const plugin = isObject(value['spec']) ? pluginIn(value['spec']['plugin']) : undefined;
  return { decoded: { kind: 'about', plugin }, diagnostics: [] };
};

const ENFORCES: readonly NetworkPlugin['enforces'][] = ['yes', 'no', 'unknown'];
const TRAITS: readonly PluginTrait[] = [
  'blocks-match-pods',
  'blocks-miss-pods',
  'open-until-programmed',
  'closed-until-programmed',
  'bare-pods-not-covered',
  'host-network-by-label',
  'first-port-only',
];

function pluginIn(written: unknown): NetworkPlugin | undefined {
  if (!isObject(written)) return undefined;
  const { name, traits, evidence } = written;
  const enforces = ENFORCES.find((word) => word === written['enforces']);
  if (enforces === undefined) return undefined;
  const texts = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string').map(printable) : [];
  const known = texts(traits);
  return {
    name: typeof name === 'string' ? printable(name) : undefined,
    enforces,
    traits: TRAITS.filter((trait) => known.includes(trait)),
    evidence: texts(evidence),
  };
}

const REASONS: readonly GapReason[] = ['refused', 'not-yet', 'failed', 'stopped'];

const decodeGap: Decode = (raw, context) => {
  const spec = isObject(raw.value['spec']) ? raw.value['spec'] : {};
  const { apiVersion, kind, resource, exceptIn } = spec;
  const why = REASONS.find((reason) => reason === spec['why']);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof resource !== 'string' || why === undefined)
    return decodeUnknown(raw, context);
  const gap: Gap = { apiVersion, kind, resource, exceptIn: typeof exceptIn === 'string' ? exceptIn : undefined, why };
  return { decoded: { kind: 'gap', gap }, diagnostics: [] };
};

/** Written by a newer version: something is said about the snapshot that cannot be heeded. */
const decodeUnknown: Decode = ({ origin }, { id }) => {
  const position = positionIn(origin, []);
  const diagnostic: Diagnostic = {
    code: 'unsupported-version',
    severity: 'error',
    message: `this ${quoted(`${id.apiVersion} ${id.kind}`)} was written by another version of netpol-tui; what it says of the snapshot is not heeded`,
    object: id,
    ...(position === undefined ? {} : { position }),
    remedy: 'read the snapshot with the version that wrote it, or a newer one',
  };
  return { decoded: { kind: 'refused' }, diagnostics: [diagnostic] };
};
