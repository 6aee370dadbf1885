import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { INPUT_CODES, LINT_CODES } from '../../src/engine/lint/codes.ts';
import { type Finding, isInputFinding } from '../../src/engine/lint/finding.ts';
import { lint, lintInSteps } from '../../src/engine/lint/lint.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { findingPath } from '../../src/present/finding-place.ts';
import { findingText } from '../../src/present/finding-text.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  readonly code: string;
  /** Labels by name; those that occur below are there without any. */
  readonly namespaces?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly undeclared?: readonly string[];
  /** `labels; ports; of WORKLOAD; ip ADDRESS…; PHASE` by namespace and name. */
  readonly pods: Readonly<Record<string, string>>;
  readonly services?: Readonly<Record<string, Fields>>;
  readonly policies: Readonly<Record<string, Fields>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** What stands beside `spec`. */
  readonly outside?: Readonly<Record<string, Fields>>;
  readonly others?: readonly Fields[];
  /** Severity, object and field of every finding of the code. */
  readonly expect: readonly string[];
  /** In the first one's message. */
  readonly says?: string;
}

const CASES: readonly Case[] = parse(readFileSync(new URL('./lint-cases.yaml', import.meta.url), 'utf8'));

describe('lint finds', () => {
  test.each(CASES.map((entry) => [entry.code, entry.name, entry] as const))('%s: %s', (code, _name, entry) => {
    const found = lint(clusterOf(entry)).findings.filter((finding) => finding.code === code);
    expect(found.map(summary)).toEqual(entry.expect);
    if (entry.says !== undefined) expect(found[0] && findingText(found[0]).message).toContain(entry.says);
  });

  test('every code of policies, with a cluster where it is found and one where it is not', () => {
    const codes = Object.keys(LINT_CODES).filter((code) => code !== 'plugin-does-not-enforce');
    const has = (code: string, isFound: boolean): boolean =>
      CASES.some((entry) => entry.code === code && entry.expect.length > 0 === isFound);
    expect(codes.filter((code) => !has(code, true) || !has(code, false))).toEqual([]);
  });

  test('nothing worse than the list of codes says', () => {
    const rank = ['error', 'warning', 'info'];
    const most: Readonly<Record<string, string>> = { ...LINT_CODES, ...INPUT_CODES };
    const worse = CASES.flatMap((entry) => lint(clusterOf(entry)).findings).filter(
      ({ code, severity }) => rank.indexOf(severity) < rank.indexOf(most[code] ?? ''),
    );
    expect(worse.map(({ code }) => code)).toEqual([]);
  });
});

describe('lint in steps', () => {
  test('stops after each policy, and ends with the same', () => {
    const [first] = CASES;
    if (first === undefined) throw new Error('there are cases');
    const steps = lintInSteps(clusterOf(first));
    let number = 0;
    let step = steps.next();
    while (step.done !== true) {
      number += 1;
      step = steps.next();
    }
    expect(number).toBeGreaterThan(10);
    expect(step.value.findings.map(summary)).toEqual(lint(clusterOf(first)).findings.map(summary));
  });
});

function summary(finding: Finding): string {
  const { object } = findingText(finding);
  return [finding.severity, object, findingPath(finding)].filter((part) => part !== undefined && part !== '').join(' ');
}

function clusterOf(entry: Case): Snapshot {
  const { pods, services = {}, policies, undeclared = [], others = [] } = entry;
  const named = [...Object.keys(pods), ...Object.keys(services), ...Object.keys(policies)].map(
    (key) => key.split('/')[0] ?? '',
  );
  const namespaces = new Set([...named, ...Object.keys(entry.namespaces ?? {})]);
  const objects = [
    ...[...namespaces]
      .filter((name) => !undeclared.includes(name))
      .map((name) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: entry.namespaces?.[name] ?? {} },
      })),
    ...Object.entries(pods).map(podOf),
    ...Object.entries(services).map(([key, spec]) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadataOf(key),
      spec,
    })),
    ...Object.entries(policies).map(([key, spec]) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { ...metadataOf(key), ...annotationsOf(entry.annotations?.[key]) },
      spec,
      ...entry.outside?.[key],
    })),
    ...others,
  ];
  return snapshotFromYaml(objects.map((object) => JSON.stringify(object)).join('\n---\n'));
}

function metadataOf(key: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}

function annotationsOf(ignore: string | undefined): object {
  return ignore === undefined ? {} : { annotations: { 'netpol-tui.dev/ignore': ignore } };
}

function podOf([key, written]: readonly [string, string]): object {
  const [labels = '', ...rest] = written.split(';').map((part) => part.trim());
  const owner = rest.find((part) => part.startsWith('of '))?.slice(3);
  const addresses =
    rest
      .find((part) => part.startsWith('ip '))
      ?.slice(3)
      .split(' ') ?? [];
  const phase = rest.find((part) => /^[A-Z][a-z]+$/.test(part)) ?? 'Running';
  const ports = rest.flatMap((part) => [...part.matchAll(/(\w+)=(\d+)\/(\w+)/g)]);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadataOf(key),
      labels: Object.fromEntries(labels.split(',').map((label) => label.trim().split('='))),
      ...(owner === undefined ? {} : { ownerReferences: [{ kind: 'StatefulSet', name: owner, controller: true }] }),
    },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'c',
          ports: ports.map(([, name, port, protocol]) => ({ name, containerPort: Number(port), protocol })),
        },
      ],
    },
    status: { phase, podIP: addresses[0], podIPs: addresses.map((ip) => ({ ip })) },
  };
}

test('input findings are findings too', () => {
  const [first] = lint(snapshotFromYaml('{ apiVersion: v1, kind: Pod, metadata: { name: 7 } }')).findings;
  expect(first !== undefined && isInputFinding(first)).toBe(true);
});
