import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { createProgram } from '../../src/cli/program.ts';

const TEXT = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

const stream = { write: () => undefined };
const nothing = () => Promise.reject(new Error('not to be called'));
const program = await createProgram({
  io: { stdout: stream, stderr: stream, env: {} },
  services: {
    load: nothing,
    loadCluster: nothing,
    readObjects: nothing,
    missingPaths: nothing,
    readText: nothing,
    capture: nothing,
    isSnapshot: nothing,
    writeFile: nothing,
    contextNames: nothing,
    chance: async () => ({ below: () => 0, coin: () => false }),
    today: () => '',
    openTui: nothing,
    isInteractive: () => false,
    demoScenarios: nothing,
    settings: nothing,
    version: { program: '', node: '', platform: '' },
  },
  finish: () => undefined,
});
const commands: readonly Command[] = [program, ...program.commands];
const options = commands.flatMap((command) => command.options.filter((option) => !option.hidden));

describe('docs/cli.md and the parser know the same', () => {
  test.each(program.commands.map((command) => command.name()).filter((name) => !name.startsWith('_')))(
    'command %s is documented',
    (name) => {
      expect(TEXT).toMatch(new RegExp(`^### .*\`${name}\\b`, 'm'));
    },
  );

  test.each([...new Set(options.flatMap((option) => option.long ?? []))])('option %s is documented', (flag) => {
    expect(TEXT).toContain(flag);
  });

  test('no option is documented that is not there', () => {
    const documented = new Set(TEXT.match(/(?<![\w-])--[a-z][\w-]*/g));
    const known = new Set([...options.flatMap((option) => option.long ?? []), '--help']);
    expect([...documented].filter((flag) => !known.has(flag))).toEqual([]);
  });

  test('output formats are those the parser takes', () => {
    for (const command of program.commands) {
      const choices = command.options.find((option) => option.long === '--output')?.argChoices;
      if (choices !== undefined) expect(TEXT).toContain(`-o, --output ${choices.join('|')}`);
    }
  });
});

test('commands are listed under the names they are registered with', () => {
  expect(COMMANDS.map(({ name }) => name)).toEqual(program.commands.map((command) => command.name()));
});
