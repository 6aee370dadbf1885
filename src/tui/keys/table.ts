import { ASK } from './ask-bindings.ts';
import type { Binding } from './binding.ts';
import { GO } from './go-bindings.ts';
import { always } from './key-scopes.ts';
import { LOOK } from './look-bindings.ts';
import { MOVE } from './move-bindings.ts';
import { WHAT_IF } from './what-if-bindings.ts';

const PROGRAM: readonly Binding[] = [
  {
    id: 'quit',
    keys: ['q'],
    group: 'Program',
    title: 'back; on the first screen: quit',
    act: ({ state }) => (state.stack.length === 1 ? { type: 'effect', effect: { kind: 'quit' } } : { type: 'back' }),
  },
  {
    id: 'retry',
    keys: ['ctrl-r'],
    group: 'Program',
    title: 'try again now what could not be read from the cluster; read the files again',
    act: always({ type: 'effect', effect: { kind: 'retry' } }),
    disabled: ({ world }) =>
      world.source.kind === 'files' && !world.loading.done ? 'the files are being read' : undefined,
  },
  {
    id: 'stop-reading',
    keys: ['ctrl-t'],
    group: 'Program',
    title: 'stop reading files and keep what was read; what the rest could change is unknown then',
    act: always({ type: 'effect', effect: { kind: 'stop-reading' } }),
    disabled: ({ world }) => {
      if (world.source.kind === 'cluster') return 'a cluster is followed, not read to an end';
      return world.loading.done ? 'nothing is being read' : undefined;
    },
  },
  {
    id: 'redraw',
    keys: ['ctrl-l'],
    group: 'Program',
    title: 'draw the whole screen again; with a screen reader, read it',
    act: always({ type: 'effect', effect: { kind: 'redraw' } }),
  },
  {
    id: 'suspend',
    keys: ['ctrl-z'],
    group: 'Program',
    title: 'suspend; fg comes back',
    act: always({ type: 'effect', effect: { kind: 'suspend' } }),
  },
  {
    id: 'quit-at-once',
    keys: ['ctrl-c'],
    group: 'Program',
    title: 'quit',
    act: always({ type: 'effect', effect: { kind: 'quit' } }),
  },
];

/** Every key but `?` and those that sort, in the order of the help screen. */
export const BINDINGS: readonly Binding[] = [...MOVE, ...GO, ...ASK, ...WHAT_IF, ...LOOK, ...PROGRAM];
