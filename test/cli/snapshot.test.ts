import { describe, expect, test } from 'vitest';
import { FILES, netpol, READ } from './command-line.ts';

const QUESTION = 'shop/checkout payments/ledger-0:8080 -o json';

async function taken(options = ''): Promise<string> {
  const { out, code } = await netpol(`snapshot ${READ} ${options}`, { files: FILES });
  expect(code).toBe(0);
  return out;
}

describe('snapshot', () => {
  test('is replayed with the same answer', async () => {
    const files = { ...FILES, 's.json': await taken() };
    const replayed = await netpol(`check --replay s.json ${QUESTION}`, { files });
    const original = await netpol(`check ${READ} ${QUESTION}`, { files });
    const facts = (text: string) => ({ ...JSON.parse(text), ingress: undefined });
    expect(facts(replayed.out)).toMatchObject({ verdict: 'denied', from: 'shop/checkout' });
    expect(facts(replayed.out).egress).toEqual(facts(original.out).egress);
    expect((await netpol('diff s.json policies.yaml -f shop.yaml', { files })).out).toContain('equivalent');
  });

  test('is opened by the explorer', async () => {
    const files = { 's.json': await taken() };
    const { opened, code } = await netpol('--replay s.json', { files, interactive: true });
    expect(opened.map(({ paths }) => paths)).toEqual([['s.json']]);
    expect(code).toBe(0);
  });

  test('goes where the user says, and says what it is', async () => {
    const { out, written } = await netpol(`snapshot ${READ} -o here.json.gz`, { files: FILES });
    expect(out).toBe('');
    const [about] = JSON.parse(written['here.json.gz'] ?? '').items;
    expect(about).toEqual({
      apiVersion: 'netpol-tui.dev/v1',
      kind: 'Snapshot',
      metadata: { name: 'snapshot' },
      spec: {
        program: '1.2.3',
        taken: '2031-02-03T04:05:06.000Z',
        source: 'shop.yaml policies.yaml',
        redacted: false,
      },
    });
  });

  test('redacted is told by no name of its own', async () => {
    const text = await taken('--redact');
    expect(text).not.toMatch(/shop|payments|ledger|checkout|policies\.yaml/);
    expect(text).toContain('"redacted":true');
  });

  test.each([
    ['check --replay shop.yaml a b', 'shop.yaml is no snapshot'],
    ['snapshot -f nowhere', 'no such file or folder: nowhere'],
    ['check --replay nowhere a b', 'no such file or folder: nowhere'],
    ['snapshot --context prod -f shop.yaml', 'name one or the other'],
  ])('%s is refused', async (line, words) => {
    const { err, code } = await netpol(line, { files: FILES });
    expect(err).toContain(words);
    expect(code).toBe(2);
  });
});
