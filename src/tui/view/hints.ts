import { type Line, span } from '../../present/spans.ts';
import { shownKeys } from '../keys/binding.ts';
import { BOUND } from '../keys/dispatch.ts';
import { withKeys } from '../keys/rebinding.ts';
import type { State } from '../state/state.ts';

/** The words of the hints: a key by its binding, and what to know of it. */
const HINTS: readonly (readonly (readonly [binding: string, text: string])[])[] = [
  [
    ['open', 'opens,'],
    ['back', 'goes back,'],
    ['reach-from', 'what it reaches,'],
    ['reach-to', 'by whom'],
  ],
  [
    ['filter', 'filters,'],
    ['command', 'takes commands,'],
    ['help', 'shows the keys of a screen'],
  ],
  [
    ['explain', 'explains the rule behind a line,'],
    ['quit', 'leaves'],
  ],
];

/** What a newcomer needs to know: shown until the first key of the first run, and never again. */
export function hintLines({
  memory,
  glyphs,
  settings,
}: Pick<State, 'memory' | 'glyphs' | 'settings'>): readonly Line[] {
  if (memory.hintsSeen) return [];
  const bindings = withKeys(BOUND, settings.keys);
  return HINTS.map((words): Line => {
    return words.flatMap(([id, text]): Line => {
      const binding = bindings.find((candidate) => candidate.id === id);
      return binding === undefined ? [] : [span(` ${shownKeys(binding, glyphs)}`, 'key'), span(` ${text}`)];
    });
  });
}
