import type { WorkloadRef } from '../../model/cluster-objects.ts';
import type { RawObject } from '../../model/raw-object.ts';
import type { OnNodes } from '../decoded.ts';
import { isObject } from '../field-reader.ts';
import { type NetworkAgent, networkAgentOf } from '../network-agents.ts';
import { isFromServer } from '../object-history.ts';

/** What a DaemonSet, or a pod of one, tells of the network plugin; nothing, for all other objects. Never fails. */
export function onNodesOf(raw: RawObject, owner: WorkloadRef | undefined, podSpec: unknown): OnNodes {
  if (owner === undefined || owner.kind !== 'DaemonSet') return {};
  const agent = networkAgentOf(owner.name, podSpec);
  return {
    ...(agent === undefined ? {} : { agent: withReadiness(agent, raw) }),
    ...(owner.namespace === 'kube-system' && isFromServer(raw) ? { isFromServer: true } : {}),
  };
}

/** Of a DaemonSet. */
export function templateSpecOf(raw: RawObject): unknown {
  return at(at(at(raw.value, 'spec'), 'template'), 'spec');
}

/** Where an agent does not run, rules are old or missing. */
function withReadiness(agent: NetworkAgent, raw: RawObject): NetworkAgent {
  const status = at(raw.value, 'status');
  const wanted = at(status, 'desiredNumberScheduled');
  const ready = at(status, 'numberReady') ?? 0;
  if (typeof wanted !== 'number' || typeof ready !== 'number' || ready >= wanted) return agent;
  return { ...agent, says: `${agent.says} (ready on ${ready} of ${wanted} nodes)` };
}

function at(from: unknown, key: string): unknown {
  return isObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
}
