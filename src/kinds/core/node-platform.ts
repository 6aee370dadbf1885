import type { NetworkPlugin } from '../../model/network-plugin.ts';
import type { RawObject } from '../../model/raw-object.ts';
import { isObject } from '../field-reader.ts';
import { printable } from '../quoting.ts';

/** What a Node tells of the distribution it belongs to, where that says something about policies. */
export interface NodePlatform {
  readonly distribution: 'k3s' | 'gke' | 'eks-auto' | 'eks-fargate';
  /** Whether policies are enforced here when no agent is seen. */
  readonly enforces: NetworkPlugin['enforces'];
  /** For a person. No control characters. */
  readonly says: string;
}

const LONGEST = 60;

/** Undefined for a node that says nothing about it. Never fails. */
export function nodePlatformOf(raw: RawObject): NodePlatform | undefined {
  const metadata = at(raw.value, 'metadata');
  const version = textAt(at(at(raw.value, 'status'), 'nodeInfo'), 'kubeletVersion');
  const compute = textAt(at(metadata, 'labels'), 'eks.amazonaws.com/compute-type');
  if (version.includes('+k3s')) return k3s(version, textAt(at(metadata, 'annotations'), 'k3s.io/node-args'));
  if (compute === 'fargate') {
    return { distribution: 'eks-fargate', enforces: 'no', says: 'runs on Fargate, where policies are not enforced' };
  }
  if (compute === 'auto') {
    const says = 'belongs to EKS Auto Mode, where a ConfigMap that is not read decides';
    return { distribution: 'eks-auto', enforces: 'unknown', says };
  }
  if (version.includes('-gke.')) {
    const says = `runs ${shown(version)}; GKE enforces policies with Dataplane V2 or Calico only`;
    return { distribution: 'gke', enforces: 'no', says };
  }
  return undefined;
}

/** k3s has the controller of kube-router inside; no DaemonSet shows it. */
function k3s(version: string, args: string): NodePlatform {
  const runs = `runs ${shown(version)}, which has kube-router inside`;
  if (args.includes('--disable-network-policy')) {
    return { distribution: 'k3s', enforces: 'no', says: `${runs}, with --disable-network-policy` };
  }
  // Servers have this option, agents do not.
  return args.includes('"server"')
    ? { distribution: 'k3s', enforces: 'yes', says: runs }
    : { distribution: 'k3s', enforces: 'unknown', says: `${runs} unless it was started with --disable-network-policy` };
}

function shown(version: string): string {
  return printable(version.slice(0, LONGEST));
}

function at(from: unknown, key: string): unknown {
  return isObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
}

function textAt(from: unknown, key: string): string {
  const value = at(from, key);
  return typeof value === 'string' ? value : '';
}
