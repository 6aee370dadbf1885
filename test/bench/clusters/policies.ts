import type { Json } from '../../support/naive/objects.ts';
import { type App, appName, namespaceName, TEAMS } from './names.ts';
import type { Random } from './random.ts';
import type { ClusterSize } from './sizes.ts';

const DNS: Json = {
  to: [{ namespaceSelector: byName(0), podSelector: { matchLabels: { app: 'kube-dns' } } }],
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};

function byName(namespace: number): Json {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespaceName(namespace) } };
}

/** One policy of the usual kinds. The first of a namespace denies by default, in three of five. */
export function realisticPolicy(
  index: number,
  size: ClusterSize,
  apps: readonly (readonly App[])[],
  random: Random,
): Json {
  const namespace = index % size.namespaces;
  const round = Math.floor(index / size.namespaces);
  const own = apps[namespace] ?? [];
  const spec = round === 0 && random.percent(60) ? defaultDeny(random) : appSpec(own, size, random);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${round}`, namespace: namespaceName(namespace) },
    spec,
  };
}

function defaultDeny(random: Random): Json {
  return random.percent(50)
    ? { podSelector: {}, policyTypes: ['Ingress'] }
    : { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [DNS] };
}

function appSpec(own: readonly App[], size: ClusterSize, random: Random): Json {
  const app = own[random.below(own.length)]?.name ?? 'api';
  const podSelector = random.percent(10) ? { matchExpressions: [someExpression(random)] } : { matchLabels: { app } };
  const ingress = Array.from({ length: 1 + random.below(2) }, () => ingressRule(own, size, random));
  if (random.percent(60)) return { podSelector, policyTypes: ['Ingress'], ingress };
  const egress = [DNS, ...Array.from({ length: 1 + random.below(2) }, () => egressRule(own, size, random))];
  return { podSelector, policyTypes: ['Ingress', 'Egress'], ingress, egress };
}

function someExpression(random: Random): Json {
  return random.pick<Json>([
    { key: 'tier', operator: 'In', values: ['backend', 'data'] },
    { key: 'tier', operator: 'NotIn', values: ['frontend'] },
    { key: 'job-name', operator: 'DoesNotExist' },
    { key: 'pod-template-hash', operator: 'Exists' },
  ]);
}

function ingressRule(own: readonly App[], size: ClusterSize, random: Random): Json {
  return { from: [podPeer(own, size, random, 'ingress')], ports: somePorts(random) };
}

function egressRule(own: readonly App[], size: ClusterSize, random: Random): Json {
  if (random.percent(15)) return { to: [outside(random)], ports: [{ port: 443 }] };
  return { to: [podPeer(own, size, random, 'egress')], ports: somePorts(random) };
}

function podPeer(own: readonly App[], size: ClusterSize, random: Random, direction: 'ingress' | 'egress'): Json {
  const chance = random.below(100);
  if (chance < 55) return { podSelector: { matchLabels: { app: own[random.below(own.length)]?.name ?? 'web' } } };
  if (chance < 65) return { podSelector: {} };
  if (chance < 78) return { namespaceSelector: byName(1), podSelector: { matchLabels: { app: 'prometheus' } } };
  if (chance < 84) return { namespaceSelector: byName(2) };
  if (chance < 93) {
    const team = `team-${random.below(TEAMS)}`;
    return {
      namespaceSelector: { matchLabels: { team } },
      podSelector: { matchLabels: { app: appName(3, random.below(4)) } },
    };
  }
  if (chance < 97) return { namespaceSelector: byName(random.below(size.namespaces)) };
  if (chance < 98) return { namespaceSelector: { matchLabels: { env: random.pick(['prod', 'staging', 'dev']) } } };
  return direction === 'ingress'
    ? outside(random)
    : { namespaceSelector: {}, podSelector: { matchLabels: { tier: 'data' } } };
}

function outside(random: Random): Json {
  if (random.percent(50))
    return { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] } };
  const base = `${20 + random.below(150)}.${random.below(256)}.${random.below(256)}`;
  if (random.percent(70)) return { ipBlock: { cidr: `${base}.0/24` } };
  return { ipBlock: { cidr: `${base}.0/24`, except: [`${base}.${random.below(256)}/32`] } };
}

function somePorts(random: Random): readonly Json[] | undefined {
  const chance = random.below(100);
  if (chance < 15) return undefined;
  if (chance < 35) return [{ port: 'http' }];
  if (chance < 45) return [{ port: 'metrics' }];
  if (chance < 55) return [{ port: 30_000, endPort: 32_767 }];
  return [{ port: random.pick([80, 443, 5432, 6379, 8080, 9090]) }];
}
