import { isEnforcementPending } from '../model/gaps.ts';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { JsonObject } from './json.ts';
import { type Line, span } from './spans.ts';
import { enumerate, printable } from './text.ts';

/** Who enforces policies, for the top line: `cilium: enforces`; undefined where there was nothing to look at. */
export function pluginLabel({ plugin, gaps }: Pick<Snapshot, 'plugin' | 'gaps'>): Line | undefined {
  if (plugin.evidence.length === 0) return undefined;
  if (isEnforcementPending({ plugin, gaps })) return [span('plugin: not known yet', 'dim')];
  const name = printable(plugin.name ?? 'plugin');
  switch (plugin.enforces) {
    case 'yes':
      return [span(`${name}: enforces`, 'dim')];
    case 'no':
      return [span(`${plugin.name === undefined ? 'policies' : name}: not enforced`, 'warning')];
    case 'unknown':
      return [span(`${name}: cannot tell`, 'warning')];
  }
}

/** The same as a clause of a sentence. */
export function pluginWords({ name, enforces }: NetworkPlugin): string {
  const plugin = name === undefined ? undefined : printable(name);
  switch (enforces) {
    case 'yes':
      return plugin === undefined ? 'policies are enforced' : `${plugin} enforces policies`;
    case 'no':
      return plugin === undefined ? 'nothing enforces policies' : `${plugin} does not enforce policies`;
    case 'unknown':
      return plugin === undefined
        ? 'whether policies are enforced cannot be told'
        : `whether ${plugin} enforces policies cannot be told`;
  }
}

const MOST_EVIDENCE = 3;

/** With what was looked at; undefined where there was nothing to look at. */
export function pluginSentence(plugin: NetworkPlugin): string | undefined {
  if (plugin.evidence.length === 0) return undefined;
  return `${pluginWords(plugin)}: ${enumerate(plugin.evidence.map(printable), MOST_EVIDENCE)}`;
}

/** `{"plugin":"cilium","enforces":"yes","evidence":[…]}`; undefined where there was nothing to look at. */
export function pluginJson(plugin: NetworkPlugin): JsonObject | undefined {
  if (plugin.evidence.length === 0) return undefined;
  return { plugin: plugin.name, enforces: plugin.enforces, evidence: plugin.evidence };
}
