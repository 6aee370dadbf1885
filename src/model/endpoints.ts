import type { AddressRange, IpAddress } from './addresses.ts';
import type { Node, Pod } from './cluster-objects.ts';

/**
 * One end of a connection. What policies can see of it depends on the kind: only pods have labels and namespaces. `by` is the
 * address it was asked for by; then its other addresses do not count, nor the other family.
 */
export type Endpoint =
  | { readonly kind: 'pod'; readonly pod: Pod; readonly by?: IpAddress }
  | { readonly kind: 'node'; readonly node: Node; readonly by?: IpAddress }
  /** An address that belongs to nothing known. */
  | { readonly kind: 'address'; readonly address: IpAddress }
  /** A range of such addresses, all of which the rules in force treat alike. */
  | { readonly kind: 'range'; readonly range: AddressRange };

/** A pod as an end, asked for by its name. */
export function podEnd(pod: Pod): Endpoint {
  return { kind: 'pod', pod };
}
