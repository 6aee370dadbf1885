import type { Labels } from '../../model/labels.ts';
import { NAMESPACE_NAME_LABEL } from '../../model/labels.ts';
import type { Decode } from '../decoded.ts';
import { openStruct } from '../field-reader.ts';
import { historyIn } from '../object-history.ts';
import { objectMetaShape, suppressionIn } from '../object-meta.ts';
import { decodeObject } from './decode-object.ts';

const namespaceShape = openStruct('v1.Namespace', { metadata: objectMetaShape });

/** v1 Namespace. */
export const decodeNamespace: Decode = (raw, context) =>
  decodeObject(raw, context, {
    shape: namespaceShape,
    build: ({ metadata }) => {
      const { name } = context.id;
      const labels = context.interner.labels(withNameLabel(metadata?.labels ?? new Map(), name));
      return {
        kind: 'namespace',
        namespace: {
          name,
          labels,
          declared: true,
          origin: raw.origin,
          ...suppressionIn(raw),
          ...historyIn(raw, context.interner),
        },
      };
    },
  });

/** The control plane sets this label on every namespace, whatever the manifest says (semantics §1.6). */
export function withNameLabel(labels: Labels, name: string): Labels {
  return new Map([...labels, [NAMESPACE_NAME_LABEL, name]]);
}
