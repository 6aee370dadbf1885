import { setTimeout as pause } from 'node:timers/promises';
import type { ApiObject } from './admin-client.ts';
import type { ControlPlane } from './control-plane.ts';

const A_SECOND = 50;
/** A slow server is not asked for more at a time. */
const AT_ONCE = 16;
const NAMESPACES = ['churn-0', 'churn-1', 'churn-2', 'churn-3'];
const PODS = 120;
const POLICIES = 40;

/** The same numbers in every run. */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

export type Dice = ReturnType<typeof dice>;

export function of<T>(roll: Dice, values: readonly [T, ...T[]]): T {
  return values[roll(values.length)] ?? values[0];
}

const team = (roll: Dice): string => of(roll, ['a', 'b', 'c']);

function namespaceNamed(name: string, team: string): ApiObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team } } };
}

function podNumber(number: number, roll: Dice): ApiObject {
  const namespace = NAMESPACES[number % NAMESPACES.length] ?? '';
  const ip = `10.7.${number >> 8}.${number & 255}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${number}`, namespace, labels: { app: team(roll) } },
    spec: { containers: [{ name: 'c', image: 'none', ports: [{ name: 'web', containerPort: of(roll, [80, 8080]) }] }] },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
  };
}

function policyNumber(number: number, roll: Dice): ApiObject {
  const labels = () => ({ matchLabels: { app: team(roll) } });
  const peer = () =>
    of<object>(roll, [
      { podSelector: labels() },
      { namespaceSelector: { matchLabels: { team: team(roll) } } },
      { namespaceSelector: {}, podSelector: labels() },
      { ipBlock: { cidr: '10.7.0.0/26' } },
    ]);
  const rule = (key: string) => ({
    [key]: [peer()],
    ...(roll(2) === 0 ? { ports: [{ port: of<number | string>(roll, [80, 'web']) }] } : {}),
  });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${number}`, namespace: NAMESPACES[number % NAMESPACES.length] ?? '' },
    spec: {
      podSelector: roll(3) === 0 ? {} : labels(),
      ...of<object>(roll, [
        { policyTypes: ['Ingress'], ingress: [rule('from')] },
        { policyTypes: ['Egress'], egress: [rule('to')] },
        { policyTypes: ['Ingress', 'Egress'], ingress: [rule('from')], egress: [rule('to')] },
      ]),
    },
  };
}

async function change({ admin }: ControlPlane, roll: Dice): Promise<void> {
  const pod = podNumber(roll(PODS), roll);
  const policy = policyNumber(roll(POLICIES), roll);
  switch (roll(10)) {
    case 0:
      return admin.patch(pod, { metadata: { labels: { app: team(roll) } } });
    case 1:
      return admin.remove(pod);
    case 2:
    case 3:
    case 4:
      return admin.create(policy);
    case 5:
      return admin.remove(policy);
    case 6:
      return admin.patch(namespaceNamed(of(roll, ['churn-0', ...NAMESPACES]), ''), {
        metadata: { labels: { team: team(roll) } },
      });
    default:
      return admin.create(pod);
  }
}

export interface Churn {
  readonly plane: ControlPlane;
  readonly seconds: number;
  readonly roll: Dice;
  /** Told after each change how much of the time is over, 0 to 1. */
  readonly onProgress: (part: number) => void;
}

/**
 * Creates, edits, relabels and deletes at random, 50 times a second; after a quarter, a half and three quarters of the time the server is
 * restarted, restarted over a compacted store, and its store compacted. Says how many changes were made and how many the server refused: what is not there cannot be changed, and
 * while the server is away nothing can.
 */
export async function churn({ plane, seconds, roll, onProgress }: Churn): Promise<{ made: number; refused: number }> {
  for (const name of NAMESPACES) await plane.admin.create(namespaceNamed(name, 'a'));
  let [begun, made, refused] = [0, 0, 0];
  const underWay = new Set<Promise<unknown>>();
  let trouble = Promise.resolve();
  const started = Date.now();
  const elapsed = (): number => (Date.now() - started) / 1000 / seconds;
  const troubles = [() => plane.restart(), () => plane.restart(plane.compact), () => plane.compact()];
  while (elapsed() < 1) {
    const changing = change(plane, roll).then(
      () => (made += 1),
      () => {
        refused += 1;
        return pause(100);
      },
    );
    underWay.add(changing);
    void changing.then(() => underWay.delete(changing));
    if (underWay.size >= AT_ONCE) await Promise.race(underWay);
    if (troubles.length > 0 && elapsed() > (4 - troubles.length) / 4) {
      const next = troubles.shift();
      trouble = trouble.then(next);
    }
    onProgress(elapsed());
    begun += 1;
    await pause(Math.max(0, started + (begun * 1000) / A_SECOND - Date.now()));
  }
  await Promise.all(underWay);
  await trouble;
  return { made, refused };
}
