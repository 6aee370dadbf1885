import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import { membersOf } from '../../src/engine/effective.ts';
import { finished } from '../../src/engine/in-steps.ts';
import { podsByAddressInSteps } from '../../src/engine/lint/pods-by-address.ts';
import { parseCidr } from '../../src/model/addresses.ts';
import type { Json } from '../support/naive/objects.ts';
import { randomResidents } from '../support/random-residents.ts';

const BLOCKS = [
  '0.0.0.0/0',
  '10.0.0.0/28',
  '10.0.0.2/31',
  '10.0.0.3/32',
  '::/0',
  'fd00::/125',
  'fd00::1/128',
  '192.0.2.0/24',
];
const block = fc.record({
  cidr: fc.constantFrom(...BLOCKS),
  except: fc.subarray(['10.0.0.0/30', '10.0.0.2/32', 'fd00::/127'], { maxLength: 2 }),
});

function read(text: string) {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`${text} is a block`);
  return cidr;
}

function snapshotOf(objects: readonly Json[]) {
  return applyEvents(
    emptySnapshot(),
    objects.map((value) => ({
      type: 'set',
      object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] },
    })),
  );
}

test('pods sorted by address are found as by looking at each', () => {
  fc.assert(
    fc.property(randomResidents, fc.array(block, { minLength: 1, maxLength: 6 }), (residents, blocks) => {
      const snapshot = snapshotOf(residents);
      const inBlock = finished(podsByAddressInSteps(snapshot));
      for (const { cidr, except } of blocks) {
        const asked = { cidr: read(cidr), except: except.map(read) };
        const expected = membersOf(snapshot, { kind: 'addresses', block: asked, text: cidr }).pods;
        expect(inBlock(asked).map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
      }
    }),
    { seed: 5, numRuns: 300 },
  );
});
