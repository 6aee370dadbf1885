import type { PairAnswer } from '../engine/check.ts';
import { endName } from '../engine/end-name.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { printable } from './text.ts';

/** An end of a connection as it is asked for: `shop/web-1`, `node/worker-1`, `10.0.0.0/8`. */
export function endpointText(end: Endpoint): string {
  return printable(endName(end));
}

/** `shop/db-0:5432/TCP`; without a port just the end. */
export function destinationText(pair: Pick<PairAnswer, 'destination' | 'port' | 'protocol'>): string {
  const { destination, port, protocol } = pair;
  const end = endpointText(destination);
  if (port === undefined) return end;
  return `${end.includes(':') ? `[${end}]` : end}:${port}/${protocol ?? 'TCP'}`;
}
