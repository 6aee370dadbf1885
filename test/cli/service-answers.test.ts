import { describe, expect, test } from 'vitest';
import { WEB_SERVICE } from '../support/web-service.ts';
import { netpol } from './command-line.ts';

const ask = async (line: string) => netpol(`${line} -f web.yaml`, { files: { 'web.yaml': WEB_SERVICE } });

describe('a Service', () => {
  test('is answered for each endpoint: how many are denied, which, and what was left out', async () => {
    const { out, code } = await ask('check shop/client-1 shop/svc/web:80');
    expect(code).toBe(1);
    expect(out).toContain('of 2 endpoints 1 denied and 1 allowed');
    expect(out).toContain('1 of 2 endpoints denied; shop/client-1 to shop/web-2:9090/TCP');
    expect(out).toContain('1 of 3 endpoints is not ready and gets no connections: shop/web-3');
  });

  test('says the same as data, beside what the contract names', async () => {
    const { out } = await ask('check shop/client-1 shop/svc/web:http -o json');
    const answer = JSON.parse(out);
    expect(answer).toMatchObject({
      to: 'shop/service/web',
      verdict: 'denied',
      service: {
        name: 'shop/web',
        type: 'ClusterIP',
        headless: false,
        endpointsFrom: 'selector',
        ready: 2,
        endpoints: 3,
      },
      notes: [{ kind: 'not-ready', message: expect.stringContaining('shop/web-3') }],
    });
    expect(answer.endpoints.map((entry: { to: string; port: number }) => [entry.to, entry.port])).toEqual([
      ['shop/web-1', 8080],
      ['shop/web-2', 9090],
    ]);
  });

  test('asked from outside names what calls it in the client’s place', async () => {
    const { out } = await ask('check 203.0.113.7 shop/svc/web:80');
    expect(out).toContain('Ingress shop/front leads to Service shop/web');
    expect((await ask('check 203.0.113.7 shop/web-1:8080')).out).toContain(
      'Ingress shop/front leads to Service shop/web',
    );
    expect((await ask('check shop/client-1 shop/web-1:8080')).out).not.toContain('Ingress');
  });

  test('has its endpoints, its isolation and its callers in the table and in the data', async () => {
    const row = (await ask('get svc -o wide')).out.split('\n')[1]?.split(/ {2,}/);
    expect(row).toEqual([
      'shop',
      'web',
      'ClusterIP',
      '10.96.0.1',
      'http 80→http',
      '2 ready of 3',
      '◐ 1 rule',
      'ing/front',
      'app=web',
    ]);
    const [service] = JSON.parse((await ask('get svc -o json')).out);
    expect(service).toMatchObject({
      endpointsFrom: 'selector',
      internalTrafficPolicy: 'Cluster',
      calledThrough: [{ kind: 'Ingress', namespace: 'shop', name: 'front' }],
    });
    expect(service.endpoints.map((entry: { pod: string; ready: boolean }) => [entry.pod, entry.ready])).toEqual([
      ['shop/web-1', true],
      ['shop/web-2', true],
      ['shop/web-3', false],
    ]);
  });
});

describe('replicas that policies see differently', () => {
  test('are set apart with the label that differs, where the answer is not the same for all', async () => {
    const { out } = await ask('check shop/sts/client shop/web-1:8080');
    expect(out).toContain(
      'the replicas of shop/statefulset/client are not all alike to policies: 2 pods with role=client and shop/client-3 with role=klient',
    );
    expect((await ask('check shop/web-1 shop/sts/client:80')).out).not.toContain('not all alike');
  });

  test('are flagged in the table of pods', async () => {
    const rows = (await ask('get pods')).out.split('\n').filter((line) => line.includes('differs'));
    expect(rows.map((line) => line.split(/ +/)[1])).toEqual(['client-3']);
  });
});
