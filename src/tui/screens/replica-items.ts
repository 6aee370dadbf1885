import type { EffectiveGroup } from '../../engine/effective.ts';
import type { ReplicaGroup } from '../../engine/notes.ts';
import { nameInKey, type Pod } from '../../model/cluster-objects.ts';
import { replicaGroupText, traitText } from '../../present/note-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { enumerate } from '../../present/text.ts';
import type { Item } from './content.ts';

const MOST_PODS = 200;
const MOST_GROUPS = 3;

/** A workload's pods as policies see them. */
interface Replicas {
  readonly pods: readonly Pod[];
  /** Pods that other policies select. */
  readonly others: readonly EffectiveGroup[];
  readonly replicas: readonly ReplicaGroup[];
}

/** The pods, those that policies see otherwise apart; each with what sets it apart. */
export function replicaItems({ pods, others, replicas }: Replicas): readonly Item[] {
  const traits = replicas.length < 2 ? new Map<string, string>() : traitsOf(replicas);
  const alike = pods.slice(0, MOST_PODS).map((pod) => podItem(pod, 'plain', traits));
  const apart = others.flatMap((group) => group.pods.slice(0, MOST_PODS).map((pod) => podItem(pod, 'warning', traits)));
  return apart.length === 0 ? alike : [...alike, heading('seen otherwise'), ...apart];
}

/** What sets each pod apart, by its key. */
function traitsOf(replicas: readonly ReplicaGroup[]): ReadonlyMap<string, string> {
  return new Map(
    replicas.flatMap(({ pods, traits }) =>
      pods.map((key): [string, string] => [key, traits.map(traitText).join(', ')]),
    ),
  );
}

function podItem(pod: Pod, style: 'plain' | 'warning', traits: ReadonlyMap<string, string>): Item {
  const addresses = pod.addresses.map(({ text }) => text).join(',');
  const where = [addresses, pod.nodeName ?? '', pod.status].filter((text) => text !== '').join('  ');
  return {
    id: `pod/pod/${pod.key}`,
    subject: { kind: 'pod', key: pod.key },
    line: [span('   '), span(nameInKey(pod.key), style), ...differing(traits.get(pod.key)), span(`  ${where}`, 'dim')],
  };
}

function differing(traits: string | undefined): Line {
  return traits === undefined || traits === '' ? [] : [span(`  ${traits}`, 'info')];
}

/** `To policies its replicas are not all alike: 2 pods with app=web and web-3 with app=web-v2.` */
export function replicasLine(replicas: readonly ReplicaGroup[]): string {
  return `To policies its replicas are not all alike: ${enumerate(replicas.map(replicaGroupText), MOST_GROUPS)}.`;
}

/** A line above others. */
export function heading(text: string): Item {
  return { line: [span(` ${text}`, 'title')] };
}
