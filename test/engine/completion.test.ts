import { expect, it } from 'vitest';
import { completeEndpoint, completePort } from '../../src/engine/completion.ts';
import { resolveEndpoint } from '../../src/engine/resolve.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const pod = (namespace: string, name: string): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { namespace: ${namespace}, name: ${name}, labels: { app: web } }, spec: { containers: [{ ports: [{ name: http, containerPort: 8080 }, { containerPort: 53, protocol: UDP }] }] }, status: { podIP: 10.0.0.1 } }`;
const service =
  '{ apiVersion: v1, kind: Service, metadata: { namespace: shop, name: web }, spec: { selector: { app: web }, ports: [{ name: main, port: 80, targetPort: http }] } }';
const snapshot = snapshotFromYaml(
  [pod('other', 'web-0'), pod('shop', 'web-1'), pod('shop', 'cart-web'), service].join('\n---\n'),
);

const complete = (typed: string): readonly string[] =>
  completeEndpoint(snapshot, typed, { namespace: 'shop', limit: 10 }).map(({ text }) => text);

it('what begins as typed comes before what contains it, the own namespace before others', () => {
  expect(complete('web')).toEqual(['shop/web-1', 'shop/svc/web', 'other/web-0', 'shop/cart-web']);
  expect(complete('other/')).toEqual(['other/web-0']);
  expect(complete('nothing like it')).toEqual([]);
});

it('no more than asked for', () => {
  expect(completeEndpoint(snapshot, '', { namespace: 'shop', limit: 2 })).toHaveLength(2);
});

it('ports are those of the Service, or those the containers declare', () => {
  const ports = (to: string, typed = ''): readonly string[] => {
    const resolved = resolveEndpoint(snapshot, to, 'shop');
    return 'error' in resolved ? [] : completePort(resolved, typed).map(({ text }) => text);
  };
  expect(ports('svc/web')).toEqual(['80']);
  expect(ports('web-1')).toEqual(['8080', '53/UDP']);
  expect(ports('web-1', 'ht')).toEqual(['8080']);
});

it('letter by letter the same is found as at once', () => {
  for (const typed of ['shop/svc/web', 'web-0', 'cw', 'other web', 'ow0', 'shop/x', '']) {
    for (let end = 0; end <= typed.length; end += 1) {
      const text = typed.slice(0, end);
      const options = { namespace: 'shop', limit: 10 };
      expect(completeEndpoint(snapshot, text, options)).toEqual(completeEndpoint({ ...snapshot }, text, options));
    }
  }
});
