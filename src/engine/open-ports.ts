import { intersectSets, isNoPort, NO_PORTS, type PortSet, sameSets, uniteSets } from '../model/ports.ts';

/** Ports between the pods of two ends. */
export interface OpenPorts {
  /** Allowed between every pod of the one and every pod of the other. */
  readonly allowed: PortSet;
  readonly unknown: PortSet;
  /** Allowed between some of the pods at least, `allowed` included; no port when the pods do not differ. */
  readonly partial: PortSet;
}

/** Ports between two pods. */
export interface PairPorts {
  readonly allowed: PortSet;
  readonly unknown: PortSet;
}

/** What is open between all of these pairs of pods, and between some; undefined when nothing is, nor may be. */
export function combined(pairs: readonly PairPorts[]): OpenPorts | undefined {
  const [first] = pairs;
  if (first === undefined) return undefined;
  const allowed = pairs.reduce((all, pair) => intersectSets(all, pair.allowed), first.allowed);
  const some = pairs.reduce((all, pair) => uniteSets(all, pair.allowed), NO_PORTS);
  const unknown = pairs.reduce((all, pair) => uniteSets(all, pair.unknown), NO_PORTS);
  if (isNoPort(some) && isNoPort(unknown)) return undefined;
  return { allowed, unknown, partial: sameSets(some, allowed) ? NO_PORTS : some };
}
