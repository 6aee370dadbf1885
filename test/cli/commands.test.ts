import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FILES, netpol, READ } from './command-line.ts';

async function out(line: string, files: Record<string, string> = FILES): Promise<string> {
  return (await netpol(line, { files })).out;
}

describe('get', () => {
  test('pods as kubectl would list them', async () => {
    expect((await out(`get pods -n payments ${READ}`)).split('\n').slice(0, 3)).toEqual([
      'NAME      WORKLOAD             INGRESS    EGRESS  POLICIES  IP        NODE  STATUS',
      'ledger-0  sts/ledger, differs  ◐ 2 rules  ○ open         2  10.0.1.1        Running',
      'ledger-1  sts/ledger, differs  ◐ 3 rules  ○ open         3  10.0.1.2        Running',
    ]);
  });

  test('all namespaces unless one is named; -A wins', async () => {
    const names = async (line: string) =>
      (await out(line))
        .split('\n')
        .slice(1, -1)
        .map((row) => row.split(/ +/)[0]);
    expect(await names(`get po ${READ}`)).toEqual(['payments', 'payments', 'shop', 'shop']);
    expect(await names(`get po ${READ} -n shop -A`)).toEqual(['payments', 'payments', 'shop', 'shop']);
  });

  test.each([
    ['ns', 'NAME', 2],
    ['netpol', 'NAMESPACE', 3],
    ['svc', 'NAMESPACE', 1],
  ])('%s has its table and its data', async (kind, title, number) => {
    const table = (await out(`get ${kind} ${READ}`)).split('\n').slice(0, -1);
    expect(table[0]?.split(/ +/)[0]).toBe(title);
    expect(table).toHaveLength(number + 1);
    const json = await out(`get ${kind} ${READ} -o json`);
    expect(JSON.parse(json)).toHaveLength(number);
    expect(parse(await out(`get ${kind} ${READ} -o yaml`))).toEqual(JSON.parse(json));
  });

  test('columns that do not fit the terminal are left out, wide ones shown when asked for', async () => {
    const narrow = await netpol(`get pods ${READ} --no-color`, { files: FILES, columns: 50 });
    expect(narrow.out.split('\n').every((line) => line.length <= 50)).toBe(true);
    expect(narrow.out).toMatch(/NAME .*INGRESS .*EGRESS/);
    expect(await out(`get pods ${READ} -o wide`)).toContain('app=ledger,canary=1');
  });

  test.each(['-ojson', '-o=json', '--output=json'])('%s is -o json', async (flag) => {
    expect(JSON.parse(await out(`get pods ${READ} ${flag}`))).toHaveLength(4);
  });

  test('nothing to show says so', async () => {
    expect(await out(`get svc -n shop ${READ}`)).toBe('no services in namespace shop\n');
    expect((await netpol(`get things ${READ}`, { files: FILES })).code).toBe(2);
  });
});

describe('effective', () => {
  test('both directions with the union of rules in force', async () => {
    expect(await out(`effective payments/ledger-0 ${READ}`)).toBe(
      [
        'payments/ledger-0',
        '',
        'ingress ◐ 2 rules – isolated by payments/allow-checkout and payments/default-deny',
        'FROM                                 PORTS     ALLOWED BY',
        'app=checkout in namespaces team=shop  TCP 8080  payments/allow-checkout ingress #1 (policies.yaml:7)',
        'app=frontend in all namespaces        TCP http  payments/allow-checkout ingress #2 (policies.yaml:11)',
        'now: 1 of 3 other pods may connect, in 1 namespace',
        '',
        'egress ○ open – no policy isolates it, everything is allowed',
        'now: it may connect to 3 of 3 other pods on every port, in 2 namespaces',
        '',
      ]
        .join('\n')
        .replace('FROM                                 ', 'FROM                                  '),
    );
  });

  test('--ascii leaves nothing else', async () => {
    expect(await out(`effective payments/ledger-0 --ascii ${READ}`)).toMatch(/^[\n -~]*$/);
  });

  test('replicas that policies see differently are told apart', async () => {
    const { groups } = JSON.parse(await out(`effective sts/ledger -n payments ${READ} -o json`));
    expect(groups.map((group: { pods: string[] }) => group.pods)).toEqual([
      ['payments/ledger-0'],
      ['payments/ledger-1'],
    ]);
    expect(groups[0].ingress.now).toEqual({ pods: 3, open: 1, everyPort: 0, unknown: 0, namespaces: 1 });
    expect(await out(`effective sts/ledger -n payments ${READ}`)).toContain(
      '2 pods, which policies see in 2 different ways',
    );
  });

  test.each([
    ['payments/nobody', '"payments/nobody" is not in the input'],
    ['192.0.2.1', 'stands for no pod'],
  ])('effective %s is refused', async (endpoint, message) => {
    const { code, err } = await netpol(`effective ${endpoint} ${READ}`, { files: FILES });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('list', () => {
  test('connections to one end', async () => {
    expect(await out(`list --from shop/frontend --to payments/sts/ledger ${READ}`)).toBe(
      'FROM           TO                   PORTS     NOTE\n' +
        'shop/frontend  payments/sts/ledger  TCP 8080  some pods only: all ports\n',
    );
  });

  test('what is open to some pods only is not said of a port that is open to all', async () => {
    const text = await out(`list --from shop/frontend --to payments/sts/ledger --port 8080/TCP ${READ}`);
    expect(text.split('\n')[1]).toBe('shop/frontend  payments/sts/ledger  TCP 8080');
  });

  test('a node has no rows, and is not said to be denied everything', async () => {
    const node = 'apiVersion: v1\nkind: Node\nmetadata: { name: worker }\n';
    const { code, err } = await netpol('list --from node/worker -f node.yaml', { files: { 'node.yaml': node } });
    expect(code).toBe(2);
    expect(err).toContain('node/worker is a node, which list has no rows for: ask check');
  });

  test('-n keeps the connections of which one end is there', async () => {
    const froms = new Set(
      (await out(`list -n shop --port 1/UDP ${READ} -o csv`))
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[1]),
    );
    expect([...froms].sort()).toEqual(['0.0.0.0/0', 'payments/sts/ledger', 'shop/checkout', 'shop/frontend']);
    expect(await out(`list -n nowhere ${READ}`)).toBe('no connection is allowed\n');
  });

  test('list names the ranges of an end outside one by one', async () => {
    const policy = `
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: db }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: most }, spec: { podSelector: {}, policyTypes: [Ingress, Egress], ingress: [
  { from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.128.0.0/9, 10.64.0.0/16] } }], ports: [{ port: 5432 }] } ] } }
`;
    const { out } = await netpol('list -f most.yaml -o json', { files: { 'most.yaml': policy } });
    expect(JSON.parse(out)).toEqual([
      {
        from: '10.0.0.0/10 and 10.65.0.0-10.127.255.255',
        fromRanges: ['10.0.0.0/10', '10.65.0.0-10.127.255.255'],
        to: 'shop/db',
        connections: { TCP: [[5432, 5432]], UDP: [], SCTP: [] },
      },
    ]);
  });

  test('csv, md, json', async () => {
    const line = `list --from shop/frontend --to payments/sts/ledger --port 8080/TCP ${READ}`;
    expect(await out(`${line} -o csv`)).toBe(
      'from,to,protocol,first_port,last_port,answer\nshop/frontend,payments/sts/ledger,TCP,8080,8080,allowed\n',
    );
    expect(await out(`${line} -o md`)).toContain('| shop/frontend | payments/sts/ledger | TCP 8080 |\n');
    expect(JSON.parse(await out(`${line} -o json`))).toEqual([
      { from: 'shop/frontend', to: 'payments/sts/ledger', connections: { TCP: [[8080, 8080]], UDP: [], SCTP: [] } },
    ]);
  });

  test('a port that is none is refused', async () => {
    const { code, err } = await netpol(`list --port http ${READ}`, { files: FILES });
    expect([code, err]).toEqual([2, expect.stringContaining('--port http: a number from 1 to 65535')]);
  });
});

describe('input', () => {
  const BROKEN = {
    ...FILES,
    'bad.yaml': 'a: [\n',
    'typo.yaml': FILES['policies.yaml'].replaceAll('podSelector', 'podselector'),
  };

  test('what cannot be read is said on stderr, with place and outcome, and the rest is answered', async () => {
    const { code, err } = await netpol(`check ${READ} -f bad.yaml shop/frontend payments/ledger-0:8080`, {
      files: BROKEN,
    });
    expect(code).toBe(0);
    expect(err).toMatch(/^✗ error bad\.yaml:\d+:\d+: /);
    expect(err).toMatch(/\n {4}evaluated as: .*left out/);
  });

  test('--strict names the field and exits 2 without an answer', async () => {
    const {
      code,
      err,
      out: answer,
    } = await netpol(`check -f shop.yaml -f typo.yaml --strict shop/frontend payments/ledger-0:1`, { files: BROKEN });
    expect([code, answer]).toEqual([2, '']);
    expect(err).toContain('spec.podselector');
    expect(err).toContain('netpol-tui: --strict: ');
  });

  test('equal diagnostics are folded', async () => {
    const many = Array.from(
      { length: 30 },
      (_, i) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p${i}}\nspec: {hostnetwork: true}\n`,
    );
    const { err } = await netpol('get pods -f many.yaml', { files: { 'many.yaml': many.join('---\n') } });
    expect(err.split('\n').filter((line) => /^\S+ (error|warning)/.test(line)).length).toBeLessThan(3);
  });

  test('notes only with --verbose', async () => {
    const files = { 'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: nowhere}\n' };
    expect((await netpol('get pods -f pod.yaml', { files })).err).toBe('');
    expect((await netpol('get pods -f pod.yaml -v', { files })).err).toContain('Namespace nowhere');
  });

  test('text from files cannot act on the terminal', async () => {
    const files = { 'e\u001b[2J.yaml': 'kind: "\\e]0;x"\nfoo: bar\n' };
    const { err } = await netpol(['get', 'pods', '-f', 'e\u001b[2J.yaml'], { files });
    expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u0080-\u009f]/);
    const missing = await netpol(['get', 'pods', '-f', '\u001b[2J'], { files });
    expect(missing.err).toBe('netpol-tui: no such file or folder: \\x1b[2J\n');
  });

  test('manifests through a pipe', async () => {
    expect((await netpol('get ns -f -', { files: { '-': FILES['shop.yaml'] } })).out).toContain('payments');
  });
});

describe('usage', () => {
  test.each([
    ['', 'the explorer needs a terminal'],
    ['check shop/a shop/b:80', 'there is no kubeconfig'],
    ['get pods -f shop.yaml --kubeconfig x', 'there is no kubeconfig'],
    ['get pods --replay shop.yaml --kubeconfig x', '--kubeconfig asks for a running cluster, and there are files'],
    ['get pods --request-timeout soon', '--request-timeout soon: a time such as 30s'],
    ['get pods -f nowhere', 'no such file or folder: nowhere'],
    [
      'get pods -f shop.yaml -f secret.yaml',
      'cannot read (all of) secret.yaml, and an answer without the rest could be wrong',
    ],
    ['nowhere/', 'no such file or folder: nowhere/'],
    ['audit shop.yaml', '"audit" is neither a file or folder nor a command of this version (check,'],
    ['shop.yaml', 'the explorer needs a terminal'],
    ['demo', 'the explorer needs a terminal'],
    ['demo bazaar', 'there is no scenario bazaar: there are lab and shop'],
    ['get pods --bogus', "unknown option '--bogus'"],
    ['get pods -f shop.yaml -o xml', 'Allowed choices are text, wide, json, yaml'],
    ['get', "missing required argument 'KIND'"],
  ])('netpol-tui %s exits 2 and says what to do', async (line, message) => {
    const { code, err, out: nothing } = await netpol(line, { files: { ...FILES, 'secret.yaml': '' } });
    expect([code, nothing]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toMatch(/^netpol-tui: /);
  });

  test('without files and without a kubeconfig the demo and -f are named in one line', async () => {
    const { err } = await netpol('get pods');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/-f PATH.*netpol-tui demo/);
  });

  test.each(['help', '--help', 'help check', 'check --help', 'version', '--version', 'demo --list'])(
    'netpol-tui %s exits 0',
    async (line) => {
      const { code, out: text, err } = await netpol(line);
      expect([code, err]).toEqual([0, '']);
      expect(text).not.toBe('');
    },
  );

  test('help of every command has examples', async () => {
    for (const command of ['check', 'effective', 'list', 'get', 'demo'])
      expect(await out(`help ${command}`)).toContain('\nExamples:\n');
  });
});

describe('the explorer', () => {
  test('opens on paths, from both places, with what the options say', async () => {
    const { code, opened } = await netpol('shop.yaml -f policies.yaml -n shop --ascii', {
      files: FILES,
      interactive: true,
    });
    expect([code, opened]).toEqual([
      0,
      [
        {
          paths: ['shop.yaml', 'policies.yaml'],
          over: [],
          cluster: expect.anything(),
          namespace: 'shop',
          names: new Map(),
          plugin: undefined,
          color: true,
          ascii: true,
          wishes: {},
        },
      ],
    ]);
  });

  test('opens on the demo', async () => {
    expect((await netpol('demo', { interactive: true })).opened[0]?.paths).toEqual(['demo/shop']);
    expect((await netpol('demo lab -A -n x --no-color', { interactive: true })).opened).toEqual([
      {
        paths: ['demo/lab'],
        over: [],
        cluster: expect.anything(),
        namespace: undefined,
        names: new Map(),
        plugin: undefined,
        color: false,
        ascii: false,
        wishes: {},
      },
    ]);
  });

  test("opens on the cluster that kubectl's options name", async () => {
    const line = '--context prod --kubeconfig k --as jane --as-group dev --as-group ops --request-timeout 2m -n shop';
    const { opened } = await netpol(line, { interactive: true });
    expect(opened[0]).toMatchObject({
      paths: [],
      cluster: {
        context: 'prod',
        kubeconfig: 'k',
        as: 'jane',
        asGroups: ['dev', 'ops'],
        timeoutMs: 120_000,
        namespace: 'shop',
      },
    });
  });
});

describe('config', () => {
  test('prints the defaults, and where the file stands', async () => {
    expect(await netpol('config')).toMatchObject({ code: 0, out: 'theme: auto\n' });
    expect((await netpol('config --path')).out).toBe('/home/me/config.yaml\n');
  });

  test('--check names what cannot be used by line, and exits 2', async () => {
    const problems = [{ line: 3, message: 'mouse: true or \u001b[31mfalse' }];
    const { code, out } = await netpol('config --check', { settings: { exists: true, problems } });
    expect(code).toBe(2);
    expect(out).toContain('/home/me/config.yaml:3: mouse: true or \\x1b[31mfalse');
    expect((await netpol('config --check', { settings: { exists: true } })).out).toContain('can be used');
    expect((await netpol('config --check')).out).toContain('no such file');
  });

  test('options say how the explorer looks', async () => {
    const { opened } = await netpol('demo --theme light --mouse --screen-reader', { interactive: true });
    expect(opened[0]?.wishes).toEqual({ theme: 'light', mouse: true, screenReader: true });
  });
});
