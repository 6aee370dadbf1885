export const TOPIC_IDS = [
  'rules',
  'isolation',
  'both-sides',
  'union',
  'and-or',
  'empty-null',
  'namespaces',
  'labels',
  'ports',
  'named-ports',
  'service-ports',
  'outside',
  'dns',
  'ip-block',
  'families',
  'host-network',
  'always-allowed',
  'timing',
  'tiers',
  'unknown',
  'enforcement',
  'strictness',
  'input',
] as const;

/** Names a topic, as `:explain` takes it. */
export type TopicId = (typeof TOPIC_IDS)[number];

/** What people call topics otherwise. */
const OTHER_NAMES: Readonly<Record<string, TopicId>> = {
  and: 'and-or',
  or: 'and-or',
  empty: 'empty-null',
  null: 'empty-null',
  service: 'service-ports',
  services: 'service-ports',
  targetport: 'service-ports',
  namespace: 'namespaces',
  namespaceselector: 'namespaces',
  selector: 'labels',
  selectors: 'labels',
  podselector: 'labels',
  label: 'labels',
  port: 'ports',
  protocol: 'ports',
  ipblock: 'ip-block',
  cidr: 'ip-block',
  except: 'ip-block',
  ipv6: 'families',
  'dual-stack': 'families',
  hostnetwork: 'host-network',
  self: 'always-allowed',
  replies: 'always-allowed',
  tier: 'tiers',
  admin: 'tiers',
  baseline: 'tiers',
  anp: 'tiers',
  cni: 'enforcement',
  plugin: 'enforcement',
  deny: 'union',
  isolated: 'isolation',
  egress: 'both-sides',
  ingress: 'both-sides',
  loadbalancer: 'outside',
  nodeport: 'outside',
  gateway: 'outside',
  external: 'outside',
  conntrack: 'timing',
  startup: 'timing',
  validation: 'strictness',
  strict: 'strictness',
  yaml: 'input',
  helm: 'input',
};

/** The topic a person means: by its name, another name for it, or the only one whose name begins so. */
export function topicMeant(text: string): TopicId | undefined {
  const wanted = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  const known = TOPIC_IDS.find((id) => id === wanted) ?? OTHER_NAMES[wanted];
  const beginning = TOPIC_IDS.filter((id) => wanted !== '' && id.startsWith(wanted));
  return known ?? (beginning.length === 1 ? beginning[0] : undefined);
}
