import { applyEvents } from '../../../src/cluster/fold.ts';
import { advance } from '../../../src/engine/reachability/advance.ts';
import { countAllPairs } from '../../../src/engine/reachability/all-pairs.ts';
import { type Compiled, compile } from '../../../src/engine/reachability/compiled.ts';
import type { ObjectEvent } from '../../../src/model/raw-object.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Json } from '../../support/naive/objects.ts';
import type { Random } from '../clusters/random.ts';
import { setEvent } from '../clusters/snapshot.ts';
import { type Figure, median, quantile, timed, worked } from '../measure.ts';

/** What is known after some events: the answers, and how many pairs are open as the events say. */
interface Known {
  snapshot: Snapshot;
  compiled: Compiled;
  open: number;
}

/** Milliseconds by the clock of each step, and of work for all of them. */
interface Times {
  readonly snapshot: number[];
  readonly answers: number[];
  work: number;
}

type Kind = 'NetworkPolicy' | 'Pod';

/** So many events come together where a cluster is watched. */
const TOGETHER = 20;

/**
 * Events, one by one or some together: what the new snapshot costs, and what taking the answers on to it with exact counts does. Single
 * steps by the clock, for processor time is counted in steps that are longer than an event; what is waited for is in the figures then.
 */
export function eventsCase(
  start: Snapshot,
  objects: readonly Json[],
  random: Random,
  events: number,
): readonly Figure[] {
  const anew = timed(3, () => compile(start));
  const rebuild = median(anew.times);
  const known: Known = { snapshot: start, compiled: anew.result, open: countAllPairs(anew.result).total.open };
  const figures: Figure[] = [{ name: 'compile anew', value: rebuild, unit: 'ms' }];
  for (const kind of ['NetworkPolicy', 'Pod'] as const) {
    const pool = objects.filter((object) => object['kind'] === kind);
    const eventAt = (index: number): ObjectEvent => eventOn(pool[random.below(pool.length)] ?? {}, index, random);
    figures.push(...figuresOf(kind, rebuild, stepsThrough(known, eventAt, { steps: events, together: 1 }), events));
    if (kind === 'NetworkPolicy') continue;
    const steps = Math.ceil(events / TOGETHER);
    const { work } = stepsThrough(known, eventAt, { steps, together: TOGETHER });
    const rate = (1000 * steps * TOGETHER) / work;
    figures.push({
      name: `Pod: events, ${TOGETHER} together`,
      value: rate,
      unit: '/s',
      goal: { number: 6, least: 3000 },
    });
  }
  const fresh = countAllPairs(compile(known.snapshot)).total.open;
  if (fresh !== known.open) throw new Error(`compiled anew ${fresh} pairs are open, and the events say ${known.open}`);
  return figures;
}

function stepsThrough(
  known: Known,
  eventAt: (index: number) => ObjectEvent,
  { steps, together }: { readonly steps: number; readonly together: number },
): Times {
  const times: Times = { snapshot: [], answers: [], work: 0 };
  const began = worked();
  for (let step = 0; step < steps; step++) {
    const events = Array.from({ length: together }, (_, index) => eventAt(step * together + index));
    const first = performance.now();
    known.snapshot = applyEvents(known.snapshot, events);
    const second = performance.now();
    const advanced = advance(known.compiled, known.snapshot);
    const flips = advanced?.flips();
    times.snapshot.push(second - first);
    times.answers.push(performance.now() - second);
    if (advanced === undefined) known.compiled = compile(known.snapshot);
    if (flips === undefined) known.open = countAllPairs(known.compiled).total.open;
    else known.open += flips.gained - flips.lost;
  }
  times.work = worked() - began;
  const counted = countAllPairs(known.compiled).total.open;
  if (counted !== known.open)
    throw new Error(`after ${steps} steps ${counted} pairs are open, and the events say ${known.open}`);
  return times;
}

function figuresOf(kind: Kind, rebuild: number, times: Times, events: number): readonly Figure[] {
  const goal = kind === 'Pod' ? { number: 6, least: 2000 } : { number: 5, least: 1000 };
  return [
    { name: `${kind}: new snapshot, median`, value: median(times.snapshot), unit: 'ms' },
    { name: `${kind}: new snapshot, longest`, value: Math.max(...times.snapshot), unit: 'ms' },
    { name: `${kind}: answers and flipped pairs, median`, value: median(times.answers), unit: 'ms' },
    { name: `${kind}: answers and flipped pairs, 95 of 100`, value: quantile(times.answers, 0.95), unit: 'ms' },
    { name: `${kind}: answers and flipped pairs, longest`, value: Math.max(...times.answers), unit: 'ms' },
    { name: `${kind}: events, one by one`, value: (1000 * events) / times.work, unit: '/s' },
    { name: `${kind}: compile anew / median`, value: rebuild / median(times.answers), unit: 'x', goal },
    {
      name: `${kind}: compile anew / 95 of 100`,
      value: rebuild / quantile(times.answers, 0.95),
      unit: 'x',
      ...(kind === 'Pod' ? {} : { goal: { number: 5, least: 100 } }),
    },
  ];
}
/** The object goes, or comes back changed: a pod with another label, a policy without its first rule. */
function eventOn(value: Json, index: number, random: Random): ObjectEvent {
  const metadata = value['metadata'] as { readonly name: string; readonly namespace: string; readonly labels?: Json };
  if (random.percent(30)) {
    const id = { apiVersion: String(value['apiVersion']), kind: String(value['kind']) };
    return { type: 'delete', id: { ...id, namespace: metadata.namespace, name: metadata.name } };
  }
  if (value['kind'] === 'Pod') {
    return setEvent({ ...value, metadata: { ...metadata, labels: { ...metadata.labels, version: `v${index}` } } });
  }
  const spec = value['spec'] as { readonly ingress?: readonly unknown[] };
  return setEvent({ ...value, spec: { ...spec, ingress: spec.ingress?.slice(1) ?? [{}] } });
}
