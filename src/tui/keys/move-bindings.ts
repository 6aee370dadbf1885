import type { Binding } from './binding.ts';
import { always, TREES } from './key-scopes.ts';

/** Keys that move the selection. */
export const MOVE: readonly Binding[] = [
  { id: 'down', keys: ['j', 'down'], group: 'Move', title: 'down', act: always({ type: 'move', by: 1 }) },
  { id: 'up', keys: ['k', 'up'], group: 'Move', title: 'up', act: always({ type: 'move', by: -1 }) },
  { id: 'first', keys: ['g', 'home'], group: 'Move', title: 'first line', act: always({ type: 'jump', to: 'first' }) },
  { id: 'last', keys: ['G', 'end'], group: 'Move', title: 'last line', act: always({ type: 'jump', to: 'last' }) },
  {
    id: 'half-down',
    keys: ['ctrl-d'],
    group: 'Move',
    title: 'half a page down',
    act: always({ type: 'page', by: 0.5 }),
  },
  { id: 'half-up', keys: ['ctrl-u'], group: 'Move', title: 'half a page up', act: always({ type: 'page', by: -0.5 }) },
  {
    id: 'page-down',
    keys: ['ctrl-f', 'pgdn'],
    group: 'Move',
    title: 'a page down',
    act: always({ type: 'page', by: 1 }),
  },
  { id: 'page-up', keys: ['ctrl-b', 'pgup'], group: 'Move', title: 'a page up', act: always({ type: 'page', by: -1 }) },
  {
    id: 'next-pane',
    keys: ['tab'],
    group: 'Move',
    screens: TREES,
    title: 'next pane or section',
    footer: { text: 'next pane', order: 3 },
    act: always({ type: 'pane', by: 1 }),
  },
  {
    id: 'previous-pane',
    keys: ['shift-tab'],
    group: 'Move',
    screens: TREES,
    title: 'previous pane or section',
    act: always({ type: 'pane', by: -1 }),
  },
  {
    id: 'edit-form',
    keys: ['tab', 'i'],
    group: 'Move',
    screens: ['reach'],
    title: 'edit the question',
    footer: { text: 'edit question', order: 2 },
    act: always({ type: 'form-focus', focus: 'from' }),
  },
  {
    id: 'edit-to',
    keys: ['shift-tab'],
    group: 'Move',
    screens: ['reach'],
    title: 'edit the destination',
    act: always({ type: 'form-focus', focus: 'to' }),
  },
];
