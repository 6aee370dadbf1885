import { applyEvents } from '../../../src/cluster/fold.ts';
import { advance } from '../../../src/engine/reachability/advance.ts';
import { countAllPairs } from '../../../src/engine/reachability/all-pairs.ts';
import { compile } from '../../../src/engine/reachability/compiled.ts';
import type { ObjectEvent } from '../../../src/model/raw-object.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Json } from '../../support/naive/objects.ts';
import type { Random } from '../clusters/random.ts';
import { setEvent } from '../clusters/snapshot.ts';
import { type Figure, median, quantile, timed } from '../measure.ts';

/**
 * One event after the other: what the new snapshot costs, and what taking the answers on to it with exact counts does. By the clock,
 * for processor time is counted in steps that are longer than an event.
 */
export function eventsCase(
  start: Snapshot,
  objects: readonly Json[],
  random: Random,
  events: number,
): readonly Figure[] {
  const anew = timed(
    3,
    () => compile(start),
    () => performance.now(),
  );
  let compiled = anew.result;
  const rebuild = median(anew.times);
  let snapshot = start;
  let open = countAllPairs(compiled).total.open;
  const figures: Figure[] = [{ name: 'compile anew', value: rebuild, unit: 'ms' }];
  for (const kind of ['NetworkPolicy', 'Pod'] as const) {
    const pool = objects.filter((object) => object['kind'] === kind);
    const times = { snapshot: [] as number[], answers: [] as number[] };
    for (let index = 0; index < events; index++) {
      const event = eventOn(pool[random.below(pool.length)] ?? {}, index, random);
      const first = performance.now();
      snapshot = applyEvents(snapshot, [event]);
      const second = performance.now();
      const flips = advance(compiled, snapshot);
      times.snapshot.push(second - first);
      times.answers.push(performance.now() - second);
      if (flips === undefined) {
        compiled = compile(snapshot);
        open = countAllPairs(compiled).total.open;
      } else open += flips.gained - flips.lost;
    }
    const counted = countAllPairs(compiled).total.open;
    if (counted !== open)
      throw new Error(`after ${events} events ${counted} pairs are open, and the events say ${open}`);
    const perSecond = 1000 / mean(times.snapshot.map((time, index) => time + (times.answers[index] ?? 0)));
    const least = kind === 'Pod' ? { number: 6, least: 2000 } : { number: 5, least: 1000 };
    figures.push(
      { name: `${kind}: new snapshot, median`, value: median(times.snapshot), unit: 'ms' },
      { name: `${kind}: new snapshot, longest`, value: Math.max(...times.snapshot), unit: 'ms' },
      { name: `${kind}: answers and flipped pairs, median`, value: median(times.answers), unit: 'ms' },
      { name: `${kind}: answers and flipped pairs, 95 of 100`, value: quantile(times.answers, 0.95), unit: 'ms' },
      { name: `${kind}: answers and flipped pairs, longest`, value: Math.max(...times.answers), unit: 'ms' },
      { name: `${kind}: new snapshot and answers, by the mean`, value: perSecond, unit: '/s', ...goalOfRate(kind) },
      { name: `${kind}: compile anew / median`, value: rebuild / median(times.answers), unit: 'x', goal: least },
    );
  }
  const fresh = countAllPairs(compile(snapshot)).total.open;
  if (fresh !== open) throw new Error(`compiled anew ${fresh} pairs are open, and the events say ${open}`);
  return figures;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function goalOfRate(kind: 'Pod' | 'NetworkPolicy'): Pick<Figure, 'goal'> {
  return kind === 'Pod' ? { goal: { number: 6, least: 3000 } } : {};
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
