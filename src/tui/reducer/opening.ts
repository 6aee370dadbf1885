import type { Snapshot } from '../../model/snapshot.ts';
import { ruleRowId } from '../screens/policy-screen.ts';
import { destinationOf, policyById, policyId, subjectName, writtenAt } from '../screens/subjects.ts';
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
      const id = ruleRowId(subject.direction, subject.index);
      return freshScreen({ at: 'policy', id: subject.policy }, { cursor: { id, index: 0 } });
    }
    case 'finding':
      return screenForFinding(subject, snapshot);
    case 'context':
    case 'key':
      return 'nothing to open here';
  }
}

function screenForFinding(subject: Extract<Subject, { kind: 'finding' }>, snapshot: Snapshot): Screen | string {
  const object = snapshot.diagnostics[subject.index]?.object;
  if (object !== undefined) {
    const id = policyId(object);
    if (policyById(snapshot, id) !== undefined) return freshScreen({ at: 'policy', id });
    const key = `${object.namespace}/${object.name}`;
    if (object.kind === 'Pod' && snapshot.pods.has(key)) return freshScreen({ at: 'pod', of: { kind: 'pod', key } });
    const workload = `${object.namespace}/${object.kind}/${object.name}`;
    if (snapshot.workloads.has(workload)) return freshScreen({ at: 'pod', of: { kind: 'workload', key: workload } });
  }
  return writtenAt(subject, snapshot) === undefined
    ? freshScreen({ at: 'describe', of: subject })
    : yamlScreenFor(subject, snapshot);
}

/** The text a subject is written as, or why it cannot be shown. */
export function yamlScreenFor(subject: Subject, snapshot: Snapshot): Screen | string {
  const at = writtenAt(subject, snapshot);
  const name = subjectName(subject, snapshot);
  if (at === undefined) return `${name === '' ? 'this' : name} stands in no file; d describes it`;
  return freshScreen({ at: 'yaml', title: name, file: at.file, place: at.place, source: { state: 'reading' } });
}

/** Reach from the world outside to a pod or the other way, for the row of a pod screen that speaks of it. */
export function reachOutside(screen: Extract<Screen, { at: 'pod' }>, outside: string, endpoint: string): Screen {
  const isIngress = paneOf(screen.view.cursor.id) === 'ingress';
  return freshScreen({
    at: 'reach',
    form: reachForm(isIngress ? { from: outside, to: endpoint } : { from: endpoint, to: outside }),
  });
}
