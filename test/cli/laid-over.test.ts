import { describe, expect, test } from 'vitest';
import { FILES, netpol, type Surroundings } from './command-line.ts';

const DENY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny }
spec: { podSelector: {} }
`;
const PROD: Surroundings = {
  cluster: `${FILES['shop.yaml']}---\n${FILES['policies.yaml']}`,
  namespace: 'shop',
  files: {
    'new.yaml': DENY,
    'shop-deny.yaml': DENY.replace('deny }', 'deny, namespace: shop }'),
    'broken.yaml': 'kind: [',
    ...FILES,
  },
};

describe('files over a cluster', () => {
  test('check answers as it would be, and says how it is without them; the mark is on standard error', async () => {
    const line = 'check --context prod payments/ledger shop/checkout:80';
    const now = await netpol(line, PROD);
    expect(now.out).toContain('allowed');
    expect(now.err).not.toContain('what-if');
    const then = await netpol(`${line} -f new.yaml`, PROD);
    expect(then.code).toBe(1);
    expect(then.out).toContain('denied');
    expect(then.out).toContain('isolated by shop/default-deny');
    expect(then.out).toContain('without the files: allowed');
    expect(then.err).toContain('what-if new.yaml is laid over context prod in memory');
    expect(then.err).toContain('nothing is applied');
    const json = await netpol(`${line} -f new.yaml -o json`, PROD);
    expect(JSON.parse(json.out)).toMatchObject({ verdict: 'denied', whatIf: { without: 'allowed' } });
  });

  test('list shows what opens and closes', async () => {
    const { out } = await netpol('list --context prod -f new.yaml', PROD);
    expect(out).toMatch(/what-if {2}connections that differ: \d+ removed/);
    expect(out).toMatch(/- removed +payments\/\S+ +shop\/\S+ +all ports/);
    expect((await netpol('list --context prod', PROD)).out).not.toContain('what-if');
  });

  test('list as data has them behind what is allowed, and never among it', async () => {
    const line = 'list --context prod -n shop';
    const rows = async (more: string): Promise<readonly Record<string, unknown>[]> =>
      JSON.parse((await netpol(`${line} -o json${more}`, PROD)).out) as readonly Record<string, unknown>[];
    expect((await rows('')).filter((row) => !('connections' in row))).toEqual([]);
    const then = await rows(' -f new.yaml');
    const differences = then.filter((row) => !('connections' in row));
    expect(differences.length).toBeGreaterThan(0);
    for (const row of differences) expect(row).toMatchObject({ removed: { TCP: [[1, 65_535]] } });
    const lines = (await netpol(`${line} -o jsonl -f new.yaml`, PROD)).out.trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual(then);
  });

  test.each([
    ['--to payments/ledger', undefined],
    ['--from payments/ledger', /^- removed +payments\/sts\/ledger +shop\/\S+ +all ports$/],
    ['--from payments/ledger --port 80/TCP', /^- removed +payments\/sts\/ledger +shop\/\S+ +TCP 80$/],
    ['--from 192.0.2.0/24', /^- removed +192\.0\.2\.0\/24 +shop\/\S+ +all ports$/],
    ['-n payments', /^- removed +payments\/\S+ +shop\/\S+ +all ports$/],
  ])('list %s shows of what opens and closes only what was asked for, as text and as data', async (narrowed, each) => {
    const line = `list --context prod -f shop-deny.yaml ${narrowed}`;
    const { out } = await netpol(line, PROD);
    const rows = out.split('\n').filter((row) => /^[-+?] (?:removed|added|in doubt)/.test(row));
    if (each === undefined) expect(out).toContain('of the connections asked for none differs');
    else for (const row of rows) expect(row.trimEnd()).toMatch(each);
    const data = JSON.parse((await netpol(`${line} -o json`, PROD)).out) as readonly object[];
    expect(data.filter((row) => !('connections' in row))).toHaveLength(rows.length);
    expect(rows.length > 0).toBe(each !== undefined);
  });

  test('what cannot be read is told about with its line, and a file that is not there ends it', async () => {
    const broken = await netpol('list --context prod -f broken.yaml', PROD);
    expect(broken.err).toContain('broken.yaml:1');
    expect((await netpol('list --context prod -f nowhere.yaml', PROD)).err).toContain(
      'no such file or folder: nowhere',
    );
    expect((await netpol('list --context prod -f secret.yaml', { ...PROD, files: { 'secret.yaml': '' } })).code).toBe(
      2,
    );
  });

  test('the explorer is opened on the cluster with the files over it', async () => {
    const { opened } = await netpol('--context prod -f new.yaml', { ...PROD, interactive: true });
    expect(opened).toMatchObject([{ paths: [], over: ['new.yaml'], cluster: { context: 'prod' } }]);
    const files = await netpol('new.yaml', { ...PROD, interactive: true });
    expect(files.opened).toMatchObject([{ paths: ['new.yaml'], over: [] }]);
  });
});
