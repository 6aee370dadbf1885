import type { ExposureUnknown } from '../engine/exposure-unknowns.ts';
import { isNewPod } from '../engine/new-pods.ts';
import type { Direction } from '../model/policies.ts';
import type { Unknown } from '../model/verdict.ts';
import type { JsonObject } from './json.ts';
import { unknownText } from './reason-text.ts';
import { ruleName } from './rule-text.ts';
import { printable } from './text.ts';

/** Why something of an exposure is not known: `from new pods, TCP 8080: which address a new pod will get …`; each reason once. */
export function exposureUnknownTexts(unknowns: readonly ExposureUnknown[], direction: Direction): readonly string[] {
  const texts = unknowns.flatMap(({ toward, protocol, port, because }) => {
    const way = `${direction === 'ingress' ? 'from' : 'to'} ${toward === 'outside' ? 'outside' : 'new pods'}`;
    return because.map((unknown) => `${way}, ${protocol} ${port}: ${exposureUnknownText(unknown)}`);
  });
  return [...new Set(texts)];
}

/** The same as data, the reasons toward one of the two; undefined where all is known. */
export function exposureUnknownsJson(
  unknowns: readonly ExposureUnknown[],
  toward: ExposureUnknown['toward'],
): readonly JsonObject[] | undefined {
  const reasons = new Map<string, JsonObject>();
  for (const { toward: its, protocol, port, because } of unknowns) {
    if (its !== toward) continue;
    const unknown = because.map((one) => ({ kind: one.kind, message: exposureUnknownText(one) }));
    const reason = { protocol, port, unknown };
    reasons.set(JSON.stringify(reason), reason);
  }
  return reasons.size === 0 ? undefined : [...reasons.values()];
}

/** Of a pod that does not exist yet, nobody could write down what is missing. */
function exposureUnknownText(unknown: Unknown): string {
  if (unknown.kind === 'address-not-known' && isNewPod(unknown.podKey)) {
    const rule = ruleName(unknown.rule);
    return printable(`${rule} names the addresses ${unknown.block}, and which address a new pod will get is not known`);
  }
  if (unknown.kind === 'same-node-not-known' && isNewPod(unknown.podKey)) {
    const host = unknown.hostNetworkPodKey;
    return printable(
      `whether a new pod will run on the node of ${host}, whose traffic policies cannot block, is not known`,
    );
  }
  return unknownText(unknown);
}
