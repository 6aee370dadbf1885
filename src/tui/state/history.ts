import type { State, Visit } from './state.ts';

const MOST = 50;

/** The state at another place; where it was is remembered for `[` and `-`. */
export function visited(state: State, visit: Visit): State {
  const past = [...state.history.past, here(state)].slice(-MOST);
  return { ...state, ...visit, history: { past, future: [] } };
}

/** One place back or forward; undefined when there is none. */
export function travelled(state: State, to: 'back' | 'forward' | 'last'): State | undefined {
  const { past, future } = state.history;
  const previous = past.at(-1);
  switch (to) {
    case 'back':
      return (
        previous && { ...state, ...previous, history: { past: past.slice(0, -1), future: [here(state), ...future] } }
      );
    case 'last':
      return previous && { ...state, ...previous, history: { past: [...past.slice(0, -1), here(state)], future } };
    case 'forward': {
      const [next, ...later] = future;
      return next && { ...state, ...next, history: { past: [...past, here(state)], future: later } };
    }
  }
}

function here({ stack, namespace }: State): Visit {
  return { stack, namespace };
}
