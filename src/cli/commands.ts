import type { ANSWERING } from './answering-commands.ts';
import type { Register } from './command-context.ts';
import { registerCompletion } from './completion-command.ts';
import { registerDemo } from './demo-command.ts';
import { registerVersion } from './version-command.ts';

/** A command: its name, and what it is registered with, loaded when a line names it. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<Register>;
}

/** In the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  answering('check'),
  answering('fix'),
  answering('recipe'),
  answering('effective'),
  answering('list'),
  answering('matrix'),
  answering('exposure'),
  answering('get'),
  answering('lint'),
  answering('diff'),
  answering('test'),
  answering('snapshot'),
  { name: 'demo', load: async () => registerDemo },
  answering('explain'),
  answering('config'),
  { name: 'completion', load: async () => registerCompletion },
  answering('__complete'),
  { name: 'version', load: async () => registerVersion },
];

function answering(name: keyof typeof ANSWERING): CommandEntry {
  return { name, load: async () => (await import('./answering-commands.ts')).ANSWERING[name] };
}
