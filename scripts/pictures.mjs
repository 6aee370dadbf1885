// Pictures of the explorer, made from real sessions in a pseudo-terminal, as SVG: `node scripts/pictures.mjs` makes those the documentation
// shows, `node scripts/pictures.mjs FOLDER` every screen in every size and colouring, on the bundled shop and on an empty folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTerminal } from '../test/support/terminal.ts';
import { pictureOf } from './screen-picture.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const OUTAGE = ':reach shop/deploy/checkout payments/svc/ledger:8080\n';

// Every screen: its name, what is typed to get there from anywhere (a line feed is enter), and what is then seen.
const SCREENS = [
  { name: 'namespaces', keys: ':ns\n', sees: 'Namespaces' },
  { name: 'pods', keys: ':pods shop\n', sees: 'Pods(shop)' },
  { name: 'workloads', keys: ':workloads shop\n', sees: 'Workloads(shop)' },
  { name: 'pod', keys: ':open data/postgres-0\nj ', sees: 'catalog-5f8bd47c9d-jk2vp' },
  { name: 'policies', keys: '0:policies\n', sees: 'Policies(all)' },
  { name: 'policy', keys: ':open policy/payments/ledger\n', sees: /remove it: \d/ },
  { name: 'yaml', keys: ':open policy/payments/ledger\ny', sees: 'podSelector' },
  { name: 'describe', keys: ':open policy/payments/ledger\nd', sees: 'payments/ledger' },
  { name: 'services', keys: '0:svc\n', sees: 'Services(all)' },
  { name: 'form', keys: ':reach\nled', sees: 'payments/svc/ledger', leave: ['esc', 'esc'] },
  { name: 'reach', keys: OUTAGE, sees: 'DENIED' },
  { name: 'fixes', keys: `${OUTAGE}f`, sees: 'opens nothing else' },
  { name: 'matrix', keys: ':matrix\n', sees: 'payments' },
  { name: 'matrix-workloads', keys: ':matrix\njjjj\n', sees: 'ledger' },
  { name: 'topology', keys: ':topology payments\n', sees: 'ledger' },
  { name: 'recipes', keys: ':pods shop\nn', sees: 'kind: NetworkPolicy', leave: ['esc'] },
  { name: 'copy', keys: `${OUTAGE}c`, sees: 'COPY AS', leave: ['esc'] },
  { name: 'findings', keys: '0:findings\nj', sees: 'service-port' },
  { name: 'changes', keys: ':changes\n', sees: 'Changes' },
  { name: 'pins', keys: `${OUTAGE}p:pins\n`, sees: 'as when it was pinned' },
  { name: 'what-if', keys: '0:policies\n\u0018w', sees: 'CONNECTIONS', leave: ['u'] },
  { name: 'contexts', keys: ':ctx\n', sees: 'Contexts' },
  { name: 'topics', keys: ':explain\n', sees: 'isolation' },
  { name: 'topic', keys: ':explain and-or\n', sees: 'podSelector' },
  { name: 'help', keys: ':ns\n?', sees: 'half a page', leave: ['esc'] },
  { name: 'filter', keys: ':pods\n0/ns:shop isolated:yes !cart', sees: ' of ', leave: ['esc'] },
  { name: 'command', keys: ':po', sees: 'policies', leave: ['esc'] },
];

// Of an empty folder: there is no name to go to, and the screens say what is not there.
const EMPTY = [
  'ns',
  'pods',
  'workloads',
  'policies',
  'svc',
  'matrix',
  'findings',
  'changes',
  'pins',
  'what-if',
  'reach',
].map((command) => ({ name: command, keys: `:${command}\n`, sees: '', leave: command === 'reach' ? ['esc'] : [] }));

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
];
const COLOURINGS = {
  dark: ['--theme', 'dark'],
  light: ['--theme', 'light'],
  none: ['--no-color'],
};

/** What the documentation shows. */
const SHOWN = {
  size: { columns: 100, rows: 28 },
  colouring: 'dark',
  names: ['reach', 'pod', 'matrix', 'findings'],
};

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  const screens = SCREENS.filter(({ name }) => SHOWN.names.includes(name));
  await record({
    input: 'demo-manifests/shop',
    screens,
    ...SHOWN,
    nameOf: (name) => join(root, 'docs/images', `${name}.svg`),
  });
} else {
  const empty = mkdtempSync(join(tmpdir(), 'netpol-tui-empty-'));
  for (const size of SIZES) {
    for (const colouring of Object.keys(COLOURINGS)) {
      const nameOf = (kind) => (name) =>
        join(resolve(folder), `${name}-${kind}${size.columns}x${size.rows}-${colouring}.svg`);
      await record({ input: 'demo-manifests/shop', screens: SCREENS, size, colouring, nameOf: nameOf('') });
      await record({ input: empty, screens: EMPTY, size, colouring, nameOf: nameOf('empty-') });
    }
  }
  rmSync(empty, { recursive: true });
}

/** One session that goes through the screens, and a picture of each. */
async function record({ input, screens, size, colouring, nameOf }) {
  const terminal = openTerminal({
    command: process.execPath,
    args: [join(root, 'bin/netpol-tui.js'), input, ...COLOURINGS[colouring]],
    cwd: root,
    env: { LANG: 'C.UTF-8', LC_ALL: undefined, KUBECONFIG: '/dev/null' },
    ...size,
  });
  try {
    // The count has no ellipsis when all is read and looked through.
    await terminal.sees(/\d+ pods? .*findings(?!…)/);
    for (const { name, keys, sees, leave } of screens) {
      terminal.type(keys);
      await terminal.sees(sees).catch((error) => console.error(`${name}: ${error.message}`));
      await quiet(terminal);
      const file = nameOf(name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, pictureOf(terminal, { title: `netpol-tui: ${name}`, ...size, light: colouring === 'light' }));
      console.log(file);
      for (const key of leave ?? []) {
        terminal.press(key);
        await quiet(terminal);
      }
    }
  } finally {
    terminal.kill();
  }
}

/** Until nothing has been drawn for a while: what is worked out behind the first frame is then there. */
async function quiet(terminal) {
  for (let before = -1; before !== terminal.bytesWritten(); ) {
    before = terminal.bytesWritten();
    await new Promise((done) => setTimeout(done, 300));
  }
}
