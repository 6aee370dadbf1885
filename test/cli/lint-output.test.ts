import { describe, expect, test } from 'vitest';
import { netpol } from './command-line.ts';

const FILES = {
  'shop.yaml': `
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: c, image: c }] }
status: { phase: Running, podIP: 10.0.0.1 }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web-v2 } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: front, namespace: shop, annotations: { netpol-tui.dev/ignore: "open-to-internet: front door & garden" } }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress], ingress: [{}] }
`,
};

describe('lint for machines and reviews', () => {
  test('JUnit: a case for each finding; notes pass, and what is suppressed is skipped', async () => {
    const { out, code } = await netpol('lint -f shop.yaml -o junit', { files: FILES });
    expect(code).toBe(1);
    expect(out).toMatch(/^<\?xml/);
    expect(out).toMatch(/tests="\d+" failures="1" errors="0" skipped="1"/);
    expect(out).toContain('<testcase name="selects-nothing shop/p" classname="lint.selects-nothing" file="shop.yaml"');
    expect(out).toContain('<skipped message="front door &amp; garden"/>');
    expect(out).toMatch(/no-default-deny.*\n +<system-out>info: /);
    const mild = await netpol('lint -f shop.yaml -o junit --fail-on error', { files: FILES });
    expect(mild.code).toBe(0);
    expect(mild.out).toContain('failures="0"');
  });

  test('JUnit of nothing found has a case that passes', async () => {
    const files = { 'a.yaml': '{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }' };
    expect((await netpol('lint -f a.yaml -o junit', { files })).out).toContain('<testcase name="nothing found"');
  });

  test('Markdown: a table with every finding, and how many there are', async () => {
    const { out } = await netpol('lint -f shop.yaml -o md', { files: FILES });
    expect(out).toMatch(/^\| SEVERITY \| OBJECT \| CODE \|/);
    expect(out).toMatch(/selects-nothing/);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/1 suppressed$/);
  });
});

describe('a denial', () => {
  const files = {
    'a.yaml': FILES['shop.yaml'].replace('ingress: [{}]', 'ingress: []'),
  };

  test('ends at a terminal with the command that says what would allow it', async () => {
    const asked = 'check --no-color -f a.yaml external shop/web:80';
    const { out } = await netpol(asked, { files, columns: 120 });
    const last = out.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toMatch(/^what would allow it: netpol-tui fix -f a.yaml .*shop\/web:80/);
    const again = await netpol(last.replace('what would allow it: netpol-tui ', ''), { files });
    expect(again.out).toMatch(/to allow it/);
    expect((await netpol(asked, { files })).out).not.toContain('netpol-tui fix');
    expect((await netpol('check -f a.yaml shop/web external:80', { files, columns: 120 })).out).not.toContain('fix -f');
  });
});
