import { parseAddress } from '../../model/addresses.ts';
import type { Decode } from '../decoded.ts';
import { list, openStruct, text } from '../field-reader.ts';
import { objectMetaShape } from '../object-meta.ts';
import { decodeObject } from './decode-object.ts';
import { nodePlatformOf } from './node-platform.ts';

const nodeShape = openStruct('v1.Node', {
  metadata: objectMetaShape,
  status: openStruct('v1.NodeStatus', {
    addresses: list(openStruct('v1.NodeAddress', { type: text('v1.NodeAddressType'), address: text() })),
  }),
});

/** v1 Node; of its addresses those of type InternalIP and ExternalIP, names left out. */
export const decodeNode: Decode = (raw, context) =>
  decodeObject(raw, context, {
    shape: nodeShape,
    build: ({ metadata, status }) => {
      const addresses = (status?.addresses ?? [])
        .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
        .flatMap(({ address }) => parseAddress(address ?? '') ?? []);
      const labels = context.interner.labels(metadata?.labels ?? new Map());
      const platform = nodePlatformOf(raw);
      return {
        kind: 'node',
        node: { name: context.id.name, labels, addresses, origin: raw.origin },
        ...(platform === undefined ? {} : { platform }),
      };
    },
  });
