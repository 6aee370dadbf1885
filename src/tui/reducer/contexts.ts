import { printable } from '../../present/text.ts';
import { NOTHING_COMPARED } from '../state/comparison.ts';
import type { KnownContexts } from '../state/contexts.ts';
import { freshScreen, type ScreenPlace } from '../state/screens.ts';
import { flashed, type State, topScreen, withEffect } from '../state/state.ts';
import type { World, WorldSource } from '../state/store.ts';
import { NOTHING_WATCHED } from '../state/watching.ts';
import { NOTHING_EDITED } from '../state/what-if.ts';

/** Reads the kubeconfig anew where it is looked at: contexts may have come. */
export function contextsNeeded(state: State): State {
  if (state.contexts.state === 'reading') return state;
  const contexts: KnownContexts = state.contexts.state === 'read' ? state.contexts : { state: 'reading' };
  return withEffect({ ...state, contexts }, { kind: 'read-contexts' });
}

/** Asks for another cluster; what is seen stays until it is there. */
export function goToContext(state: State, name: string): State {
  const asked = withEffect(state, { kind: 'use-context', name });
  return flashed(asked, 'info', `going over to ${printable(name)}`);
}

/** Tells one source from another. */
function sourceKey(source: WorldSource): string {
  return `${source.kind} ${source.label}`;
}

export function isOtherSource(before: World, after: World): boolean {
  return sourceKey(before.source) !== sourceKey(after.source);
}

/** Another cluster: names mean something else there, so that one begins at its namespaces; what was seen of it before is found again. */
export function sourceChanged(state: State, before: World, after: World): State {
  const first: ScreenPlace = topScreen(state).at === 'contexts' ? { at: 'contexts' } : { at: 'namespaces' };
  const elsewhere = new Map([...state.elsewhere, [sourceKey(before.source), state.watching] as const]);
  const changed: State = {
    ...state,
    stack: [freshScreen({ at: 'namespaces' }), ...(first.at === 'contexts' ? [freshScreen(first)] : [])],
    namespace: undefined,
    history: { past: [], future: [] },
    watching: elsewhere.get(sourceKey(after.source)) ?? NOTHING_WATCHED,
    elsewhere,
    linted: undefined,
    whatIf: NOTHING_EDITED,
    comparison: NOTHING_COMPARED,
  };
  return flashed(changed, 'info', `now looking at ${printable(after.source.label)}`);
}
