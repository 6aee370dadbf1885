import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ExpectedCheck,
  type ExpectedDiagnostic,
  ROOT,
  readOverview,
  readScenarios,
  type Scenario,
} from './scenario.ts';

// The real program, by its launcher, on every bundled scenario: each verdict, reason and diagnostic its expected.json states.

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function netpol(args: readonly string[], input: string): Promise<Run> {
  const child = spawn(process.execPath, ['bin/netpol-tui.js', ...args], { cwd: ROOT });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // A program that ends before it has read everything breaks the pipe; its exit code and stderr say more.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

interface Query {
  readonly from: string;
  readonly to: string;
  readonly port?: number | string;
  readonly protocol?: string;
}

type Answer = { readonly [key: string]: unknown };

/** `to` with its port and protocol taken apart, as batch queries have them. */
function queryOf({ from, to }: Pick<ExpectedCheck, 'from' | 'to'>): Query {
  const [, endpoint, port, protocol] = /^(.+?):([a-z0-9-]+)(?:\/([A-Z]+))?$/.exec(to) ?? [];
  if (endpoint === undefined || port === undefined) throw new Error(`${to} names no port`);
  return {
    from,
    to: endpoint,
    port: /^\d+$/.test(port) ? Number(port) : port,
    ...(protocol === undefined ? {} : { protocol }),
  };
}

// An address of a documentation range and a port no scenario uses: the reason tells whether the pod is isolated.
const NOBODY = '203.0.113.77';
const UNUSED_PORT = 9;

function queriesOf({ expected }: Scenario): readonly Query[] {
  const probes = expected.isolation.flatMap(({ pod }) => [
    { from: NOBODY, to: pod, port: UNUSED_PORT },
    { from: pod, to: NOBODY, port: UNUSED_PORT },
  ]);
  return [...expected.checks.map(queryOf), ...probes];
}

function jsonLines(stdout: string): readonly Answer[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Answer);
}

/** Every text of an answer but the question that comes back with it. */
function wordsOf({ from: _from, to: _to, ...answer }: Answer): string {
  const words: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') words.push(value);
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner);
  };
  collect(answer);
  return words.join('\n');
}

function reasonOf(side: unknown): unknown {
  return typeof side === 'object' && side !== null && 'reason' in side ? side.reason : undefined;
}

function isolationOf(side: unknown): string {
  const reason = reasonOf(side);
  if (reason === 'not-isolated') return 'open';
  return reason === 'isolated' || reason === 'rule' ? 'isolated' : `neither: ${reason}`;
}

const scenarios = readScenarios();

describe('the bundled scenarios', () => {
  it('are at least ten, shop among them', () => {
    expect(scenarios.map((scenario) => scenario.name)).toContain('shop');
    expect(scenarios.length).toBeGreaterThanOrEqual(10);
  });

  it.each(scenarios.map(({ name }) => name))('%s stands in the overview', (name) => {
    expect(readOverview()).toContain(`(${name}/README.md)`);
  });
});

describe.each(scenarios)('$name', (scenario) => {
  const { folder, readme, expected } = scenario;
  let run: Run;
  let answers: readonly Answer[];

  beforeAll(async () => {
    const queries = queriesOf(scenario).map((query) => JSON.stringify(query));
    run = await netpol(['check', '--batch', '-', '-o', 'jsonl', '--verbose', '-f', folder], `${queries.join('\n')}\n`);
    answers = jsonLines(run.stdout);
  });

  it('has a README with a title, and enough to hold the program to', () => {
    expect(readme).toMatch(/^# \S/);
    expect(expected.checks.length).toBeGreaterThanOrEqual(6);
  });

  it('is answered in full', () => {
    expect({ code: run.code, errors: answers.filter((answer) => 'error' in answer) }).toEqual({ code: 0, errors: [] });
    expect(answers).toHaveLength(queriesOf(scenario).length);
  });

  it.each(expected.checks.map((check, index) => ({ ...check, index })))(
    '$from to $to is $verdict',
    ({ index, verdict, says = [] }) => {
      const answer = answers[index] ?? {};
      expect(answer['verdict'], String(answer['message'])).toBe(verdict);
      for (const words of says) expect(wordsOf(answer)).toContain(words);
    },
  );

  it.each(expected.isolation.map((isolation, index) => ({ ...isolation, index })))(
    '$pod is $ingress for ingress and $egress for egress',
    ({ index, ingress, egress }) => {
      const first = expected.checks.length + 2 * index;
      expect({
        ingress: isolationOf(answers[first]?.['ingress']),
        egress: isolationOf(answers[first + 1]?.['egress']),
      }).toEqual({ ingress, egress });
    },
  );

  const { diagnostics } = expected;
  if (diagnostics !== undefined && diagnostics.length === 0) {
    it('has nothing to complain about', () => {
      expect(run.stderr).toBe('');
    });
  }

  it.each(diagnostics ?? [])('$file:$line: $severity $path', ({ file, line, path, severity }) => {
    const place = `${folder}/${file}:${line}`;
    const said = run.stderr.split('\n').filter((text) => text.includes(`${place}:`) && text.includes(path ?? ''));
    expect(said, run.stderr).not.toEqual([]);
    expect(said.some((text) => text.includes(severity))).toBe(true);
  });
});

describe.each(scenarios.filter(({ expected }) => (expected.diagnostics ?? []).length > 0))(
  '$name as JSON',
  (scenario) => {
    const { folder, expected } = scenario;
    const graver = (expected.diagnostics ?? []).filter(({ severity }) => severity !== 'info');

    it('carries the diagnostics that could change the answer, and no others', async () => {
      const [check] = expected.checks;
      if (check === undefined) throw new Error('a scenario without checks');
      const run = await netpol(['check', check.from, check.to, '-o', 'json', '-f', folder], '');
      const found = (JSON.parse(run.stdout) as Answer)['diagnostics'] as readonly ExpectedDiagnostic[];
      const stated = graver.map(({ file, line, code, path, severity }) => ({
        file: `${folder}/${file}`,
        line,
        code,
        severity,
        ...(path === undefined ? {} : { path }),
      }));
      expect(found).toEqual(expect.arrayContaining(stated.map((one) => expect.objectContaining(one))));
      const files = new Set(stated.map(({ file }) => file));
      expect(found.filter(({ file }) => !files.has(file))).toEqual([]);
    });
  },
);
