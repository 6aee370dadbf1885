import { DIRECTIONS, type Direction } from '../model/policies.ts';
import { isNoPort } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Openness, type OutsidePart, outsideQuestion } from './exposure.ts';
import type { InSteps, Progress } from './in-steps.ts';
import { isolationIn } from './isolation.ts';
import type { Compiled } from './reachability/compiled.ts';
import { standingInSteps, standingNow } from './reachability/reachability.ts';

/** How many pods are isolated, and how many are open to the outside, in one direction. */
export interface DirectionTotals {
  /** Of `subjects`; and those that what was not read, or is not evaluated, may isolate. */
  readonly isolated: number;
  readonly perhapsIsolated: number;
  /** Of `pods`: some port is open with every address of a family. */
  readonly everywhere: number;
  /** Some port is open with some addresses, none with every one. */
  readonly somewhere: number;
  /** No port is open for sure, and one perhaps. */
  readonly perhaps: number;
  /** Ranges of addresses, less than all, with which something is open or may be. */
  readonly ranges: number;
}

/** The pods of a cluster or namespace. */
export interface OpenTotals extends Readonly<Record<Direction, DirectionTotals>> {
  /** Those that have not finished. */
  readonly pods: number;
  /** Those that policies can apply to. */
  readonly subjects: number;
}

/** So many namespaces to a step. */
const IN_A_STEP = 16;

/** Counts pods of one namespace, or all, by small steps. The outside is asked about once for all pods that it cannot tell apart. */
export function* openTotalsInSteps(
  snapshot: Snapshot,
  namespace?: string,
  onProgress: Progress = () => undefined,
): InSteps<OpenTotals> {
  const isolation = yield* isolationTotals(snapshot, namespace);
  let asking: { readonly compiled: Compiled; readonly ask: ReturnType<typeof outsideQuestion> } | undefined;
  for (;;) {
    const standing = yield* standingInSteps(snapshot, (done) => onProgress(done / 2));
    const { compiled } = standing;
    if (asking?.compiled !== compiled) asking = { compiled, ask: outsideQuestion(snapshot) };
    const { ask } = asking;
    const tallies = { ingress: createTally(), egress: createTally() };
    let pods = 0;
    const classes = compiled.classes.filter((one) => namespace === undefined || one.namespace === namespace);
    for (const [index, one] of classes.entries()) {
      pods += one.pods.size;
      if (one.pods.size === 0) continue;
      for (const direction of DIRECTIONS) tallies[direction].add(ask([one], direction), one.pods.size);
      onProgress((1 + index / classes.length) / 2);
      yield;
    }
    // Where it was taken on to another snapshot meanwhile, pods are in other classes.
    if (standingNow(snapshot) !== standing) continue;
    const { subjects, ingress, egress } = isolation;
    return {
      pods,
      subjects,
      ingress: { ...ingress, ...tallies.ingress.sums() },
      egress: { ...egress, ...tallies.egress.sums() },
    };
  }
}

type Isolation = Pick<DirectionTotals, 'isolated' | 'perhapsIsolated'>;

function* isolationTotals(
  snapshot: Snapshot,
  namespace: string | undefined,
): InSteps<Readonly<Record<Direction, Isolation>> & { readonly subjects: number }> {
  const names = namespace === undefined ? [...snapshot.namespaces.keys()] : [namespace];
  const ingress = { isolated: 0, perhapsIsolated: 0 };
  const egress = { isolated: 0, perhapsIsolated: 0 };
  let subjects = 0;
  for (const [index, name] of names.entries()) {
    const line = isolationIn(snapshot, name);
    subjects += line.subjects;
    ingress.isolated += line.isolatedIngress;
    ingress.perhapsIsolated += line.unknownIngress;
    egress.isolated += line.isolatedEgress;
    egress.perhapsIsolated += line.unknownEgress;
    if (index % IN_A_STEP === 0) yield;
  }
  return { subjects, ingress, egress };
}

function createTally() {
  const sums = { everywhere: 0, somewhere: 0, perhaps: 0 };
  const ranges = new Set<string>();
  return {
    add({ everywhere, somewhere, unknown, parts }: Openness<OutsidePart>, pods: number): void {
      if (!isNoPort(everywhere)) sums.everywhere += pods;
      else if (!isNoPort(somewhere)) sums.somewhere += pods;
      else if (!isNoPort(unknown)) sums.perhaps += pods;
      for (const { whole, ranges: own } of parts) {
        if (!whole) for (const { family, first, last } of own) ranges.add(`${family} ${first} ${last}`);
      }
    },
    sums: () => ({ ...sums, ranges: ranges.size }),
  };
}
