import { describe, expect, it } from 'vitest';
import { type Labels, type Requirement, requirementHolds, selectorOf, selects } from '../../src/model/labels.ts';

const missing: Labels = new Map();
const a: Labels = new Map([['k', 'a']]);
const empty: Labels = new Map([['k', '']]);

describe('a requirement', () => {
  it.each<[string, Requirement, boolean, boolean, boolean]>([
    ['In [a]', { operator: 'In', key: 'k', values: ['a'] }, false, true, false],
    ['In [""]', { operator: 'In', key: 'k', values: [''] }, false, false, true],
    ['NotIn [a]', { operator: 'NotIn', key: 'k', values: ['a'] }, true, false, true],
    ['Exists', { operator: 'Exists', key: 'k' }, false, true, true],
    ['DoesNotExist', { operator: 'DoesNotExist', key: 'k' }, true, false, false],
  ])('%s: key missing, value a, value empty', (_name, requirement, whenMissing, whenA, whenEmpty) => {
    expect([missing, a, empty].map((labels) => requirementHolds(requirement, labels))).toEqual([
      whenMissing,
      whenA,
      whenEmpty,
    ]);
  });
});

describe('a selector', () => {
  it('without requirements selects everything', () => {
    expect(selects(selectorOf([]), missing)).toBe(true);
  });

  it('selects what meets every requirement', () => {
    const both = selectorOf([
      { operator: 'Exists', key: 'k' },
      { operator: 'NotIn', key: 'k', values: ['b'] },
    ]);
    expect([selects(both, a), selects(both, missing)]).toEqual([true, false]);
  });

  it('has the same text in whatever order it was written', () => {
    const one: Requirement = { operator: 'In', key: 'app', values: ['web', 'api'] };
    const two: Requirement = { operator: 'DoesNotExist', key: 'legacy' };
    const turned: Requirement = { operator: 'In', key: 'app', values: ['api', 'web'] };
    expect(selectorOf([one, two]).text).toBe(selectorOf([two, turned]).text);
    expect(selectorOf([one, two]).text).toBe('!legacy,app in (api,web)');
  });
});
