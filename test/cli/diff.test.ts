import { describe, expect, test } from 'vitest';
import { FILES, netpol, POLICIES } from './command-line.ts';

/** Policies with `checkout` corrected, and the canary's rule for everybody gone. */
const EDITED = POLICIES.replace('app: checkout}}', 'app: checkout-v2}}').replace('ingress: [{}]', 'ingress: []');

const files = { ...FILES, 'edited.yaml': EDITED };

describe('diff', () => {
  test('what opened and what closed, by ends', async () => {
    const { out, code } = await netpol('diff policies.yaml edited.yaml -f shop.yaml', { files });
    const lines = out.split('\n').map((line) => line.trimEnd().replace(/ {2,}/g, ' | '));
    expect(lines[0]).toBe('connections that differ: 1 added and 4 removed');
    expect(lines).toContain('+ added | shop/checkout | payments/sts/ledger | TCP 8080 | some pods');
    expect(lines).toContain('- removed | 0.0.0.0/0 | payments/sts/ledger | all ports | some pods');
    expect(code).toBe(1);
  });

  test('equivalence is said plainly', async () => {
    const { out, code } = await netpol('diff policies.yaml policies.yaml -f shop.yaml', { files });
    expect(out).toBe('equivalent: the same connections are allowed, between 3 workloads and with the outside\n');
    expect(code).toBe(0);
  });

  test('a policy written otherwise with the same meaning is equivalent', async () => {
    const split = POLICIES.replace('ingress: [{}]', 'ingress: [{from: []}, {ports: [{port: 80}]}]');
    const { code } = await netpol('diff policies.yaml split.yaml -f shop.yaml', {
      files: { ...files, 'split.yaml': split },
    });
    expect(code).toBe(0);
  });

  test('policies without pods are not called equivalent', async () => {
    const { out, code } = await netpol('diff policies.yaml edited.yaml', { files });
    expect(out).toContain('no pod or workload on either side');
    expect(code).toBe(3);
  });

  test('what only one side leaves open to a policy that is not evaluated is in doubt', async () => {
    const foreign = `${POLICIES}---
{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: payments}, spec: {endpointSelector: {}, ingress: [{}]}}
`;
    const { out, code } = await netpol('diff policies.yaml foreign.yaml -f shop.yaml', {
      files: { ...files, 'foreign.yaml': foreign },
    });
    expect(out).toContain('? in doubt');
    // What was allowed no longer surely is.
    expect(code).toBe(1);
  });

  test('a workload on one side only brings its connections', async () => {
    const { out } = await netpol('diff shop.yaml both -o json', {
      files: {
        ...files,
        both: `${FILES['shop.yaml']}---\n{apiVersion: v1, kind: Pod, metadata: {name: new, namespace: shop}}\n`,
      },
    });
    const found = JSON.parse(out);
    expect(found).toMatchObject({ equivalent: false, workloads: { added: ['shop/new'], removed: [] } });
    expect(found.added).toContainEqual({
      from: 'shop/new',
      to: 'shop/frontend',
      connections: { TCP: [[1, 65_535]], UDP: [[1, 65_535]], SCTP: [[1, 65_535]] },
    });
  });

  test('what is wrong beneath both sides is said once', async () => {
    const broken = `${FILES['shop.yaml']}---\nkind: [`;
    const { err } = await netpol('diff policies.yaml edited.yaml -f shop.yaml', {
      files: { ...files, 'shop.yaml': broken },
    });
    expect(err.match(/✗ error shop\.yaml/g)).toHaveLength(1);
  });

  test('for programs and reviewers', async () => {
    const csv = await netpol('diff policies.yaml edited.yaml -f shop.yaml -o csv', { files });
    expect(csv.out.split('\n')[0]).toBe('change,from,to,ports,pods');
    expect(csv.out).toContain('added,shop/checkout,payments/sts/ledger,TCP 8080,some\n');
    const md = await netpol('diff policies.yaml edited.yaml -f shop.yaml -o md', { files });
    expect(md.out).toContain('| added | shop/checkout | payments/sts/ledger | TCP 8080 | some |\n');
    const yaml = await netpol('diff policies.yaml edited.yaml -f shop.yaml -o yaml', { files });
    expect(yaml.out).toContain('equivalent: false');
  });

  test.each([
    ['diff policies.yaml nowhere', 'no such file or folder: nowhere'],
    ['diff - -', 'both want standard input'],
    ['diff context: policies.yaml', 'wants the name of a context'],
    ['diff context:a policies.yaml -f shop.yaml', 'leave it out'],
    ['diff policies.yaml', "missing required argument 'NEW'"],
  ])('%s is refused', async (line, words) => {
    const { err, code } = await netpol(line, { files });
    expect(err).toContain(words);
    expect(code).toBe(2);
  });
});
