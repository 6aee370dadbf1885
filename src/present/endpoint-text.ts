import type { PairAnswer } from '../engine/check.ts';
import { formatRange } from '../model/addresses.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { assertNever } from '../model/exhaustive.ts';
import { printable } from './text.ts';

/** An end of a connection as it is asked for: `shop/web-1`, `node/worker-1`, `10.0.0.0/8`. */
export function endpointText(end: Endpoint): string {
  switch (end.kind) {
    case 'pod':
      return printable(end.pod.key);
    case 'node':
      return printable(`node/${end.node.name}`);
    case 'address':
      return end.address.text;
    case 'range':
      return formatRange(end.range);
    default:
      return assertNever(end);
  }
}

/** `shop/db-0:5432/TCP`; without a port just the end. */
export function destinationText(pair: Pick<PairAnswer, 'destination' | 'port' | 'protocol'>): string {
  const { destination, port, protocol } = pair;
  const end = endpointText(destination);
  if (port === undefined) return end;
  return `${end.includes(':') ? `[${end}]` : end}:${port}/${protocol ?? 'TCP'}`;
}
