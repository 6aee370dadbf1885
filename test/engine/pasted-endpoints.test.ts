import { expect, test } from 'vitest';
import { endsInText } from '../../src/engine/pasted-endpoints.ts';
import { resolveEndpoint } from '../../src/engine/resolve.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const pod = (namespace: string, name: string, ip: string): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { namespace: ${namespace}, name: ${name}, labels: { app: ${name} } }, status: { podIP: "${ip}" } }`;
const snapshot = snapshotFromYaml(
  [
    pod('shop', 'web', '10.0.0.1'),
    pod('payments', 'ledger-0', '10.0.0.2'),
    '{ apiVersion: v1, kind: Service, metadata: { namespace: payments, name: ledger }, spec: { selector: { app: ledger-0 }, ports: [{ port: 8080 }] } }',
  ].join('\n---\n'),
);

test.each([
  ['10.2.3.4:8080', { to: '10.2.3.4:8080' }],
  ['[2001:db8::1]:443', { to: '[2001:db8::1]:443' }],
  ['  10.2.3.4\n', { to: '10.2.3.4' }],
  ['shop/web -> payments/ledger-0:5432', { from: 'shop/web', to: 'payments/ledger-0:5432' }],
  ['shop/web:1234 → payments/svc/ledger:8080', { from: 'shop/web', to: 'payments/svc/ledger:8080' }],
  ['http://ledger.payments.svc.cluster.local:8080/x?y=1', { to: 'ledger.payments.svc.cluster.local:8080' }],
  ['https://ledger.payments.svc/', { to: 'ledger.payments.svc:443' }],
  ['postgres://me:secret@10.9.9.9/db', { to: '10.9.9.9:5432' }],
  ['dial tcp 10.0.0.1:51234->10.0.0.2:8080: i/o timeout', { from: '10.0.0.1', to: '10.0.0.2:8080' }],
  [
    '2026-11-25T03:04:05Z ERROR upstream=10.0.0.2:8080 client="10.0.0.1" msg="connection refused"',
    { from: '10.0.0.2', to: '10.0.0.1' },
  ],
  ['connect ETIMEDOUT ledger.payments:8080', { to: 'ledger.payments:8080' }],
  ['curl: (28) Failed to connect to 10.0.0.2 port 8080', { to: '10.0.0.2:8080' }],
  ['Failed to connect to 10.0.0.2 port 8080 after 3 ms', { to: '10.0.0.2:8080' }],
  ['server: 2001:db8::', { to: '2001:db8::' }],
  ['web', undefined],
  ['nothing/here -> of:use', undefined],
  ['12:30:45 all is well', undefined],
  ['', undefined],
])('%j', (text, ends) => {
  expect(endsInText(snapshot, text, 'shop')).toEqual(ends);
});

test('names of the cluster DNS lead to Services and their pods', () => {
  const resolved = (name: string): string => {
    const found = resolveEndpoint(snapshot, name, 'default');
    return 'error' in found ? found.error : found.text;
  };
  expect(resolved('ledger.payments.svc.cluster.local')).toBe('payments/service/ledger');
  expect(resolved('ledger.payments.svc')).toBe('payments/service/ledger');
  expect(resolved('ledger.payments')).toBe('payments/service/ledger');
  expect(resolved('ledger-0.ledger.payments.svc.example.org')).toBe('payments/ledger-0');
  expect(resolved('ledger.shop.svc')).toBe('not-found');
  expect(resolved('example.org')).toBe('not-found');
});
