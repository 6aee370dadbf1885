import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import {
  boolean,
  int32,
  intOrString,
  list,
  openStruct,
  readFields,
  struct,
  text,
  textMap,
} from '../../src/kinds/field-reader.ts';
import { createInterner } from '../../src/kinds/interner.ts';
import { nearestName } from '../../src/kinds/nearest-name.ts';
import { printable, quoted } from '../../src/kinds/quoting.ts';
import { KINDS, kindOf } from '../../src/kinds/registry.ts';
import { selectorOf } from '../../src/model/labels.ts';
import type { Origin } from '../../src/model/raw-object.ts';

const SEED = 20240611;

describe('field reader', () => {
  const inner = struct('v1.Inner', { name: text(), count: int32 });
  const shape = struct('v1.Outer', {
    inner,
    items: list(inner),
    labels: textMap,
    words: list(text()),
    flag: boolean,
    port: intOrString,
  });

  it('gives null and missing the same meaning, and null elements their zero value', () => {
    const { value, wrongTypes, unknownFields } = readFields(
      { inner: null, items: [null, { name: null, count: 0 }], labels: { a: null }, words: [null] },
      shape,
    );
    expect(value.inner).toBeUndefined();
    expect(value.items).toEqual([
      { name: undefined, count: undefined },
      { name: undefined, count: 0 },
    ]);
    expect(value.labels).toEqual(new Map([['a', '']]));
    expect(value.words).toEqual(['']);
    expect([wrongTypes, unknownFields]).toEqual([[], []]);
  });

  it('notes what does not fit, goes on, and leaves the zero value in its place', () => {
    const { value, wrongTypes } = readFields(
      { inner: 1, items: [{ count: 1.5 }, 'x'], flag: 'yes', port: false },
      shape,
    );
    expect(
      wrongTypes.map(({ path, text: words }) => [path.join('.'), words.replace('json: cannot unmarshal ', '')]),
    ).toEqual([
      ['inner', 'number into Go struct field Outer.inner of type v1.Inner'],
      ['items.0.count', 'number 1.5 into Go struct field Inner.items.count of type int32'],
      ['items.1', 'string into Go struct field Outer.items of type v1.Inner'],
      ['flag', 'string into Go struct field Outer.flag of type bool'],
      ['port', 'bool into Go struct field Outer.port of type int32'],
    ]);
    expect(value).toMatchObject({
      inner: { name: undefined },
      items: [{ count: 0 }, { name: undefined }],
      flag: false,
      port: 0,
    });
  });

  it('notes unknown fields of closed objects only, whatever they are called', () => {
    const value: unknown = JSON.parse('{"inner":{"Name":"x","__proto__":1,"constructor":2},"Inner":{}}');
    const { unknownFields } = readFields(value, shape);
    expect(unknownFields.map(({ path }) => path.join('.'))).toEqual([
      'inner.Name',
      'inner.__proto__',
      'inner.constructor',
      'Inner',
    ]);
    expect(readFields(value, openStruct('v1.Outer', {})).unknownFields).toEqual([]);
  });

  it('reads labels with the names of built-in properties', () => {
    const { value } = readFields(JSON.parse('{"labels":{"__proto__":"a","constructor":"b"}}'), shape);
    expect([...(value.labels ?? [])]).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        readFields(value, shape);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});

describe('nearest name', () => {
  it.each([
    ['form', ['ports', 'from'], 'from'],
    ['Ingress', ['ingress', 'egress'], 'ingress'],
    ['matchlabels', ['matchLabels', 'matchExpressions'], 'matchLabels'],
    ['policyType', ['podSelector', 'policyTypes'], 'policyTypes'],
    ['matchExpression', ['matchLabels', 'matchExpressions'], 'matchExpressions'],
    ['app', ['matchLabels', 'matchExpressions'], undefined],
    ['to', ['from', 'ports'], undefined],
    ['id', ['to', 'ip'], 'ip'],
    ['', ['In'], undefined],
  ])('%s', (written, candidates, expected) => {
    expect(nearestName(written, candidates)).toBe(expected);
  });
});

describe('interner', () => {
  it('gives equal label sets one object, whatever their order', () => {
    const interner = createInterner();
    const a = interner.labels(
      new Map([
        ['app', 'web'],
        ['tier', 'front'],
      ]),
    );
    expect(
      interner.labels(
        new Map([
          ['tier', 'front'],
          ['app', 'web'],
        ]),
      ),
    ).toBe(a);
    expect(interner.labels(new Map([['tier', 'front']]))).not.toBe(a);
    expect(interner.labels(new Map())).toBe(interner.labels(new Map()));
  });

  it('does not take selectors for equal that only print alike', () => {
    const interner = createInterner();
    const two = selectorOf([{ operator: 'In', key: 'a', values: ['b', 'c'] }]);
    const one = selectorOf([{ operator: 'Exists', key: 'a in (b,c)' }]);
    expect(interner.selector(two)).toBe(two);
    expect(interner.selector(selectorOf([{ operator: 'In', key: 'a', values: ['b', 'c'] }]))).toBe(two);
    expect(interner.selector(one)).toBe(one);
  });
});

describe('text from the input', () => {
  it('is printable, and of a readable length', () => {
    expect(printable('a\u001b[31mb\u009b\u202ec\n')).toBe('a\ufffd[31mb\ufffd\ufffdc\ufffd');
    expect(quoted('x'.repeat(500)).length).toBe(80);
    expect(quoted(new Map([['a', 1]]))).toBe('{"a":1}');
  });

  it('brings no control character into any diagnostic', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('\u001b', '\u0007', '\n', '\u009b', '\u202e', '\u0000', 'a', '/', ' '),
    });
    const origin: Origin = {
      kind: 'file',
      file: 'f.yaml',
      line: 1,
      locate: () => ({ file: 'f.yaml', line: 1, column: 1 }),
    };
    const kinds = fc.constantFrom(...KINDS.map(({ apiVersion, kind }) => ({ apiVersion, kind })), {
      apiVersion: 'extensions/v1beta1',
      kind: 'NetworkPolicy',
    });
    const part = fc.oneof(nasty, fc.array(nasty), fc.dictionary(nasty, nasty), fc.integer());
    const spec = fc.record(
      {
        podSelector: part,
        policyTypes: part,
        matchLabels: part,
        ingress: fc.array(fc.dictionary(fc.oneof(nasty, fc.constantFrom('from', 'ports')), part)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        kinds,
        nasty,
        nasty,
        part,
        spec,
        fc.dictionary(nasty, nasty),
        (kind, name, namespace, labels, specValue, extra) => {
          const value = { ...extra, ...kind, metadata: { name, namespace, labels }, spec: specValue };
          const set = {
            type: 'set',
            object: { value, origin, duplicateKeys: [{ path: [name], position: origin.locate([]) }] },
          } as const;
          const { diagnostics } = applyEvents(emptySnapshot(), [
            set,
            { ...set, object: { ...set.object, origin: { ...origin, line: 2 } } },
          ]);
          for (const { message, strict, lenient, remedy, path } of diagnostics) {
            expect(`${message}${strict}${lenient}${remedy}${path}`).not.toMatch(
              /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/,
            );
          }
        },
      ),
      { seed: SEED, numRuns: 500 },
    );
  });
});

describe('registry', () => {
  it('finds each kind by its version and name, and nothing else', () => {
    for (const kind of KINDS) expect(kindOf(kind)).toBe(kind);
    expect(kindOf({ apiVersion: 'apps/v1', kind: 'Pod' })).toBeUndefined();
    expect(kindOf({ apiVersion: 'networking.k8s.io/v1', kind: 'networkpolicy' })).toBeUndefined();
  });
});
