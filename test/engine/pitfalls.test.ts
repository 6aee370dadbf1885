import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { pluginNamed } from '../../src/cluster/network-plugin.ts';
import type { Finding } from '../../src/engine/lint/finding.ts';
import { lint } from '../../src/engine/lint/lint.ts';
import { findingText } from '../../src/present/finding-text.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

interface Pitfall {
  readonly pitfall: string;
  readonly plugin?: string;
  readonly written: string;
  /** Severity, code and object of a finding. */
  readonly finds: string;
  /** Words of its message, in order, separated by `; `. */
  readonly says?: string;
  readonly meantPlugin?: string;
  readonly meant: string;
}

const PITFALLS: readonly Pitfall[] = parse(readFileSync(new URL('./pitfalls.yaml', import.meta.url), 'utf8'));

const PODS = [
  ['shop', 'web', 'app: web', 8080],
  ['shop', 'api', 'app: api', 8080],
  ['shop', 'db', 'app: db', 5432],
  ['monitoring', 'prom', 'app: prom', 9090],
  ['kube-system', 'coredns', 'k8s-app: kube-dns', 53],
] as const;

const CLUSTER = [
  ...['shop', 'monitoring', 'kube-system'].map(
    (name) => `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name} } }`,
  ),
  ...PODS.map(
    ([namespace, name, label, port], index) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { ${label} } }
spec: { containers: [{ name: c, image: c, ports: [{ containerPort: ${port} }] }] }
status: { phase: Running, podIP: 10.244.0.${index + 1} }`,
  ),
  `
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { clusterIP: 10.96.0.1, selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }`,
  `
apiVersion: v1
kind: Service
metadata: { name: kube-dns, namespace: kube-system }
spec: { clusterIP: 10.96.0.10, selector: { k8s-app: kube-dns }, ports: [{ name: dns, port: 53, protocol: UDP }] }`,
].join('\n---\n');

describe('a pitfall is found, and gone once what is meant is written', () => {
  test.each(PITFALLS.map((entry) => [entry.pitfall, entry] as const))('%s', (_name, entry) => {
    const found = findings(entry.written, entry.plugin).filter((finding) => summary(finding) === entry.finds);
    expect(found).not.toEqual([]);
    const said = found.map((finding) => findingText(finding).message).join('\n');
    for (const words of (entry.says ?? '').split('; ')) expect(said).toContain(words);
    expect(findings(entry.meant, entry.meantPlugin).map(summary)).not.toContain(entry.finds);
  });
});

function findings(policies: string, name: string | undefined): readonly Finding[] {
  const snapshot = snapshotFromYaml(`${CLUSTER}\n---\n${policies}`);
  const plugin = name === undefined ? undefined : pluginNamed(name);
  return lint(plugin === undefined ? snapshot : { ...snapshot, plugin }).findings;
}

function summary(finding: Finding): string {
  const { object } = findingText(finding);
  return [finding.severity, finding.code, object].filter((part) => part !== undefined).join(' ');
}
