// How long the single steps are of what is found beside the keys: `node test/bench/steps.ts XL [compile count topology exposure lint differences apart]`.
// `differences` are those of an edit, `apart` those of two clusters that share no object. A key waits for the step it comes in. What the collection of garbage took of a step is told apart: the rest is what could be split.

import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { differencesInSteps } from '../../src/engine/differences.ts';
import { exposureInSteps } from '../../src/engine/exposure.ts';
import type { InSteps } from '../../src/engine/in-steps.ts';
import { lintInSteps } from '../../src/engine/lint/lint.ts';
import { countInSteps } from '../../src/engine/reachability/all-pairs.ts';
import { compile, compileInSteps } from '../../src/engine/reachability/compiled.ts';
import { topologyInSteps } from '../../src/engine/topology.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { crowd } from './clusters/hard.ts';
import { realisticObjects } from './clusters/realistic.ts';
import { SIZES } from './clusters/sizes.ts';
import { snapshotOf } from './clusters/snapshot.ts';
import { worked } from './measure.ts';

interface Step {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly processor: number;
}

interface Pause {
  readonly startTime: number;
  readonly duration: number;
}

const pauses: Pause[] = [];
const observer = new PerformanceObserver((list) => pauses.push(...list.getEntries()));
observer.observe({ entryTypes: ['gc'] });

const [size = 'M', ...names] = process.argv.slice(2);

function clusterNamed(name: string): Snapshot {
  if (name === 'crowd') return snapshotOf(crowd(24_000));
  if (name === 'S' || name === 'M' || name === 'L' || name === 'XL')
    return snapshotOf(realisticObjects(SIZES[name], 1));
  throw new Error(`no such cluster: ${name}; there are S, M, L, XL and crowd`);
}

/** Without the policy that is evaluated first. */
function edited(snapshot: Snapshot): Snapshot {
  return { ...snapshot, policies: snapshot.policies.slice(1) };
}

const cases: Readonly<Record<string, (snapshot: Snapshot) => InSteps<unknown>>> = {
  compile: (snapshot) => compileInSteps(snapshot),
  count: (snapshot) => countInSteps(compile(snapshot)),
  topology: (snapshot) => topologyInSteps(snapshot, [...snapshot.namespaces.keys()][3] ?? ''),
  exposure: (snapshot) => exposureInSteps(snapshot),
  lint: (snapshot) => lintInSteps(snapshot),
  differences: (snapshot) => differencesInSteps({ before: snapshot, after: edited(snapshot) }),
  apart: (snapshot) => differencesInSteps({ before: snapshot, after: edited(clusterNamed(size)) }),
};

function stepsOf(work: InSteps<unknown>): readonly Step[] {
  const steps: Step[] = [];
  for (let isDone = false; !isDone; ) {
    const [from, before] = [performance.now(), worked()];
    isDone = work.next().done === true;
    steps.push({ at: steps.length, from, to: performance.now(), processor: worked() - before });
  }
  return steps;
}

/** Milliseconds of the step in which garbage was collected. */
function collecting({ from, to }: Step): number {
  let sum = 0;
  for (const { startTime, duration } of pauses) {
    sum += Math.max(0, Math.min(to, startTime + duration) - Math.max(from, startTime));
  }
  return sum;
}

/** What the step itself took: neither waiting for the processor nor garbage. */
function own(step: Step): number {
  return Math.max(0, Math.min(step.processor, step.to - step.from - collecting(step)));
}

const SHOWN = 5;

function longest(steps: readonly Step[], of: (step: Step) => number): string {
  const sorted = steps.map((step) => ({ step, time: of(step) })).sort((a, b) => b.time - a.time);
  return sorted
    .slice(0, SHOWN)
    .map(({ step, time }) => `${time.toFixed(1)} (${step.at})`)
    .join('  ');
}

const snapshot = clusterNamed(size);
console.log(`${size}, node ${process.version}; milliseconds, and in brackets the number of the step`);
for (const [name, work] of Object.entries(cases)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const steps = stepsOf(work({ ...snapshot }));
  // Pauses are told of some milliseconds after.
  await setTimeout(50);
  const total = steps.reduce((sum, { processor }) => sum + processor, 0);
  console.log(`${name.padEnd(12)} ${steps.length} steps, ${total.toFixed(0)} ms of the processor`);
  console.log(`  the work of a step: ${longest(steps, own)}`);
  console.log(`  collecting garbage: ${longest(steps, collecting)}`);
}
