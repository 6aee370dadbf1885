import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { type Driver, open } from './driver.ts';

/** More pods than are looked through, and compared, within a frame. */
const MANY = 520;
/** Many times the snapshots that may be kept, so that one kept for each change is seen. */
const CHANGES = 25;
/** The world, those of what the screen shows and of the text to filter by, and those of what is being found beside the keys. */
const KEPT_AT_MOST = 5;

function cluster(change: number): string {
  const pods = Array.from({ length: MANY }, (_, i) => {
    const app = i === 0 ? `other-${change}` : `app-${i % 5}`;
    return `{ apiVersion: v1, kind: Pod, metadata: { name: p-${i}, namespace: ns-${i % 3}, labels: { app: ${app} } }, status: { phase: Running, podIP: 10.0.${i >> 8}.${i & 255} } }`;
  });
  const policy =
    '{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: x, namespace: ns-0 }, spec: { podSelector: { matchLabels: { app: app-1 } }, ingress: [{ from: [{ podSelector: {} }] }] } }';
  return [...pods, policy].join('\n---\n');
}

/** Screens that keep what they showed until it is found anew, some of them left before it is. */
function lookAround(app: Driver, change: number): void {
  app.press('0', '/').type('p-1').press('enter');
  if (change % 2 === 0) app.workEnds();
  app.press('esc', 'm');
  if (change % 3 === 0) app.workEnds();
  app.press('esc', 'N').type(':exposure').press('enter');
  if (change % 3 === 1) app.workEnds();
  app.press('esc', 'L', 'esc');
}

async function alive(refs: readonly WeakRef<Snapshot>[]): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('there is no way to collect garbage');
  // What was asked of a WeakRef lives to the end of the turn.
  await nextTurn();
  collect();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

test('of a cluster that changes all the time only the last few snapshots are kept, whatever is looked at', async () => {
  const app = open(cluster(0), { columns: 120 });
  const refs: WeakRef<Snapshot>[] = [];
  for (let change = 1; change <= CHANGES; change++) {
    refs.push(new WeakRef(app.world().snapshot));
    lookAround(app, change);
    app.worldChanges(cluster(change));
  }
  expect(await alive(refs)).toBeLessThanOrEqual(KEPT_AT_MOST);
  expect(app.text()).not.toBe('');
});
