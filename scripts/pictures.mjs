// Pictures of the explorer, made from real sessions in a pseudo-terminal, as SVG: `node scripts/pictures.mjs` makes those the documentation
// shows, `node scripts/pictures.mjs FOLDER` every screen in every size and colouring, on the bundled shop, on an empty folder and on one
// with mistakes; names behind the folder leave out all other screens.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTerminal } from '../test/support/terminal.ts';
import { pictureOf } from './screen-picture.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const OUTAGE = ':reach shop/deploy/checkout payments/svc/ledger:8080\n';
const LEDGER = ':policies\n:open policy/payments/ledger\n';

// Every screen: its name, what is typed to get there from anywhere (a line feed is enter), and what is then seen. `alone`: in a session
// of its own. `change` is done to the files before.
const SCREENS = [
  { name: 'start', keys: '', sees: 'explains the rule', alone: true, env: (folder) => newcomer(folder) },
  { name: 'namespaces', keys: ':ns\n', sees: 'Namespaces' },
  { name: 'pods', keys: ':pods shop\n', sees: 'Pods(shop)' },
  { name: 'pods-all', keys: ':pods\n0', sees: 'Pods(all)' },
  { name: 'workloads', keys: ':workloads shop\n', sees: 'Workloads(shop)' },
  { name: 'pod', keys: ':open data/postgres-0\nj ', sees: 'catalog-5f8bd47c9d-jk2vp' },
  { name: 'pod-both', keys: ':pods shop\n:open shop/checkout-6f7d9bc854-x2x4p\n', sees: /EGRESS +◐/ },
  { name: 'pod-host', keys: ':pods\n:open monitoring/node-exporter-5b2xk\n', sees: "node's network" },
  { name: 'workload', keys: ':workloads shop\n:open shop/deploy/recommender\n', sees: 'recommender' },
  { name: 'policies', keys: '0:policies\n', sees: 'Policies(all)' },
  { name: 'policy', keys: LEDGER, sees: /remove it: \d/ },
  { name: 'yaml', keys: `${LEDGER}y`, sees: 'podSelector' },
  { name: 'describe', keys: `${LEDGER}d`, sees: 'payments/ledger' },
  { name: 'describe-pod', keys: ':pods shop\nd', sees: 'cart-66b7c8d54f-9fqmn' },
  { name: 'describe-service', keys: ':svc\nd', sees: 'endpoints' },
  { name: 'services', keys: '0:svc\n', sees: 'Services(all)' },
  { name: 'form', keys: ':reach\nled', sees: 'payments/svc/ledger', leave: ['esc', 'esc'] },
  { name: 'form-unknown', keys: ':ns\n:reach nobody shop/web\n', sees: 'nobody', leave: ['esc', 'esc'] },
  { name: 'reach', keys: `:svc\n${OUTAGE}`, sees: 'DENIED' },
  { name: 'reach-allowed', keys: ':svc\n:reach shop/deploy/storefront shop/svc/catalog:80\n', sees: 'ALLOWED' },
  {
    name: 'reach-unknown',
    keys: ':svc\n:reach kube-system/kube-apiserver-cp-1 shop/catalog-5f8bd47c9d-hh4lw:8080\n',
    sees: 'UNKNOWN',
  },
  { name: 'fixes', keys: `:svc\n${OUTAGE}f`, sees: 'opens nothing else' },
  { name: 'exposure', keys: '0:exposure\n', sees: 'Exposure' },
  { name: 'matrix', keys: ':ns\n:matrix\n', sees: 'payments' },
  { name: 'matrix-workloads', keys: ':ns\n:matrix\njjjj\n', sees: 'ledger' },
  { name: 'matrix-filter', keys: ':ns\n:matrix\n/shop > data', sees: ' of ', leave: ['esc'] },
  { name: 'topology', keys: ':ns\n:topology payments\n', sees: 'ledger' },
  { name: 'recipes', keys: ':pods shop\nn', sees: 'kind: NetworkPolicy', leave: ['esc'] },
  {
    name: 'recipe',
    keys: ':pods shop\n:recipe allow-client shop/deploy/storefront 8080\n',
    sees: 'kind: NetworkPolicy',
  },
  { name: 'copy', keys: `:svc\n${OUTAGE}c`, sees: 'COPY AS', leave: ['esc'] },
  { name: 'findings', keys: '0:findings\nj', sees: 'service-port' },
  { name: 'pins', keys: `:svc\n${OUTAGE}p:pins\n`, sees: 'as when it was pinned' },
  { name: 'changes', keys: ':changes\n\u0012', sees: 'payments/ledger', change: (folder) => repaired(folder) },
  { name: 'pins-turned', keys: ':pins\n', sees: 'allowed' },
  { name: 'what-if', keys: `${LEDGER}\u0018`, sees: '- removed', leave: ['u'] },
  { name: 'contexts', keys: ':ns\n:ctx\n', sees: 'staging' },
  { name: 'topics', keys: ':ns\n:explain\n', sees: 'isolation' },
  { name: 'topic', keys: ':ns\n:explain and-or\n', sees: 'podSelector' },
  { name: 'help', keys: ':ns\n?', sees: 'half a page', leave: ['esc'] },
  { name: 'filter', keys: ':pods\n0/ns:shop isolated:yes !cart', sees: ' of ', leave: ['esc'] },
  { name: 'filter-nothing', keys: ':pods\n0/nosuch', sees: 'No row matches', leave: ['esc'] },
  { name: 'command', keys: ':po', sees: 'policies', leave: ['esc'] },
  { name: 'command-refused', keys: ':ns\n:nosuch\n', sees: 'nosuch' },
];

// Of an empty folder: there is no name to go to, and the screens say what is not there.
const EMPTY = [
  'ns',
  'pods',
  'workloads',
  'policies',
  'svc',
  'exposure',
  'matrix',
  'findings',
  'changes',
  'pins',
  'what-if',
  'ctx',
  'reach',
].map((command) => ({
  name: command,
  keys: `:ns\n:${command}\n`,
  sees: '',
  leave: command === 'reach' ? ['esc'] : [],
}));

// Of a folder with mistakes in it: what could not be read, and what is unknown for that.
const BROKEN = [
  { name: 'namespaces', keys: ':ns\n', sees: 'Namespaces' },
  { name: 'findings', keys: ':findings\n', sees: 'error' },
  { name: 'pods', keys: ':pods\n0', sees: 'Pods(all)' },
  { name: 'policies', keys: ':policies\n', sees: 'Policies(all)' },
];

const MISTAKES = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: typo, namespace: shop }
spec:
  podSelectr: { matchLabels: { app: cart } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: range, namespace: shop }
spec:
  podSelector: { matchLabels: { app: cart } }
  ingress:
    - from: [{ ipBlock: { cidr: 10.0.0.0/40 } }]
---
a: [1, 2
`;

const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: prod-eu1
clusters:
  - { name: eu1, cluster: { server: 'https://eu1.example:6443' } }
  - { name: lab, cluster: { server: 'https://lab.example:6443' } }
users: [{ name: me, user: {} }]
contexts:
  - { name: prod-eu1, context: { cluster: eu1, user: me, namespace: shop } }
  - { name: staging, context: { cluster: eu1, user: me } }
  - { name: lab, context: { cluster: lab, user: me } }
`;

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

const [target, ...only] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'netpol-tui-pictures-'));
writeFileSync(join(work, 'kubeconfig'), KUBECONFIG);
try {
  if (target === undefined) await recordShown();
  else await recordAll(resolve(target));
} finally {
  rmSync(work, { recursive: true });
}

async function recordShown() {
  const screens = SCREENS.filter(({ name }) => SHOWN.names.includes(name));
  const nameOf = (name) => join(root, 'docs/images', `${name}.svg`);
  await record({ cwd: root, input: 'demo-manifests/shop', screens, ...SHOWN, nameOf });
}

async function recordAll(folder) {
  for (const size of SIZES) {
    for (const colouring of Object.keys(COLOURINGS)) {
      const nameOf = (kind) => (name) => join(folder, `${name}-${kind}${size.columns}x${size.rows}-${colouring}.svg`);
      for (const { input, kind, screens } of inputs()) {
        const wanted = screens.filter(({ name }) => only.length === 0 || only.includes(name));
        const shared = wanted.filter(({ alone }) => !alone);
        const sessions = [...wanted.filter(({ alone }) => alone).map((screen) => [screen]), shared];
        for (const session of sessions.filter(({ length }) => length > 0))
          await record({ cwd: work, input, screens: session, size, colouring, nameOf: nameOf(kind) });
      }
    }
  }
}

/** Folders of their own, for screens that come of a change. */
function inputs() {
  for (const name of ['shop', 'empty', 'broken']) rmSync(join(work, name), { recursive: true, force: true });
  cpSync(join(root, 'demo-manifests/shop'), join(work, 'shop'), { recursive: true });
  mkdirSync(join(work, 'empty'));
  cpSync(join(work, 'shop'), join(work, 'broken'), { recursive: true });
  writeFileSync(join(work, 'broken/mistakes.yaml'), MISTAKES);
  return [
    { input: 'shop', kind: '', screens: SCREENS },
    { input: 'empty', kind: 'empty-', screens: EMPTY },
    { input: 'broken', kind: 'broken-', screens: BROKEN },
  ];
}

/** The policy of the outage, as the first of the fixes would have it. */
function repaired(folder) {
  const file = join(folder, 'policies/payments.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('app: checkout\n', 'app: checkout-v2\n'));
}

/** Somebody who has never run it: the hints are seen. */
function newcomer(folder) {
  return { XDG_CONFIG_HOME: join(folder, 'config'), XDG_STATE_HOME: mkdtempSync(join(folder, 'state-')) };
}

/** One session that goes through the screens, and a picture of each. */
async function record({ cwd, input, screens, size, colouring, nameOf }) {
  const terminal = openTerminal({
    command: process.execPath,
    args: [join(root, 'bin/netpol-tui.js'), input, ...COLOURINGS[colouring]],
    cwd,
    env: { LANG: 'C.UTF-8', LC_ALL: undefined, KUBECONFIG: kubeconfigFor(input), ...screens[0].env?.(work) },
    ...size,
  });
  try {
    // The count has no ellipsis when all is read and looked through.
    await terminal.sees(/\d+ pods? .*findings?(?![s…])/);
    for (const { name, keys, sees, leave, change } of screens) {
      change?.(join(cwd, input));
      terminal.type(keys);
      await terminal.sees(sees, 10_000).catch((error) => console.error(`${name}: ${error.message}`));
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

function kubeconfigFor(input) {
  return input === 'empty' ? '/dev/null' : join(work, 'kubeconfig');
}

/** Until nothing has been drawn for a while: what is worked out behind the first frame is then there. */
async function quiet(terminal) {
  for (let before = -1; before !== terminal.bytesWritten(); ) {
    before = terminal.bytesWritten();
    await new Promise((done) => setTimeout(done, 300));
  }
}
