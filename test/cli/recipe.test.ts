import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FILES, netpol, READ } from './command-line.ts';

describe('recipe', () => {
  test('text: what it changes, then the policy', async () => {
    const { out, code } = await netpol(`recipe ${READ} default-deny-ingress shop`, { files: FILES });
    expect(out).toMatch(/^new policy shop\/default-deny-ingress for all pods of shop: isolates them for ingress\n/);
    expect(out).toMatch(/ closes: \d+ connections?\n/);
    expect(out).toContain('  kind: NetworkPolicy\n');
    expect(code).toBe(0);
  });

  test('yaml can be applied, json says what opens and closes', async () => {
    const yaml = await netpol(`recipe ${READ} allow-same-namespace shop --port 80,http -o yaml`, { files: FILES });
    expect(parse(yaml.out)).toMatchObject({ kind: 'NetworkPolicy', metadata: { namespace: 'shop' } });
    const json = await netpol(`recipe ${READ} default-deny shop -o json`, { files: FILES });
    expect(JSON.parse(json.out)).toMatchObject({ policy: { spec: { podSelector: {} } }, opens: [], inDoubt: [] });
  });

  test('what cannot be made says why', async () => {
    const unknown = await netpol(`recipe ${READ} allow-everything shop`, { files: FILES });
    expect(unknown.err).toContain('there is no recipe "allow-everything"; there are default-deny, ');
    expect(unknown.code).toBe(2);
    const missing = await netpol(`recipe ${READ} allow-client payments/ledger-0`, { files: FILES });
    expect(missing.err).toContain('allow-client needs a peer: CLIENT');
  });
});
