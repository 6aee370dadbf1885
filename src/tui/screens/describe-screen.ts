import { effectiveOf } from '../../engine/effective.ts';
import { namespaceIsolation } from '../../engine/isolation.ts';
import type { Finding } from '../../engine/lint/finding.ts';
import { listConnections } from '../../engine/list.ts';
import { resolvedService } from '../../engine/resolve.ts';
import { policiesOf, servicesOf } from '../../engine/selection.ts';
import { backendsOf, type ServiceEndpoint } from '../../engine/service-endpoints.ts';
import { type Pin, pinId } from '../../engine/watch/pins.ts';
import { formatRange } from '../../model/addresses.ts';
import type { Pod, Service } from '../../model/cluster-objects.ts';
import type { Labels } from '../../model/labels.ts';
import type { ObjectHistory } from '../../model/object-history.ts';
import { type CompiledPolicy, DIRECTIONS } from '../../model/policies.ts';
import { isNoPort } from '../../model/ports.ts';
import { SUPPRESSION_ANNOTATION } from '../../model/suppression.ts';
import { clockText, pinReason, standingStyle, standingText } from '../../present/change-text.ts';
import { endpointText } from '../../present/endpoint-text.ts';
import { findingPath, findingPosition } from '../../present/finding-place.ts';
import { findingText } from '../../present/finding-text.ts';
import { isolationWords } from '../../present/glyphs.ts';
import { historyText } from '../../present/history-text.ts';
import { listNoteText } from '../../present/list-text.ts';
import {
  endpointsText,
  peerText,
  policyName,
  policyWhere,
  portSetText,
  portsText,
  positionText,
  ruleWhere,
} from '../../present/rule-text.ts';
import { servicePortText } from '../../present/service-table.ts';
import { type Line, type Style, span } from '../../present/spans.ts';
import { count, pad, printable } from '../../present/text.ts';
import { topicOf } from '../../present/topics.ts';
import { workloadName, workloadText } from '../../present/workload-text.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, cached, type Item, type ScreenKind, textContent } from './content.ts';
import { aboutPolicy } from './found.ts';
import { podOf } from './pod-screen.ts';
import { ruleSubject } from './rule-rows.ts';
import { policyById, subjectId, subjectName } from './subjects.ts';

type DescribeScreen = Extract<Screen, { at: 'describe' }>;

export const describeScreen: ScreenKind<DescribeScreen> = {
  title: (screen, { snapshot }) =>
    `${screen.of.kind === 'rule' ? 'policy' : screen.of.kind} ${subjectName(screen.of, snapshot)}`,
  searches: true,
  subject: (screen) => screen.of,
  content: (screen, context) =>
    cached(
      context.snapshot,
      `describe ${screen.of.kind} ${subjectId(screen.of)} ${context.columns} ${context.glyphs.allowed} ${pinIn(screen.of, context)?.turns ?? ''}`,
      () => {
        const described = describedBy(screen.of, context);
        const lines = described.flatMap(({ label, spans, subject }) =>
          labelled(label, spans, context.columns).map(
            (line): Item => ({ line, ...(subject === undefined ? {} : { subject }) }),
          ),
        );
        return textContent(lines, { empty: ['It is not there any more.', 'esc goes back.'] });
      },
    ),
};

interface Entry {
  readonly label: string;
  readonly spans: Line;
  readonly subject?: Subject;
}

const LABEL_COLUMNS = 14;

function labelled(label: string, spans: Line, columns: number): readonly Line[] {
  return hangingLines(spans, columns - LABEL_COLUMNS, 0).map((line, i) => [
    span(` ${pad(i === 0 ? label : '', LABEL_COLUMNS - 1)}`, 'title'),
    ...line,
  ]);
}

function entry(label: string, text: string, style: Style = 'plain', subject?: Subject): Entry {
  return { label, spans: [span(text, style)], ...(subject === undefined ? {} : { subject }) };
}

/** The first entry with the label, the others without. */
function list(label: string, entries: readonly Entry[], none: string): readonly Entry[] {
  if (entries.length === 0) return [entry(label, none, 'dim')];
  return entries.map((item, i) => ({ ...item, label: i === 0 ? label : '' }));
}

function describedBy(subject: Subject, context: Context): readonly Entry[] {
  const { snapshot } = context;
  switch (subject.kind) {
    case 'namespace':
      return describedNamespace(subject.name, context);
    case 'pod':
    case 'workload': {
      const pod = podOf(subject, snapshot);
      return pod === undefined ? [] : describedPod(pod, context);
    }
    case 'service': {
      const service = snapshot.services.get(subject.key);
      return service === undefined ? [] : describedService(service, context);
    }
    case 'policy':
    case 'rule': {
      const policy = policyById(snapshot, subject.kind === 'policy' ? subject.id : subject.policy);
      return policy === undefined ? [] : describedPolicy(policy);
    }
    case 'finding':
      return describedFinding(subject.finding, context);
    case 'outside':
      return [entry('address', subject.text)];
    case 'question':
      return describedQuestion(subject, context);
    case 'topic':
      return [entry('topic', topicOf(subject.id).title)];
    case 'context':
    case 'recipe':
    case 'key':
      return [];
  }
}

type Question = Extract<Subject, { kind: 'question' }>;

function pinIn(subject: Subject, { watching }: Context): Pin | undefined {
  return subject.kind === 'question' ? watching.pins.find(({ id }) => id === pinId(subject)) : undefined;
}

function describedQuestion(question: Question, context: Context): readonly Entry[] {
  const ends = [entry('from', question.from, 'strong'), entry('to', question.to, 'strong')];
  const pin = pinIn(question, context);
  if (pin === undefined) return [...ends, entry('', 'enter asks it; p pins it')];
  const { standing, since } = pin;
  const verdict = entry('verdict', standingText(standing, context.glyphs), standingStyle(standing));
  return [...ends, verdict, entry('since', clockText(since)), entry('why', pinReason(pin))];
}

function labelEntries(labels: Labels): readonly Entry[] {
  return list(
    'labels',
    [...labels].map(([key, value]) => entry('', `${key}=${value}`)),
    'none',
  );
}

function describedNamespace(name: string, { snapshot }: Context): readonly Entry[] {
  const namespace = snapshot.namespaces.get(name);
  const isolation = namespaceIsolation(snapshot).find((line) => line.namespace === name);
  if (namespace === undefined || isolation === undefined) return [];
  const { pods, subjects, isolatedIngress, isolatedEgress, unknownIngress, unknownEgress } = isolation;
  const unknown = unknownIngress + unknownEgress === 0 ? '' : `; not known of ${unknownIngress} and ${unknownEgress}`;
  const isOpen = isolatedIngress + isolatedEgress + unknownIngress + unknownEgress === 0;
  const implied = 'no Namespace object in the input: labels other than its name are not known';
  return [
    entry('name', name, 'strong'),
    ...(namespace.declared ? [] : [entry('note', implied, 'warning')]),
    ...labelEntries(namespace.labels),
    ...historyEntries(namespace.history),
    entry('pods', `${pods}, of which policies can apply to ${subjects}`),
    entry('isolated', `${isolatedIngress} for ingress, ${isolatedEgress} for egress${unknown}`),
    ...list(
      'policies',
      policiesOf(snapshot, name).map(policyEntry),
      `none${isOpen ? ': every pod is open in both directions' : ''}`,
    ),
  ];
}

function policyEntry({ ref }: CompiledPolicy): Entry {
  const where = policyWhere(ref);
  const subject: Subject = { kind: 'policy', id: `${ref.kind}/${ref.namespace ?? ''}/${ref.name}` };
  return {
    label: '',
    spans: [span(policyName(ref), 'policy'), span(where === undefined ? '' : `  ${where}`, 'dim')],
    subject,
  };
}

function describedPod(pod: Pod, { snapshot, glyphs }: Context): readonly Entry[] {
  const effective = effectiveOf(snapshot, pod);
  const addresses = pod.addresses.map(({ text }) => text).join(', ');
  return [
    entry('name', pod.key, 'strong'),
    entry('workload', workloadName(pod.workload), 'plain', {
      kind: 'workload',
      key: `${pod.namespace}/${pod.workload.kind}/${pod.workload.name}`,
    }),
    entry(
      'status',
      `${pod.status}${pod.ready ? '' : ', not ready'}${pod.state === 'template' ? ' (template: no pod in the input)' : ''}`,
    ),
    entry('address', addresses === '' ? 'not known' : addresses),
    entry('node', pod.nodeName ?? 'not known'),
    ...(pod.hostNetwork ? [entry('network', "the node's: policies do not apply", 'warning')] : []),
    ...DIRECTIONS.map((direction) => {
      const { state, ruleCount } = effective[direction];
      return effective.subject
        ? entry(direction, isolationWords(state, ruleCount, glyphs), state)
        : entry(direction, 'not subject to policies', 'dim');
    }),
    ...list('policies', effective.policies.map(policyEntry), 'none selects it'),
    ...list(
      'Services',
      servicesOf(snapshot, pod).map((service) => serviceEntry(service)),
      'none leads here',
    ),
    ...list(
      'ports',
      pod.ports.map(({ name, port, protocol }) =>
        entry('', `${protocol} ${port}${name === undefined ? '' : ` (${name})`}`),
      ),
      'none declared',
    ),
    ...labelEntries(pod.labels),
    ...historyEntries(pod.history),
    ...(pod.origin.kind === 'file' ? [entry('file', `${pod.origin.file}:${pod.origin.line}`, 'dim')] : []),
  ];
}

function historyEntries(history: ObjectHistory | undefined): readonly Entry[] {
  const text = historyText(history);
  return text === undefined ? [] : [entry('history', text, 'dim')];
}

function serviceEntry(service: Service): Entry {
  return entry('', service.key, 'plain', { kind: 'service', key: service.key });
}

function describedService(service: Service, context: Context): readonly Entry[] {
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
    ...reachers(service, context),
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

function reachers(service: Service, { snapshot, glyphs }: Context): readonly Entry[] {
  const rows = listConnections(snapshot, { to: resolvedService(snapshot, service) });
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
  return [...list('reached by', entries, 'nobody'), ...more];
}

function describedPolicy(policy: CompiledPolicy): readonly Entry[] {
  const { ref, isolates, subject, rules, inert } = policy;
  const where = policyWhere(ref);
  const ruleEntries = rules.map((rule) => {
    const peers =
      rule.peers === 'any' ? 'anywhere' : rule.peers.length === 0 ? 'nobody' : rule.peers.map(peerText).join(' or ');
    const at = ruleWhere(rule.ref);
    const verb = rule.ref.direction === 'ingress' ? 'from' : 'to';
    const text = `${rule.ref.direction} #${rule.ref.index + 1}: ${verb} ${peers} on ${portsText(rule.ports)}`;
    return { label: '', spans: [span(text), span(at === undefined ? '' : `  ${at}`, 'dim' as const)] };
  });
  return [
    entry('name', policyName(ref), 'strong'),
    entry('kind', printable(`${ref.kind} (${ref.apiVersion})`)),
    entry('tier', policy.tier.id),
    entry('selects', endpointsText(subject)),
    entry('isolates', isolates.length === 0 ? 'nothing' : isolates.join(' and ')),
    ...list('rules', ruleEntries, 'none: where it isolates, it allows nothing'),
    ...(inert.length === 0
      ? []
      : [entry('unused', `${count(inert.length, 'rule')} for a direction that policyTypes leaves out`, 'warning')]),
    ...historyEntries(ref.history),
    ...(where === undefined ? [] : [entry('file', where, 'dim')]),
  ];
}

function describedFinding(finding: Finding, { glyphs }: Context): readonly Entry[] {
  const { severity, code, about } = finding;
  const { object, message, why, remedy } = findingText(finding);
  const path = findingPath(finding);
  const position = findingPosition(finding);
  const id = aboutPolicy(finding);
  const subject: Subject | undefined =
    about.kind === 'policy' && about.rule !== undefined
      ? ruleSubject(about.rule)
      : id === undefined
        ? undefined
        : { kind: 'policy', id };
  return [
    entry('finding', `${glyphs[severity]} ${severity}  ${code}`, severity),
    ...(object === undefined ? [] : [entry('object', object, 'policy', subject)]),
    ...(path === '' ? [] : [entry('field', path, 'code')]),
    ...(position === undefined ? [] : [entry('file', positionText(position), 'dim')]),
    entry('found', message, 'strong'),
    entry('why', why),
    entry('to do', remedy),
    ...(severity === 'error' || about.kind === 'cluster' ? [] : [entry('or leave it', leavingOut(finding), 'dim')]),
  ];
}

function leavingOut({ code, about }: Finding): string {
  const where =
    about.kind === 'namespace' || about.kind === 'service' ? 'the namespace' : 'the policy, or its namespace,';
  return `annotate ${where} with ${SUPPRESSION_ANNOTATION}: "${code}: REASON"`;
}
