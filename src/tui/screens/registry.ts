import type { Screen } from '../state/screens.ts';
import { changesScreen } from './changes-screen.ts';
import type { ScreenKind } from './content.ts';
import { contextsScreen } from './contexts-screen.ts';
import { describeScreen } from './describe-screen.ts';
import { exposureScreen } from './exposure-screen.ts';
import { fixesScreen } from './fixes-screen.ts';
import { helpScreen } from './help-screen.ts';
import { matrixScreen } from './matrix-screen.ts';
import { pinsScreen } from './pins-screen.ts';
import { podScreen } from './pod-screen.ts';
import { policyScreen } from './policy-screen.ts';
import { reachScreen } from './reach-screen.ts';
import { recipeScreen } from './recipe-screen.ts';
import { recipesScreen } from './recipes-screen.ts';
import { findingsScreen, namespacesScreen, podsScreen, policiesScreen, servicesScreen } from './tables.ts';
import { topicScreen } from './topic-screen.ts';
import { topologyScreen } from './topology-screen.ts';
import { whatIfScreen } from './what-if-screen.ts';
import { yamlScreen } from './yaml-screen.ts';

const KINDS: { readonly [N in Screen['at']]: ScreenKind<Extract<Screen, { at: N }>> } = {
  namespaces: namespacesScreen,
  pods: podsScreen,
  pod: podScreen,
  policies: policiesScreen,
  policy: policyScreen,
  services: servicesScreen,
  reach: reachScreen,
  fixes: fixesScreen,
  recipe: recipeScreen,
  recipes: recipesScreen,
  findings: findingsScreen,
  exposure: exposureScreen,
  changes: changesScreen,
  pins: pinsScreen,
  contexts: contextsScreen,
  matrix: matrixScreen,
  'what-if': whatIfScreen,
  help: helpScreen,
  yaml: yamlScreen,
  describe: describeScreen,
  topic: topicScreen,
  topology: topologyScreen,
};

/** How a screen is shown. */
export function kindOf(screen: Screen): ScreenKind {
  // The table pairs every name with the kind for that name, which the type of a lookup cannot say.
  return KINDS[screen.at] as ScreenKind;
}
