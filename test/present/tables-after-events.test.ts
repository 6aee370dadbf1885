import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFolder } from '../../src/cluster/fold.ts';
import { changesBetween } from '../../src/engine/watch/object-changes.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { UNICODE } from '../../src/present/glyphs.ts';
import { namespaceTable } from '../../src/present/namespace-table.ts';
import { podTable } from '../../src/present/pod-table.ts';
import type { Table } from '../../src/present/tables.ts';
import { workloadTable } from '../../src/present/workload-table.ts';
import { createRandom, type Random } from '../bench/clusters/random.ts';
import type { Json } from '../support/naive/objects.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

const SEED = 11;
const EVENTS = 120;

function randomEvent(objects: readonly Json[], random: Random): ObjectEvent {
  const value = objects[random.below(objects.length)] ?? {};
  const { name, namespace = '' } = value['metadata'] as { readonly name: string; readonly namespace?: string };
  const id = { apiVersion: String(value['apiVersion']), kind: String(value['kind']), name, namespace };
  if (random.percent(25)) return { type: 'delete', id };
  return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
}

function texts({ rows }: Table<unknown>): readonly string[] {
  return rows.map(({ id, cells }) => [id, ...cells.map(({ text }) => text)].join(' | '));
}

function tablesOf(snapshot: Snapshot): readonly (readonly string[])[] {
  const [namespace] = snapshot.namespaces.keys();
  return [
    texts(podTable(snapshot, UNICODE)),
    texts(podTable(snapshot, UNICODE, { namespace })),
    texts(workloadTable(snapshot, UNICODE)),
    texts(namespaceTable(snapshot, UNICODE)),
  ];
}

function changes(before: Snapshot, after: Snapshot): readonly string[] {
  return changesBetween(before, after)
    .map((change) => JSON.stringify([change.type, change.name.kind, change.name.namespace, change.name.name]))
    .sort();
}

test('tables and changes are those of a snapshot that shares nothing with the one before', () => {
  const random = createRandom(SEED);
  const objects = fc.sample(randomTieredCluster, { seed: SEED, numRuns: 8 }).flat();
  const events: ObjectEvent[] = [];
  const folder = createFolder();
  const scratch = (): Snapshot => {
    const fresh = createFolder();
    fresh.apply(events);
    return fresh.snapshot();
  };
  let [before, alone] = [folder.snapshot(), scratch()];
  for (let at = 0; at < EVENTS; at++) {
    events.push(randomEvent(objects, random));
    folder.apply(events.slice(-1));
    const [after, fresh] = [folder.snapshot(), scratch()];
    expect(tablesOf(after), `event ${at}`).toEqual(tablesOf(fresh));
    expect(changes(before, after), `event ${at}`).toEqual(changes(alone, fresh));
    [before, alone] = [after, fresh];
  }
  expect(before.pods.size).toBeGreaterThan(5);
});
