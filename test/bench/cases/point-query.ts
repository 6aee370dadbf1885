import { effectiveOf } from '../../../src/engine/effective.ts';
import { checkFlow } from '../../../src/engine/flow.ts';
import { nodeRelation, outcomeBetween } from '../../../src/engine/reachability/pairs.ts';
import { compiledOf } from '../../../src/engine/reachability/reachability.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Random } from '../clusters/random.ts';
import { type Figure, median, timed } from '../measure.ts';
import { byNamespace, naiveFlow, type PoliciesFor } from '../naive.ts';
import { podPicker } from './all-pairs.ts';
import { contains } from './contains.ts';

const PORTS = [80, 443, 5432, 8080, 8081, 9090, 30_500] as const;

/** One question about one port: without reasons, with them, and as others ask it. */
export function pointQueryCase(snapshot: Snapshot, random: Random, size: string): readonly Figure[] {
  const pick = podPicker(snapshot, random);
  const questions = Array.from({ length: 2000 }, () => {
    return { source: pick(), destination: pick(), port: random.pick(PORTS) };
  }).filter(({ source, destination }) => source !== destination);
  const compiled = compiledOf(snapshot);
  const { outcome } = compiled.tables.values;
  const fast = ({ source, destination, port }: (typeof questions)[number]): boolean => {
    const [from, to] = [compiled.classOf.get(source.key), compiled.classOf.get(destination.key)];
    if (from === undefined || to === undefined) throw new Error('a pod without class');
    const { allowed } = outcome(outcomeBetween(compiled, from, to, nodeRelation(source, destination)));
    return contains(compiled.tables.ports.setOf(allowed).TCP, port);
  };
  const explained = ({ source, destination, port }: (typeof questions)[number]): boolean => {
    const flow = { source: { kind: 'pod', pod: source }, destination: { kind: 'pod', pod: destination } } as const;
    return checkFlow(snapshot, { ...flow, protocol: 'TCP', port }).decision === 'allowed';
  };
  const naive = (policiesFor: PoliciesFor) => {
    return ({ source, destination, port }: (typeof questions)[number]): boolean =>
      naiveFlow(snapshot, policiesFor, { source, destination }, 'TCP', port);
  };
  const scan = naive(() => snapshot.policies);
  const indexed = naive(byNamespace(snapshot));
  for (const question of questions) {
    const answers = [fast(question), explained(question), indexed(question)];
    if (new Set(answers).size > 1) throw new Error(`they disagree: ${JSON.stringify(question)}`);
  }
  const each = (ask: (question: (typeof questions)[number]) => boolean, asked = questions): number =>
    (median(timed(5, () => asked.filter(ask).length).times) / asked.length) * 1000;
  const scanning = each(scan, questions.slice(0, 100));
  const [fastest, explaining] = [each(fast), each(explained)];
  const effective = each(({ source }) => effectiveOf({ ...snapshot }, source).subject, questions.slice(0, 3));
  const least = size === 'XL' ? { goal: { number: 4, least: 100 } } : {};
  return [
    { name: 'point query, classes, nothing remembered', value: fastest, unit: 'us' },
    { name: 'point query with reasons (checkFlow)', value: explaining, unit: 'us' },
    { name: 'point query, naive, policies by namespace', value: each(indexed), unit: 'us' },
    { name: 'point query, naive, all policies scanned', value: scanning, unit: 'us' },
    { name: 'scan / classes', value: scanning / fastest, unit: 'x', ...least },
    { name: 'scan / with reasons', value: scanning / explaining, unit: 'x' },
    { name: 'first rules of a pod in a new snapshot', value: effective / 1000, unit: 'ms' },
  ];
}
