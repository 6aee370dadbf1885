import { describe, expect, test } from 'vitest';
import { FILES, netpol, READ } from './command-line.ts';

const ASKED = `check ${READ} shop/checkout payments/ledger-0:8080`;

describe('--plugin', () => {
  test('where nothing enforces policies all is allowed, and what they say stands beside it', async () => {
    const { out, err, code } = await netpol(`${ASKED} --plugin flannel`, { files: FILES });
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ allowed {2}shop\/checkout → payments\/ledger-0:8080\/TCP\n/);
    expect(out).toContain(
      'not enforced: flannel does not enforce policies; the policies say denied: ingress of payments/ledger-0 is isolated by',
    );
    expect(out).toContain('if policies were enforced: ✗ denied\n  ✓ egress of shop/checkout');
    expect(err).toContain('warning flannel does not enforce policies: --plugin flannel');
  });

  test('in JSON the contract holds, and asWritten is the answer of the policies', async () => {
    const { out } = await netpol(`${ASKED} --plugin none -o json`, { files: FILES });
    const answer: unknown = JSON.parse(out);
    const open = { verdict: 'allowed', reason: 'not-enforced' };
    expect(answer).toMatchObject({
      verdict: 'allowed',
      egress: { ...open, otherwise: 'allowed' },
      ingress: { ...open, otherwise: 'denied' },
      asWritten: {
        verdict: 'denied',
        ingress: {
          reason: 'isolated',
          policies: ['NetworkPolicy payments/allow-checkout', 'NetworkPolicy payments/default-deny'],
        },
      },
      enforcement: { enforces: 'no', evidence: ['--plugin none'] },
    });
  });

  test('a plugin that enforces is named below the answer, and changes nothing', async () => {
    const plain = await netpol(ASKED, { files: FILES });
    const { out, err, code } = await netpol(`${ASKED} --plugin calico`, { files: FILES });
    expect({ out, err, code }).toEqual({
      err: plain.err,
      code: plain.code,
      out: `${plain.out}calico enforces policies: --plugin calico\n`,
    });
  });

  test('lint says it first, as an error', async () => {
    const { out, code } = await netpol(`lint ${READ} --plugin flannel`, { files: FILES });
    expect(out.split('\n')[0]).toContain('plugin-does-not-enforce');
    expect(code).toBe(1);
  });

  test('a name that is none lists those there are', async () => {
    const { err, code } = await netpol(`${ASKED} --plugin celium`, { files: FILES });
    expect(err).toContain('--plugin celium: not known; there are antrea, aws-vpc-cni,');
    expect(code).toBe(2);
  });

  test('the explorer takes it too', async () => {
    const { opened } = await netpol('manifests --plugin kubenet', { files: { manifests: '' }, interactive: true });
    expect(opened[0]?.plugin).toMatchObject({ name: 'kubenet', enforces: 'no' });
  });
});
