import { describe, expect, test } from 'vitest';
import { checkCommand, probeCommand } from '../../src/present/answer-commands.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';

const SNAPSHOT = snapshotFromYaml(`
{ apiVersion: v1, kind: Pod, metadata: { name: a, namespace: x }, status: { phase: Running, podIP: 10.0.0.1 } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: b, namespace: x }, status: { phase: Running, podIP: 2001:db8::5 } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: done, namespace: x }, status: { phase: Pending } }
`);

const asked = (from: string, to: string) => answerTo(SNAPSHOT, { from, to });

describe('the question as a command', () => {
  test.each([
    ['x/a', 'x/b:53/UDP', 'netpol-tui check --context prod x/a x/b:53/UDP'],
    ['x/a', '[2001:db8::9]:443', "netpol-tui check --context prod x/a '[2001:db8::9]:443'"],
    ['external', 'x/b', 'netpol-tui check --context prod external x/b'],
  ])('%s to %s', (from, to, command) => {
    expect(checkCommand(asked(from, to), { kind: 'cluster', context: 'prod' })).toBe(command);
  });

  test('paths are quoted for a shell', () => {
    const source = { kind: 'files', paths: ["it's here/$(x)"] } as const;
    expect(checkCommand(asked('x/a', 'x/b'), source)).toBe(`netpol-tui check -f 'it'\\''s here/$(x)' x/a x/b`);
  });
});

describe('a probe', () => {
  test.each([
    ['x/a', 'x/b:53/UDP', 'kubectl -n x exec a -- nc -zuv -w 3 2001:db8::5 53'],
    ['x/a', '192.0.2.1:443', 'kubectl -n x exec a -- nc -zv -w 3 192.0.2.1 443'],
  ])('%s to %s', (from, to, command) => {
    expect(probeCommand(asked(from, to))).toEqual({ command });
  });

  test.each([
    ['external', 'x/b:80', 'only a pod can try it'],
    ['x/a', 'x/b', 'a probe is for one port'],
    ['x/a', '192.0.2.0/24:80', 'the address of the destination is not known'],
    ['x/a', 'x/b:80/SCTP', 'SCTP'],
    ['x/done', 'x/b:80', 'is not running'],
  ])('%s to %s: %s', (from, to, why) => {
    expect(probeCommand(asked(from, to))).toEqual({ why: expect.stringContaining(why) });
  });
});
