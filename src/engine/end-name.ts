import { formatRange } from '../model/addresses.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { assertNever } from '../model/errors.ts';

/** An end of a connection as one would ask for it: `shop/web-1`, `node/worker-1`, `10.0.0.0/8`. Not yet fit for a terminal. */
export function endName(end: Endpoint): string {
  switch (end.kind) {
    case 'pod':
      return end.pod.key;
    case 'node':
      return `node/${end.node.name}`;
    case 'address':
      return end.address.text;
    case 'range':
      return formatRange(end.range);
    default:
      return assertNever(end);
  }
}
