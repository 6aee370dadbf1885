import { effectiveOf } from '../../../src/engine/effective.ts';
import { checkFlow } from '../../../src/engine/flow.ts';
import { nodeRelation, outcomeBetween, outcomesOf } from '../../../src/engine/reachability/pairs.ts';
import type { PodClass } from '../../../src/engine/reachability/pod-classes.ts';
import { compiledOf } from '../../../src/engine/reachability/reachability.ts';
import type { Pod } from '../../../src/model/cluster-objects.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Random } from '../clusters/random.ts';
import { type Figure, median, worked } from '../measure.ts';
import { byNamespace, naiveFlow, type PoliciesFor } from '../naive.ts';
import { podPicker } from './all-pairs.ts';
import { contains } from './contains.ts';

const PORTS = [80, 443, 5432, 8080, 8081, 9090, 30_500] as const;

interface Question {
  readonly source: Pod;
  readonly destination: Pod;
  readonly port: number;
}

/** What one question costs, in microseconds. */
export interface PointCosts {
  readonly classes: number;
  /** The same where the pair of classes was asked about before. */
  readonly remembered: number;
  /** The same of pods whose classes are at hand, as they are for whoever asks about many pairs. */
  readonly inHand: number;
  readonly reasons: number;
  readonly byNamespace: number;
  readonly scanning: number;
}

/** The processor's clock goes by steps of milliseconds: many questions are asked between two looks at it. */
const LEAST_WORK = 40;

function costOf<T>(ask: (question: T) => unknown, questions: readonly T[]): number {
  const run = (): number => {
    const began = worked();
    let asked = 0;
    while (worked() - began < LEAST_WORK) {
      for (const question of questions) ask(question);
      asked += questions.length;
    }
    return ((worked() - began) / asked) * 1000;
  };
  return median(Array.from({ length: 5 }, run));
}

/** Asks the engine and the naive loops the same questions, stops where they differ, and measures each. */
export function pointCosts(snapshot: Snapshot, random: Random): PointCosts {
  const pick = podPicker(snapshot, random);
  const questions = Array.from({ length: 2000 }, (): Question => {
    return { source: pick(), destination: pick(), port: random.pick(PORTS) };
  }).filter(({ source, destination }) => source !== destination);
  const compiled = compiledOf(snapshot);
  const { outcome } = compiled.tables.values;
  const byClasses =
    (between: (from: PodClass, to: PodClass, question: Question) => number) =>
    (question: Question): boolean => {
      const [from, to] = [compiled.classOf.get(question.source.key), compiled.classOf.get(question.destination.key)];
      if (from === undefined || to === undefined) throw new Error('a pod without class');
      const { allowed } = outcome(between(from, to, question));
      return contains(compiled.tables.ports.setOf(allowed).TCP, question.port);
    };
  const fast = byClasses((from, to, { source, destination }) =>
    outcomeBetween(compiled, from, to, nodeRelation(source, destination)),
  );
  const remembered = byClasses(outcomesOf(compiled));
  const explained = ({ source, destination, port }: Question): boolean => {
    const flow = { source: { kind: 'pod', pod: source }, destination: { kind: 'pod', pod: destination } } as const;
    return checkFlow(snapshot, { ...flow, protocol: 'TCP', port }).decision === 'allowed';
  };
  const naive = (policiesFor: PoliciesFor) => {
    return ({ source, destination, port }: Question): boolean =>
      naiveFlow(snapshot, policiesFor, { source, destination }, 'TCP', port);
  };
  const indexed = naive(byNamespace(snapshot));
  const between = outcomesOf(compiled);
  const classed = questions.map(({ source, destination, port }) => {
    const [from, to] = [compiled.classOf.get(source.key), compiled.classOf.get(destination.key)];
    if (from === undefined || to === undefined) throw new Error('a pod without class');
    return { from, to, port };
  });
  const inHand = ({ from, to, port }: (typeof classed)[number]): boolean =>
    contains(compiled.tables.ports.setOf(outcome(between(from, to)).allowed).TCP, port);
  for (const [index, question] of questions.entries()) {
    const ofClasses = classed[index];
    const answers = [fast(question), remembered(question), explained(question), indexed(question)];
    if (ofClasses !== undefined) answers.push(inHand(ofClasses));
    if (new Set(answers).size > 1) throw new Error(`they disagree: ${JSON.stringify(question)}`);
  }
  return {
    classes: costOf(fast, questions),
    remembered: costOf(remembered, questions),
    inHand: costOf(inHand, classed),
    reasons: costOf(explained, questions),
    byNamespace: costOf(indexed, questions),
    scanning: costOf(
      naive(() => snapshot.policies),
      questions.slice(0, 20),
    ),
  };
}

/** One question about one port: without reasons, with them, and as others ask it. */
export function pointQueryCase(snapshot: Snapshot, random: Random, size: string): readonly Figure[] {
  const costs = pointCosts(snapshot, random);
  const pod = podPicker(snapshot, random)();
  // As after a change of a policy, and after one of a pod.
  const another = costOf(() => effectiveOf({ ...snapshot, policies: [...snapshot.policies] }, pod), [undefined]);
  const samePolicies = costOf(() => effectiveOf({ ...snapshot }, pod), [undefined]);
  const goal = (least: number) => (size === 'XL' ? { goal: { number: 4, least } } : {});
  return [
    { name: 'point query, classes, nothing remembered', value: costs.classes, unit: 'us' },
    { name: 'point query, classes, remembered', value: costs.remembered, unit: 'us' },
    { name: 'point query, remembered, classes of the pods at hand', value: costs.inHand, unit: 'us' },
    { name: 'point query with reasons (checkFlow)', value: costs.reasons, unit: 'us' },
    { name: 'point query, naive, policies by namespace', value: costs.byNamespace, unit: 'us' },
    { name: 'point query, naive, all policies scanned', value: costs.scanning, unit: 'us' },
    { name: 'scan / classes', value: costs.scanning / costs.classes, unit: 'x', ...goal(100) },
    { name: 'scan / classes, remembered', value: costs.scanning / costs.remembered, unit: 'x', ...goal(2000) },
    { name: 'scan / with reasons', value: costs.scanning / costs.reasons, unit: 'x' },
    { name: 'first rules of a pod in a snapshot with another policy', value: another / 1000, unit: 'ms' },
    { name: 'first rules of a pod in a snapshot with another pod', value: samePolicies / 1000, unit: 'ms' },
  ];
}
