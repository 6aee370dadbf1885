import { describe, expect, test } from 'vitest';
import type { ConnectionState } from '../../src/model/live-state.ts';
import { type Memory, memoryTogether, NO_MEMORY, readMemory } from '../../src/tui/settings/memory.ts';
import type { WorldSource } from '../../src/tui/state/store.ts';
import { type Driver, open } from './driver.ts';
import { SHOP } from './shop.ts';

const USED: Memory = { ...NO_MEMORY, hintsSeen: true };

function cluster(
  context: string,
  phase: 'listing' | 'live' = 'live',
  server = `https://${context}.example`,
): WorldSource {
  const pods = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
  const kind = { served: pods, objects: 4, onlyIn: undefined, problem: undefined, since: undefined };
  const connection: ConnectionState = {
    context,
    server,
    kinds: [{ ...kind, phase, listed: phase === 'live' }],
    unavailable: [],
    problem: undefined,
  };
  return { kind: 'cluster', label: context, connection };
}

/** A run of the program, with what the last one left. */
function run(source: WorldSource, last?: Driver, manifests = SHOP): Driver {
  const memory = last === undefined ? USED : readMemory(JSON.parse(JSON.stringify(last.remembered() ?? USED)));
  return open(manifests, { source, memory, columns: 120 });
}

const pins = (app: Driver): readonly string[] =>
  app.state().watching.pins.map(({ from, to, standing }) => `${from} ${to} ${standing}`);
const QUESTION = 'shop/web-1 data/db-0:5432';
const pin = (app: Driver): Driver => app.type(`:pin ${QUESTION}`).press('enter');

describe('pins', () => {
  test('are there again in the next run of the same cluster, and in no other', () => {
    const first = pin(run(cluster('prod')));
    expect(pins(first)).toEqual([`${QUESTION} denied`]);
    expect(pins(run(cluster('prod'), first))).toEqual([`${QUESTION} denied`]);
    expect(pins(run(cluster('lab'), first))).toEqual([]);
    expect(pins(run(cluster('prod', 'live', 'https://other.example'), first))).toEqual([]);
    expect(pins(run({ kind: 'files', label: 'x' }, first))).toEqual([]);
  });

  test('that were taken off do not come back', () => {
    const second = pin(run(cluster('prod'), pin(run(cluster('prod')))));
    expect(pins(second)).toEqual([]);
    expect(second.remembered()?.pinned).toEqual([]);
    expect(pins(run(cluster('prod'), second))).toEqual([]);
  });

  test('are asked once everything is read, and nothing turns before', () => {
    const first = pin(run(cluster('prod')));
    const app = run(cluster('prod', 'listing'), first, '').type(':pins').press('enter');
    expect(pins(app)).toEqual([]);
    expect(app.text()).toContain('1 question pinned in an earlier run: asked as soon as everything is read.');
    app.sourceChanges(SHOP, cluster('prod'));
    expect(pins(app)).toEqual([`${QUESTION} denied`]);
    expect(app.state().watching.pins[0]?.turned).toBeUndefined();
    expect(app.news()).toBeUndefined();
  });

  test('that stand otherwise than then say so', () => {
    const first = pin(run(cluster('prod')));
    const open = SHOP.replace(/(name: web-1, namespace: shop, labels: \{ app: )web/, '$1cart');
    const app = run(cluster('prod'), first, open);
    expect(pins(app)).toEqual([`${QUESTION} allowed`]);
    expect(app.state().flash).toMatchObject({
      kind: 'error',
      text: '1 pinned question is not as when you were here last: :pins',
    });
    app.type(':pins').press('enter');
    expect(app.text()).toContain('while nobody watched (was denied)');
    app.type(':pods').press('enter');
    expect(app.remembered()?.pinned[0]?.pins[0]?.standing).toBe('allowed');
  });

  test('of two runs at the same time do not take each other away', () => {
    const pin = (from: string) => ({ from, to: 'x', standing: 'denied' }) as const;
    const there = (cluster: string, ...from: readonly string[]) => ({ cluster, pins: from.map(pin) });
    const began = { ...USED, pinned: [there('lab', 'a'), there('prod', 'b'), there('old', 'c')] };
    // This run has pinned one more in prod, and taken off what was pinned in old; another has pinned one more in lab meanwhile.
    const own = { ...USED, recentContexts: ['prod'], pinned: [there('prod', 'b', 'd'), there('lab', 'a')] };
    const kept = { ...USED, recentContexts: ['lab', 'prod'], pinned: [there('lab', 'a', 'e'), there('old', 'c')] };
    expect(memoryTogether(own, began, JSON.parse(JSON.stringify(kept)))).toMatchObject({
      recentContexts: ['prod', 'lab'],
      pinned: [there('prod', 'b', 'd'), there('lab', 'a', 'e')],
    });
    expect(memoryTogether(own, began, 'rubbish').pinned).toEqual([there('prod', 'b', 'd')]);
  });

  test('what was kept and is damaged is forgotten', () => {
    const kept = {
      recentContexts: [7, 'prod', 'x'.repeat(5000)],
      pinned: [
        { cluster: 1, pins: [] },
        {
          cluster: 'a',
          pins: [{ from: 'x', to: 'y', standing: 'perhaps' }, { from: 'x', to: 'y', standing: 'denied' }, 3],
        },
      ],
    };
    expect(readMemory(kept)).toMatchObject({
      recentContexts: ['prod'],
      pinned: [{ cluster: 'a', pins: [{ from: 'x', to: 'y', standing: 'denied' }] }],
    });
  });
});

describe('lines typed into a prompt', () => {
  test.each([
    [
      'of two runs at once are all kept',
      ['mine', 'b', 'a'],
      ['b', 'a'],
      ['theirs', 'b', 'a'],
      ['mine', 'theirs', 'b', 'a'],
    ],
    [
      'again go to the front',
      ['a', 'mine', 'c', 'b'],
      ['c', 'b', 'a'],
      ['theirs', 'c', 'b', 'a'],
      'a mine theirs c b'.split(' '),
    ],
    ['in a first run', ['mine'], [], ['theirs'], ['mine', 'theirs']],
    ['in a run alone stay as they are', ['b', 'mine', 'a'], ['b', 'a'], ['mine', 'b', 'a'], ['b', 'mine', 'a']],
    ['and not since are not newer than those of another run', ['a'], ['a'], ['a', 'theirs'], ['a', 'theirs']],
  ])('%s', (_what, own, began, kept, together) => {
    const typed = (lines: readonly string[]): Memory => ({ ...USED, history: { command: lines, filter: lines } });
    expect(memoryTogether(typed(own), typed(began), typed(kept)).history).toEqual({
      command: together,
      filter: together,
    });
  });

  test('survive a memory that was damaged meanwhile, and are no more than a hundred', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`);
    const typed = { ...USED, history: { command: ['new', ...lines.slice(0, 99)], filter: [] } };
    const began = { ...USED, history: { command: lines, filter: [] } };
    expect(memoryTogether(typed, began, 'rubbish').history).toEqual(typed.history);
    expect(memoryTogether(typed, began, began).history).toEqual(typed.history);
  });
});

describe(':ctx -', () => {
  test('goes to the context looked at before, in this run or an earlier one', () => {
    const first = run(cluster('prod')).press('j');
    expect(first.remembered()?.recentContexts).toEqual(['prod']);
    first.sourceChanges(SHOP, cluster('lab'));
    expect(first.remembered()?.recentContexts).toEqual(['lab', 'prod']);
    const second = run(cluster('prod'), first).type(':ctx -').press('enter');
    expect(second.news()).toBe('going over to lab');
    expect(run(cluster('prod')).type(':ctx -').press('enter').news()).toBe('no other context was looked at before');
  });
});
