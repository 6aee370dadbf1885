import fc from 'fast-check';

/** Scalars that readers of YAML disagree about, and ordinary ones. */
export const NASTY_SCALARS: readonly string[] = [
  ...'0120 0o17 0O17 1_000 1:20 2024-01-01 2024-01-01T00:00:00Z ~ .5 +1 -1 1e3 0x1F y n Y NO yes on Off null Null .inf .nan'.split(
    ' ',
  ),
  ...'true FALSE 08 09.5 . -. 1.10 -0 0b11 1__0 _1 1_ .1_0 1e400 << = a:b a#b -a -- :a ?a 10.0.0.0/8 k8s.gcr.io/pause:3.9'.split(
    ' ',
  ),
  ...[
    'a b',
    'a: b',
    'a #b',
    'a, b',
    '[a',
    '{{ x }}',
    '*a',
    '&a b',
    '!t b',
    '@a',
    '`a',
    '%a',
    '"a',
    "'a",
    '|',
    '>',
    '- a',
    '? a',
  ],
  ...[
    '"a"',
    "'a'",
    '"a\\nb"',
    '"\\u00e9\\x41"',
    "'it''s'",
    '"a" b',
    '"a": b',
    '""',
    "''",
    '"\\q"',
    '"a\\\\"',
    '"a # b"',
    '"a"#b',
    '{}#b',
    '"a: b"',
  ],
  ...[
    '{}',
    '[]',
    '[a, b]',
    '{a: b}',
    '[a, {b: 1}]',
    '[Ingress, "E"]',
    '{a: 1, a: 2}',
    '[ ]',
    '{ }',
    '[a,b]',
    '{a:b}',
    '[a, ]',
    '[-1, 0120]',
  ],
  ...[
    'é ü',
    '日本語',
    'a\tb',
    '\ta',
    'a\t',
    'a  ',
    '𝒳',
    '\u00a0x',
    'x\u0085y',
    'x\u2028y',
    '\ufeffx',
    'x\u0007',
    'constructor',
    '__proto__',
  ],
  'x'.repeat(1100),
  `${'word '.repeat(60)}end`,
];

const ORDINARY = fc.constantFrom(
  'web',
  'app',
  'a',
  'http',
  '80',
  'nginx:1.27',
  'kube-system',
  'TCP',
  '10.1.2.3',
  'true',
  'a b c',
);
const SCALAR = fc.oneof(
  { weight: 8, arbitrary: ORDINARY },
  { weight: 2, arbitrary: fc.constantFrom(...NASTY_SCALARS) },
);
const KEY = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.constantFrom(
      'a',
      'b',
      'c',
      'd',
      'name',
      'metadata',
      'app.kubernetes.io/name',
      'f:spec',
      'spec',
      'items',
      'kind',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'k:{"type":"Ready"}',
      '.',
      '"q"',
      "'q'",
      'y',
      'on',
      '1',
      '0x10',
      '1.5',
      '<<',
      '__proto__',
      'a b',
      '~',
      'null',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...NASTY_SCALARS) },
);

type Lines = readonly string[];
const indented = (lines: Lines, by: number): Lines => lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));

const TEXT_LINES = fc.array(
  fc.constantFrom('text', '  more', '# no comment', '', '- x', 'a: b', '---x', 'tab\tin', '{{ x }}', ' ', '\t'),
  {
    minLength: 0,
    maxLength: 4,
  },
);

/** A block scalar's lines, header first. */
const BLOCK_TEXT: fc.Arbitrary<Lines> = fc
  .tuple(
    fc.constantFrom('|', '|', '|-', '|+', '|-', '>', '>-', '|2', '| # c', '|x'),
    TEXT_LINES,
    fc.constantFrom(1, 2, 4),
  )
  .map(([header, lines, by]) => [header, ...indented(lines, by)]);

/** A scalar over several lines, plain or quoted. */
const FOLDED: fc.Arbitrary<Lines> = fc
  .tuple(
    fc.constantFrom('', '"', "'"),
    fc.array(fc.constantFrom('word', 'two words ', '', 'a\\', "it's", 'x:', '#c', 'x #c', '\\n', ' \\ x', '"'), {
      minLength: 2,
      maxLength: 4,
    }),
    fc.constantFrom(0, 1, 2, 4),
  )
  .map(([quote, lines, by]) => {
    const [first = '', ...rest] = lines;
    const further = indented(rest, by);
    const last = further.at(-1) ?? '';
    return [quote + first, ...further.slice(0, -1), last + quote];
  });

const { map, list, node } = fc.letrec<{ node: Lines; map: Lines; list: Lines; inline: Lines }>((tie) => ({
  inline: fc.oneof(
    { weight: 14, arbitrary: SCALAR.map((text) => [text]) },
    { weight: 2, arbitrary: BLOCK_TEXT },
    { weight: 2, arbitrary: FOLDED },
    { weight: 1, arbitrary: fc.constantFrom(['&x v'], ['*x'], [''], [''], ['# c'], ['v # c'], ['v  ']) },
  ),
  map: fc
    .array(
      fc.tuple(
        KEY,
        tie('node'),
        fc.constantFrom(2, 2, 2, 2, 2, 2, 2, 1, 4, 0),
        fc.constantFrom(...Array<string>(20).fill(''), ' '),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((entries) =>
      entries.flatMap(([key, value, by, space]) => {
        const [first = '', ...rest] = value;
        const isNested = /^(- |-$|[^"'|>{[ ]*: |[^"'|>{[ ]*:$)/.test(first);
        return isNested
          ? [`${key}${space}:`, ...indented(value, by)]
          : [`${key}${space}: ${first}`, ...indented(rest, by)];
      }),
    ),
  list: fc
    .array(fc.tuple(tie('node'), fc.constantFrom('- ', '- ', '- ', '- ', '- ', '-   ', '-\n')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((items) =>
      items.flatMap(([value, dash]) => {
        const [first = '', ...rest] = value;
        return dash === '-\n' ? ['-', ...indented(value, 2)] : [dash + first, ...indented(rest, dash.length)];
      }),
    ),
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    { weight: 5, arbitrary: tie('inline') },
    { weight: 2, arbitrary: tie('map') },
    { weight: 1, arbitrary: tie('list') },
  ),
}));

const NOISE = fc.constantFrom(
  '',
  '# comment',
  '  # comment',
  '   ',
  '\t',
  '  ',
  '---',
  '...',
  '- x',
  'z: 1',
  ' z: 1',
  '  z: 1',
  '{',
  '"',
  '%YAML 1.2',
  '--- # c',
  '--- a',
);

/** Documents in the styles people and programs write, with every kind of thing that trips readers, now and then broken. */
export const YAML_TEXT: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof({ weight: 10, arbitrary: map }, { weight: 3, arbitrary: list }, { weight: 1, arbitrary: node }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(fc.tuple(fc.nat(), NOISE), { maxLength: 2 }) },
    ),
    fc.constantFrom(...Array<string>(19).fill('\n'), '\r\n'),
    fc.constantFrom('\n', '\n', '\n', ''),
  )
  .map(([lines, noise, lineEnd, last]) => {
    const all = [...lines];
    for (const [at, line] of noise) all.splice(at % (all.length + 1), 0, line);
    return all.join(lineEnd) + (last === '' ? '' : lineEnd);
  });
