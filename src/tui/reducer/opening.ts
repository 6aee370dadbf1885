import { type Finding, isInputFinding } from '../../engine/lint/finding.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ruleRowId } from '../screens/policy-screen.ts';
import { destinationOf, policyById, policyId, subjectName } from '../screens/subjects.ts';
import { textPlaceOf } from '../screens/text-place.ts';
import { freshScreen, paneOf, reachForm, type Screen, type Subject } from '../state/screens.ts';

/** The screen that enter leads to from a subject, or why there is none. */
export function screenFor(subject: Subject, snapshot: Snapshot): Screen | string {
  switch (subject.kind) {
    case 'namespace':
      return freshScreen({ at: 'pods', by: 'pod' });
    case 'pod':
    case 'workload':
      return freshScreen({ at: 'pod', of: { kind: subject.kind, key: subject.key } });
    case 'service':
      return freshScreen({ at: 'reach', form: reachForm({ to: destinationOf(subject, snapshot) ?? '' }) });
    case 'outside':
      return freshScreen({ at: 'reach', form: reachForm({ from: subject.text }) });
    case 'question':
      return freshScreen({ at: 'reach', form: reachForm(subject) });
    case 'policy':
      return freshScreen({ at: 'policy', id: subject.id });
    case 'rule': {
      const id = ruleRowId(subject.direction, subject.index, subject.peer);
      return freshScreen({ at: 'policy', id: subject.policy }, { cursor: { id, index: 0 } });
    }
    case 'finding':
      return screenForFinding(subject, snapshot);
    case 'topic':
      return freshScreen({ at: 'topic', id: subject.id });
    case 'context':
    case 'recipe':
    case 'key':
      return 'nothing to open here';
  }
}

function screenForFinding(subject: Extract<Subject, { kind: 'finding' }>, snapshot: Snapshot): Screen | string {
  const { finding } = subject;
  const { about } = finding;
  if (about.kind === 'policy') return policyAtFinding(about, snapshot) ?? freshScreen({ at: 'describe', of: subject });
  if (about.kind === 'service') return freshScreen({ at: 'describe', of: { kind: 'service', key: about.service.key } });
  if (about.kind === 'namespace')
    return freshScreen({ at: 'describe', of: { kind: 'namespace', name: about.namespace.name } });
  const object = isInputFinding(finding) ? finding.facts.object : undefined;
  if (object !== undefined) {
    const id = policyId(object);
    if (policyById(snapshot, id) !== undefined) return freshScreen({ at: 'policy', id });
    const key = `${object.namespace}/${object.name}`;
    if (object.kind === 'Pod' && snapshot.pods.has(key)) return freshScreen({ at: 'pod', of: { kind: 'pod', key } });
    const workload = `${object.namespace}/${object.kind}/${object.name}`;
    if (snapshot.workloads.has(workload)) return freshScreen({ at: 'pod', of: { kind: 'workload', key: workload } });
  }
  return textPlaceOf(subject, snapshot) === undefined
    ? freshScreen({ at: 'describe', of: subject })
    : yamlScreenFor(subject, snapshot);
}

/** The policy, at the peer or rule the finding is about; undefined when it is gone. */
function policyAtFinding(
  { policy, rule, path }: Extract<Finding['about'], { kind: 'policy' }>,
  snapshot: Snapshot,
): Screen | undefined {
  const id = policyId(policy.ref);
  if (policyById(snapshot, id) === undefined) return undefined;
  if (rule === undefined) {
    // Of a direction as a whole: its first rule, in force or not.
    const direction = path.at(-1);
    const first = direction === 'ingress' || direction === 'egress' ? ruleRowId(direction, 0) : undefined;
    return freshScreen({ at: 'policy', id }, first === undefined ? {} : { cursor: { id: first, index: 0 } });
  }
  const [field, peer] = path.slice(-2);
  const isPeer = (field === 'from' || field === 'to') && typeof peer === 'number';
  const row = ruleRowId(rule.ref.direction, rule.ref.index, isPeer ? peer : 0);
  return freshScreen({ at: 'policy', id }, { cursor: { id: row, index: 0 } });
}

/** The text a subject is written as, or why it cannot be shown. */
export function yamlScreenFor(subject: Subject, snapshot: Snapshot): Screen | string {
  const of = textPlaceOf(subject, snapshot);
  const name = subjectName(subject, snapshot);
  if (of === undefined) return `${name === '' ? 'this' : name} stands in no file; d describes it`;
  return freshScreen({ at: 'yaml', title: name, of, source: { state: 'reading' } });
}

/** Reach from the world outside to a pod or the other way, for the row of a pod screen that speaks of it. */
export function reachOutside(screen: Extract<Screen, { at: 'pod' }>, outside: string, endpoint: string): Screen {
  const isIngress = paneOf(screen.view.cursor.id) === 'ingress';
  return freshScreen({
    at: 'reach',
    form: reachForm(isIngress ? { from: outside, to: endpoint } : { from: endpoint, to: outside }),
  });
}
