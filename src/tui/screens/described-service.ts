import { type ListRow, listInSteps } from '../../engine/list.ts';
import { resolvedService } from '../../engine/resolve.ts';
import { backendsOf, type ServiceEndpoint } from '../../engine/service-endpoints.ts';
import { formatRange } from '../../model/addresses.ts';
import type { Service } from '../../model/cluster-objects.ts';
import { isNoPort } from '../../model/ports.ts';
import { endpointText } from '../../present/endpoint-text.ts';
import { listNoteText } from '../../present/list-text.ts';
import { portSetText } from '../../present/rule-text.ts';
import { servicePortText } from '../../present/service-table.ts';
import { count } from '../../present/text.ts';
import { workloadText } from '../../present/workload-text.ts';
import { type Compared, compared } from './compared.ts';
import type { Context } from './content.ts';
import { type Entry, entry, list } from './described-entries.ts';

/** A Service: where it leads, and who may reach what is behind it. */
export function describedService(
  service: Service,
  reachers: Compared<readonly ListRow[]> | undefined,
  context: Context,
): readonly Entry[] {
  const { snapshot, glyphs } = context;
  const backends = backendsOf(snapshot, service);
  const missing = backends.missingPods.map((key) => entry('', `${key}  not in the input`, 'warning'));
  const exposures = snapshot.exposures.filter(({ services }) => services.includes(service.key));
  const selector =
    service.selector === undefined
      ? undefined
      : [...service.selector].map(([key, value]) => `${key}=${value}`).join(',');
  return [
    entry('name', service.key, 'strong'),
    entry('type', service.headless ? `${service.type} (headless)` : service.type),
    entry(
      'addresses',
      [...service.clusterIPs, ...service.externalIPs].map(({ text }) => text).join(', ') || 'none known',
    ),
    entry('selector', selector ?? 'none: its endpoints are written by somebody else'),
    ...list(
      'ports',
      service.ports.map((port) => entry('', servicePortText(port, glyphs))),
      'none',
    ),
    ...list(
      'endpoints',
      [...backends.endpoints.map((behind) => endpointEntry(behind, context)), ...missing],
      'none: nothing answers, whatever the policies say',
    ),
    ...(exposures.length === 0
      ? []
      : list(
          'called through',
          exposures.map(({ kind, namespace, name }) => entry('', `${kind} ${namespace}/${name}`)),
          'nothing',
        )),
    ...reacherEntries(reachers, context),
    ...(service.origin.kind === 'file' ? [entry('file', `${service.origin.file}:${service.origin.line}`, 'dim')] : []),
  ];
}

function endpointEntry({ end, state, ports }: ServiceEndpoint, { glyphs }: Context): Entry {
  const numbers = ports
    .map(({ servicePort, port }) => `${servicePort.port}${glyphs.right}${port ?? 'not declared'}`)
    .join(', ');
  const note = state === 'ready' ? '' : state === 'draining' ? '  terminating, still serving' : '  not ready';
  const subject = end.kind === 'pod' ? ({ kind: 'pod', key: end.pod.key } as const) : undefined;
  return entry('', `${endpointText(end)}  ${numbers}${note}`, state === 'ready' ? 'plain' : 'dim', subject);
}

const MOST_REACHERS = 200;

/** Who may reach a Service; where there are very many pods that is found beside everything else, and undefined until then. */
export function reachersOf(service: Service, { snapshot }: Context): Compared<readonly ListRow[]> | undefined {
  return compared({
    key: `reachers of ${service.key}`,
    snapshot,
    steps: (onProgress) => listInSteps(snapshot, { to: resolvedService(snapshot, service) }, onProgress),
  });
}

function reacherEntries(found: Compared<readonly ListRow[]> | undefined, { glyphs }: Context): readonly Entry[] {
  if (found === undefined) return [entry('reached by', `comparing pods${glyphs.ellipsis}`, 'dim')];
  const rows = found.value;
  const entries = rows.slice(0, MOST_REACHERS).map((row): Entry => {
    const { from } = row;
    const certain = isNoPort(row.allowed) ? '' : portSetText(row.allowed);
    const ports = [certain, listNoteText(row, glyphs)].filter((text) => text !== '').join('; ');
    if (from.kind === 'outside') return entry('', `${from.ranges.map(formatRange).join(', ')}  ${ports}`);
    return entry('', `${from.workload.namespace}/${workloadText(from.workload)}  ${ports}`, 'plain', {
      kind: 'workload',
      key: from.workload.key,
    });
  });
  const more =
    rows.length > MOST_REACHERS ? [entry('', `and ${count(rows.length - MOST_REACHERS, 'more row')}`, 'dim')] : [];
  const stale = found.isOfBefore ? [entry('', `as it was; comparing pods${glyphs.ellipsis}`, 'dim')] : [];
  return [...list('reached by', entries, 'nobody'), ...more, ...stale];
}
