// The import table of docs/codebase-guide.md as rules. The table is the data below; the rules are derived from it.

/** @typedef {{ imports: string[], packages: string[], builtins: 'any' | 'none', because: string }} Room */

/** @type {Record<string, Room>} */
const ROOMS = {
  model: {
    imports: [],
    packages: [],
    builtins: 'none',
    because: 'model is the vocabulary everything else speaks; it depends on nothing, so that nothing can bend it.',
  },
  kinds: {
    imports: ['model'],
    packages: [],
    builtins: 'none',
    because: 'kinds turns one Kubernetes object into the model; it knows no other object, no question and no output.',
  },
  cluster: {
    imports: ['model', 'kinds'],
    packages: [],
    builtins: 'none',
    because: 'cluster folds decoded objects into a snapshot; what is asked of the snapshot is not its business.',
  },
  engine: {
    imports: ['model'],
    packages: [],
    builtins: 'none',
    because: 'engine evaluates the neutral rule form and cannot know a policy kind; a new kind must not touch it.',
  },
  present: {
    imports: ['model', 'engine'],
    packages: ['string-width'],
    builtins: 'none',
    because: 'present turns answers into rows and sentences for any output; it decides nothing and reads nothing.',
  },
  sources: {
    imports: ['model'],
    packages: ['yaml', '@kubernetes/client-node', 'undici'],
    builtins: 'any',
    because: 'sources is the only room that does I/O; it hands out object events and never interprets them.',
  },
  cli: {
    imports: ['model', 'engine', 'cluster', 'present'],
    packages: ['commander', 'yaml'],
    builtins: 'none',
    because: 'cli is handed streams, environment and a store by main, so that it can be tested without a process.',
  },
  tui: {
    imports: ['model', 'engine', 'cluster', 'present'],
    packages: ['ink', 'react'],
    builtins: 'none',
    because: 'tui is handed a store and a terminal by main, so that no key press can end in a blocking read.',
  },
};

const TYPE_PACKAGES = 'node_modules/@types/';

function anyOf(names) {
  return `(${names.join('|')})`;
}

/** @param {[string, Room]} entry */
function rulesOfRoom([name, room]) {
  const from = { path: `^src/${name}/` };
  const packages = {
    name: `${name}-packages`,
    comment: `${room.because} Packages allowed here: ${room.packages.join(', ') || 'none'}.`,
    severity: 'error',
    from,
    to: {
      path: 'node_modules/',
      pathNot: [TYPE_PACKAGES, ...room.packages.map((name) => `node_modules/${name}/`)],
    },
  };
  const imports = {
    name: `${name}-imports`,
    comment: `${room.because} Folders it may import: ${room.imports.join(', ') || 'none'}.`,
    severity: 'error',
    from,
    to: { path: '^src/', pathNot: `^src/${anyOf([name, ...room.imports])}/` },
  };
  const builtins = {
    name: `${name}-builtins`,
    comment: `${room.because} Node's own modules belong to src/sources and src/main.ts.`,
    severity: 'error',
    from,
    to: { dependencyTypes: ['core'] },
  };
  return room.builtins === 'any' ? [imports, packages] : [imports, packages, builtins];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(ROOMS).flatMap(rulesOfRoom),
    {
      name: 'unknown-room',
      comment:
        'A new folder below src needs a row in the table of .dependency-cruiser.mjs (and of docs/codebase-guide.md).',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/${anyOf(Object.keys(ROOMS))}/` },
    },
    {
      name: 'main-loads-the-screen-late',
      comment: 'main.ts reaches src/tui through import() only: a command must not pay for React and Ink at start.',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: {
        path: '^src/tui/|node_modules/(ink|react)/',
        dependencyTypesNot: ['dynamic-import', 'type-only', 'type-import'],
      },
    },
    {
      name: 'the-cluster-client-comes-late',
      comment: 'load-cluster.ts is reached through import() only: files and the demo must not pay for an HTTP client.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: '^src/load-cluster\\.ts$',
        dependencyTypesNot: ['dynamic-import', 'type-only', 'type-import'],
      },
    },
    {
      name: 'nobody-imports-main',
      comment: 'main.ts is the composition root: it runs on import and knows everybody; nobody knows it.',
      severity: 'error',
      from: {},
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or share a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-in-product',
      comment: 'src is published; nothing in it may need a test.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bin|dist)/' },
    },
    {
      name: 'no-test-imports-a-test',
      comment: 'Importing a test file runs its tests twice; what two tests share lives in test/support.',
      severity: 'error',
      from: {},
      to: { path: '\\.test\\.tsx?$' },
    },
    {
      name: 'naive-evaluator-shares-nothing',
      comment: 'The naive evaluator checks the engine; a line of code they shared would hide the same mistake in both.',
      severity: 'error',
      from: { path: '^test/support/naive/' },
      to: { path: '^src/' },
    },
    {
      name: 'not-resolvable',
      comment: 'The import leads nowhere: a wrong path, a missing `.ts`, or a package that is not in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
