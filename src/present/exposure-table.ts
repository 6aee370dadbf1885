import type { DirectionExposure, Openness, WorkloadExposure } from '../engine/exposure.ts';
import type { ExposureUnknown } from '../engine/exposure-unknowns.ts';
import type { NewPodsPlace } from '../engine/new-pods-exposure.ts';
import type { OpenPorts } from '../engine/open-ports.ts';
import { formatRange } from '../model/addresses.ts';
import type { Workload } from '../model/cluster-objects.ts';
import { assertNever } from '../model/errors.ts';
import { remember } from '../model/memo.ts';
import { isEveryPort, isNoPort, NO_PORTS, type PortSet, PROTOCOLS, sameSets } from '../model/ports.ts';
import { portSetJson } from './answer-json.ts';
import { exposureUnknownsJson } from './exposure-unknown-text.ts';
import type { Glyphs } from './glyphs.ts';
import type { JsonObject } from './json.ts';
import { withoutNamespace } from './pod-table.ts';
import { portSetText } from './rule-text.ts';
import { type Cell, type Column, cell, type Row, type Table } from './tables.ts';
import { enumerate, printable } from './text.ts';
import { workloadName, workloadText } from './workload-text.ts';

const COLUMNS: readonly Column[] = [
  { id: 'namespace', title: 'NAMESPACE', align: 'left', minWidth: 9, priority: 3, claim: 0, sortKey: 'S' },
  { id: 'name', title: 'WORKLOAD', align: 'left', minWidth: 14, priority: 0, sortKey: 'N' },
  { id: 'from-outside', title: 'FROM-OUTSIDE', align: 'left', minWidth: 14, priority: 0, sortKey: 'I' },
  { id: 'to-outside', title: 'TO-OUTSIDE', align: 'left', minWidth: 14, priority: 0, sortKey: 'E' },
  { id: 'from-new-pods', title: 'FROM-NEW-PODS', align: 'left', minWidth: 14, priority: 0, sortKey: 'F' },
  { id: 'to-new-pods', title: 'TO-NEW-PODS', align: 'left', minWidth: 14, priority: 0, sortKey: 'O' },
];

/** How open each workload is to the outside and to pods that do not exist yet. */
export function exposureTable(
  exposures: readonly WorkloadExposure[],
  glyphs: Glyphs,
  { namespace }: { readonly namespace?: string | undefined } = {},
): Table<WorkloadExposure> {
  const rows = exposures.map((exposure): Row<WorkloadExposure> => {
    const { workload, ingress, egress } = exposure;
    const cells = [
      cell(workload.namespace, 'namespace'),
      cell(workloadText(workload), 'strong', workload.name),
      outsideCell(ingress, glyphs),
      outsideCell(egress, glyphs),
      newPodsCell(ingress, glyphs),
      newPodsCell(egress, glyphs),
    ];
    return { id: workload.key, subject: exposure, cells };
  });
  return withoutNamespace({ columns: COLUMNS, rows }, namespace);
}

/** Most open first: to connections from outside, then from new pods, then the other way; by name where they are alike. */
export function worstFirst(exposures: readonly WorkloadExposure[]): readonly WorkloadExposure[] {
  const ranks = new Map(exposures.map((exposure) => [exposure, ranksOf(exposure)]));
  const compare = (a: WorkloadExposure, b: WorkloadExposure): number => {
    const [left, right] = [ranks.get(a) ?? [], ranks.get(b) ?? []];
    const at = left.findIndex((rank, i) => rank !== right[i]);
    return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
  };
  return [...exposures].sort(compare);
}

function ranksOf({ ingress, egress }: WorkloadExposure): readonly number[] {
  if (ingress.kinds === 0) return [NO_POD];
  return [ingress.outside, ingress.newPods, egress.outside, egress.newPods].map(rankOf);
}

/** Whether connections from outside are allowed, or may be. */
export function isOpenToOutside({ ingress: { outside } }: WorkloadExposure): boolean {
  return !isNoPort(outside.somewhere) || !isNoPort(outside.unknown);
}

const MOST_RANGES = 2;

function outsideCell(exposure: DirectionExposure, glyphs: Glyphs): Cell {
  const { outside } = exposure;
  const everywhere = isNoPort(outside.everywhere) ? [] : [portSetText(outside.everywhere)];
  const parts = outside.parts
    .filter(({ whole, ports }) => !whole || !isNoPort(ports.partial) || !isNoPort(ports.unknown))
    .map(({ ranges, ports }) => ({ place: enumerate(ranges.map(formatRange), MOST_RANGES), ports }));
  const elsewhere = partTexts(sameSets(outside.everywhere, outside.somewhere) ? parts.map(onlyUnknown) : parts, glyphs);
  return opennessCell(exposure, outside, { texts: [...everywhere, ...elsewhere], glyphs });
}

function newPodsCell(exposure: DirectionExposure, glyphs: Glyphs): Cell {
  const { newPods } = exposure;
  const isSame = sameSets(newPods.everywhere, newPods.somewhere);
  const parts = newPods.parts.map(({ where, ports }) => ({ place: placeText(where), ports }));
  const texts = isSame
    ? [portSetText(newPods.everywhere), ...partTexts(parts.map(onlyUnknown), glyphs)]
    : partTexts(parts, glyphs);
  return opennessCell(exposure, newPods, { texts, glyphs });
}

function placeText(where: NewPodsPlace): string {
  switch (where.kind) {
    case 'own-namespace':
      return 'own';
    case 'new-namespace':
      return 'new';
    case 'other-namespaces': {
      const [first = ''] = where.names;
      if (where.names.length === where.of) return 'others';
      return where.names.length === 1 ? printable(first) : `${where.names.length} of ${where.of} others`;
    }
    default:
      return assertNever(where);
  }
}

interface PlacePorts {
  readonly place: string;
  readonly ports: OpenPorts;
}

function onlyUnknown({ place, ports }: PlacePorts): PlacePorts {
  return { place, ports: { allowed: NO_PORTS, partial: NO_PORTS, unknown: ports.unknown } };
}

/** `TCP 80: own, new`, `? TCP 443: others`: what is open, to some pods at least, and what may be, each with its places. */
function partTexts(parts: readonly PlacePorts[], glyphs: Glyphs): readonly string[] {
  const places = new Map<string, string[]>();
  const add = (text: string, place: string): void => {
    remember(places, text, () => [] as string[]).push(place);
  };
  for (const { place, ports } of parts) {
    if (!isNoPort(ports.partial)) add(`${portSetText(ports.partial)} (some pods)`, place);
    else if (!isNoPort(ports.allowed)) add(portSetText(ports.allowed), place);
  }
  for (const { place, ports } of parts) {
    if (!isNoPort(ports.unknown)) add(`${glyphs.unknown} ${portSetText(ports.unknown)}`, place);
  }
  return [...places].map(([text, at]) => `${text}: ${at.join(', ')}`);
}

function opennessCell(
  { isolated, kinds }: DirectionExposure,
  openness: Openness<unknown>,
  { texts, glyphs }: { readonly texts: readonly string[]; readonly glyphs: Glyphs },
): Cell {
  if (kinds === 0) return cell('finished', 'dim', NO_POD);
  const rank = rankOf(openness);
  const { somewhere, everywhere, unknown } = openness;
  if (isNoPort(somewhere)) {
    if (isNoPort(unknown)) return cell(`${glyphs.sealed} nothing`, 'sealed', rank);
    const which = isAll(unknown) ? '' : `: ${portSetText(unknown)}`;
    return cell(`${glyphs.unknown} unknown${which}`, 'unknown', rank);
  }
  if (!isAll(everywhere)) return cell(`${glyphs.rules} ${texts.join('; ')}`, 'rules', rank);
  return cell(`${glyphs.open} ${isolated === 'none' ? 'not isolated' : 'all ports'}`, 'open', rank);
}

function isAll(set: PortSet): boolean {
  return PROTOCOLS.every((protocol) => isEveryPort(set[protocol]));
}

const NO_POD = 6;

/** 0 is wide open; some ports from everywhere are worse than all ports from somewhere; nothing comes last. */
function rankOf({ everywhere, somewhere, unknown }: Openness<unknown>): number {
  if (isAll(everywhere)) return 0;
  if (!isNoPort(everywhere)) return 1;
  if (!isNoPort(somewhere)) return isNoPort(unknown) ? 3 : 2;
  return isNoPort(unknown) ? 5 : 4;
}

/** Why what is not known of a direction is not. */
export type WhyNotKnown = (workload: Workload, exposure: DirectionExposure) => readonly ExposureUnknown[];

/** The same as data, nothing left out, with the reasons for what is not known. */
export function exposureJson(exposures: readonly WorkloadExposure[], whyNotKnown: WhyNotKnown): readonly JsonObject[] {
  return exposures.map(({ workload, ingress, egress }) => ({
    workload: workloadName(workload),
    namespace: workload.namespace,
    kind: workload.kind,
    name: workload.name,
    ingress: directionJson(ingress, whyNotKnown(workload, ingress)),
    egress: directionJson(egress, whyNotKnown(workload, egress)),
  }));
}

function directionJson(
  { isolated, kinds, outside, newPods }: DirectionExposure,
  unknowns: readonly ExposureUnknown[],
): JsonObject {
  return {
    isolated,
    finished: kinds === 0 ? true : undefined,
    outside: {
      ...opennessJson(outside),
      why: exposureUnknownsJson(unknowns, 'outside'),
      parts: outside.parts.map(({ family, ranges, ports }) => ({
        family,
        ranges: ranges.map(formatRange),
        ...portsJson(ports),
      })),
    },
    newPods: {
      ...opennessJson(newPods),
      why: exposureUnknownsJson(unknowns, 'new-pods'),
      parts: newPods.parts.map(({ where, ports }) => ({
        where: where.kind,
        namespaces: where.kind === 'other-namespaces' ? where.names : undefined,
        ...portsJson(ports),
      })),
    },
  };
}

function opennessJson({ everywhere, somewhere, unknown }: Openness<unknown>): JsonObject {
  return {
    everywhere: portSetJson(everywhere),
    somewhere: portSetJson(somewhere),
    unknown: portSetJson(unknown),
  };
}

function portsJson({ allowed, partial, unknown }: OpenPorts): JsonObject {
  return { connections: portSetJson(allowed), partial: unlessEmpty(partial), unknown: unlessEmpty(unknown) };
}

function unlessEmpty(set: PortSet): JsonObject | undefined {
  return isNoPort(set) ? undefined : portSetJson(set);
}
