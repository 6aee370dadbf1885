import { effectiveOf } from '../../engine/effective.ts';
import { namespaceIsolation } from '../../engine/isolation.ts';
import { policiesOf, servicesOf } from '../../engine/selection.ts';
import { type Pin, pinId } from '../../engine/watch/pins.ts';
import type { Pod, Service } from '../../model/cluster-objects.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import { clockText, pinReason, standingStyle, standingText } from '../../present/change-text.ts';
import { isolationWords } from '../../present/glyphs.ts';
import { type Line, span } from '../../present/spans.ts';
import { pad } from '../../present/text.ts';
import { topicOf } from '../../present/topics.ts';
import { workloadName } from '../../present/workload-text.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, cached, type Item, type ScreenKind, textContent } from './content.ts';
import { type Entry, entry, historyEntries, labelEntries, list } from './described-entries.ts';
import { describedFinding, describedPolicy, policyEntry } from './described-policy.ts';
import { describedService, reachersOf } from './described-service.ts';
import { podOf } from './pod-screen.ts';
import { policyById, subjectId, subjectName } from './subjects.ts';

type DescribeScreen = Extract<Screen, { at: 'describe' }>;

export const describeScreen: ScreenKind<DescribeScreen> = {
  title: (screen, { snapshot }) =>
    `${screen.of.kind === 'rule' ? 'policy' : screen.of.kind} ${subjectName(screen.of, snapshot)}`,
  searches: true,
  subject: (screen) => screen.of,
  content: (screen, context) => {
    const reachers = reachersIn(screen.of, context);
    const state = reachers === undefined ? 'none' : reachers.isOfBefore ? 'before' : '';
    return cached(
      context.snapshot,
      `describe ${screen.of.kind} ${subjectId(screen.of)} ${context.columns} ${context.glyphs.allowed} ${pinIn(screen.of, context)?.turns ?? ''}${state}`,
      () => {
        const described = describedBy(screen.of, reachers, context);
        const lines = described.flatMap(({ label, spans, subject }) =>
          labelled(label, spans, context.columns).map(
            (line): Item => ({ line, ...(subject === undefined ? {} : { subject }) }),
          ),
        );
        return textContent(lines, { empty: ['It is not there any more.', 'esc goes back.'] });
      },
    );
  },
};

type Reachers = ReturnType<typeof reachersOf>;

function reachersIn(of: Subject, context: Context): Reachers {
  const service = of.kind === 'service' ? context.snapshot.services.get(of.key) : undefined;
  return service && reachersOf(service, context);
}

const LABEL_COLUMNS = 14;

function labelled(label: string, spans: Line, columns: number): readonly Line[] {
  return hangingLines(spans, columns - LABEL_COLUMNS, 0).map((line, i) => [
    span(` ${pad(i === 0 ? label : '', LABEL_COLUMNS - 1)}`, 'title'),
    ...line,
  ]);
}

function describedBy(subject: Subject, reachers: Reachers, context: Context): readonly Entry[] {
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
      return service === undefined ? [] : describedService(service, reachers, context);
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

function serviceEntry(service: Service): Entry {
  return entry('', service.key, 'plain', { kind: 'service', key: service.key });
}
