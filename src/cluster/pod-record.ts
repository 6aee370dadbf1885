import type { Decoded, DecodedPod } from '../kinds/decoded.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { Origin } from '../model/raw-object.ts';
import type { ObjectRecord, Place } from './object-records.ts';

const NO_DIAGNOSTICS: readonly Diagnostic[] = [];
const NO_PLACES: readonly Place[] = [];

/**
 * The record of a pod about which there is nothing to say: what its pod holds already is not held again, for there may be 150,000. It
 * is record and decoded pod in one.
 */
export class PodRecord implements ObjectRecord, DecodedPod {
  readonly pod: DecodedPod['pod'];
  readonly controller: DecodedPod['controller'];

  constructor({ pod, controller }: DecodedPod) {
    this.pod = pod;
    this.controller = controller;
  }

  get kind(): 'pod' {
    return 'pod';
  }

  get decoded(): Extract<Decoded, { readonly kind: 'pod' }> {
    return this;
  }

  /** For whoever compares what was decoded as text: the same as of any other decoded pod. */
  toJSON(): Extract<Decoded, { readonly kind: 'pod' }> {
    return { kind: 'pod', controller: this.controller, pod: this.pod };
  }

  get id(): ObjectRecord['id'] {
    const { namespace, name } = this.pod;
    return { apiVersion: 'v1', kind: 'Pod', namespace, name };
  }

  get origin(): Origin {
    return this.pod.origin;
  }

  get diagnostics(): readonly Diagnostic[] {
    return NO_DIAGNOSTICS;
  }

  get earlier(): readonly Place[] {
    return NO_PLACES;
  }
}

/** Whether the record of what was decoded can be one: a pod that tells nothing of the network plugin. */
export function isPlainPod(decoded: Decoded): decoded is Extract<Decoded, { readonly kind: 'pod' }> {
  return decoded.kind === 'pod' && decoded.agent === undefined && decoded.isFromServer === undefined;
}
