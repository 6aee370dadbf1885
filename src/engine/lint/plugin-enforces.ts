import { finding, type LintRule } from './evidence.ts';

/** Policies in a cluster where nothing puts them into force: objects without effect. */
export const pluginEnforces: LintRule = ({ snapshot }) => {
  const { plugin, policies } = snapshot;
  if (plugin.enforces !== 'no' || policies.length === 0) return [];
  const facts = { plugin, policies: policies.length };
  return [[finding('plugin-does-not-enforce', 'error', { kind: 'cluster' }, facts)]];
};
