import { expect, test } from 'vitest';
import { UNICODE } from '../../src/present/glyphs.ts';
import { podTable } from '../../src/present/pod-table.ts';
import { cellAt, cellsInPassing } from '../../src/present/tables.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const CLUSTER = `
{ apiVersion: v1, kind: Pod, metadata: { name: web, namespace: shop, labels: { app: web } }, spec: { nodeName: n1 }, status: { podIP: 10.0.0.1 } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: agent, namespace: shop }, spec: { hostNetwork: true } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }] }] }
`;

test.each([undefined, 'shop'])(
  'cells are the same one by one, all at once and in passing, of namespace %s',
  (namespace) => {
    const { columns, rows } = podTable(snapshotFromYaml(CLUSTER), UNICODE, { namespace });
    for (const row of rows) {
      const oneByOne = columns.map((_column, index) => cellAt(row, index));
      const passing = cellsInPassing(row);
      // Nothing was kept: the second time they are others.
      expect(cellsInPassing(row)[0]).not.toBe(passing[0]);
      expect([oneByOne, passing]).toEqual([row.cells, row.cells]);
    }
  },
);
