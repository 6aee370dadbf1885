/** What the pods of one workload have in common. */
export interface App {
  readonly namespace: number;
  readonly name: string;
  readonly tier: string;
  readonly version: string;
  /** Named ports with the numbers they have here. */
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}

/** Namespaces by number: 0 is kube-system, 1 monitoring, 2 ingress; the rest are teams'. */
export const TEAMS = 40;

/** Its name. */
export function namespaceName(index: number): string {
  return ['kube-system', 'monitoring', 'ingress-nginx'][index] ?? `team-${index % TEAMS}-${index}`;
}

const APP_NAMES = ['api', 'web', 'worker', 'db', 'cache', 'queue', 'gateway', 'auth', 'search', 'mail'] as const;

/** The workload's value of the label `app`. */
export function appName(namespace: number, index: number): string {
  if (namespace === 0 && index === 0) return 'kube-dns';
  if (namespace === 1 && index === 0) return 'prometheus';
  const name = APP_NAMES[index % APP_NAMES.length] ?? 'app';
  return index < APP_NAMES.length ? name : `${name}-${Math.floor(index / APP_NAMES.length)}`;
}
