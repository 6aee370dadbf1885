import { describe, expect, it } from 'vitest';
import { type CheckAnswer, check, isProblem } from '../../src/engine/check.ts';
import type { Reason } from '../../src/model/verdict.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';

const pod = (namespace: string, name: string, address: string, more = '') => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }
spec: { nodeName: n1, containers: [{ name: c, ports: [{ name: http, containerPort: 8080 }, { name: dns, containerPort: 53, protocol: UDP }] }] ${more} }
status: { phase: Running, podIP: ${address}, podIPs: [{ ip: ${address} }], conditions: [{ type: Ready, status: "True" }] }`;

const policy = (namespace: string, name: string, spec: string) => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}`;

const PODS = pod('x', 'a', '10.0.0.1') + pod('x', 'b', '10.0.0.2') + pod('w', 'c', '10.0.1.1');

/** The reasons of both sides of an answer about one pair. */
function reasons(answer: CheckAnswer): readonly [egress: Reason | undefined, ingress: Reason | undefined] {
  const [pair] = answer.pairs;
  expect(answer.pairs).toHaveLength(1);
  return [pair?.flow?.verdict.egress.reason, pair?.flow?.verdict.ingress.reason];
}

describe('a verdict', () => {
  it('without policies is allowed, since nothing isolates either end', () => {
    const answer = answerTo(snapshotFromYaml(PODS), { from: 'x/a', to: 'w/c:80' });
    expect(answer.decision).toBe('allowed');
    expect(reasons(answer)).toEqual([{ kind: 'not-isolated' }, { kind: 'not-isolated' }]);
  });

  it('names every policy that isolates the side that denies', () => {
    const snapshot = snapshotFromYaml(
      PODS +
        policy('x', 'deny', '{ podSelector: {} }') +
        policy('x', 'other', '{ podSelector: { matchLabels: { app: b } } }'),
    );
    const [egress, ingress] = reasons(answerTo(snapshot, { from: 'x/a', to: 'x/b:80' }));
    expect(egress).toEqual({ kind: 'not-isolated' });
    expect(ingress).toMatchObject({ kind: 'isolated', policies: [{ name: 'deny' }, { name: 'other' }] });
  });

  it('names every rule that allows, for removing one would change nothing', () => {
    const allow = (name: string) =>
      policy('x', name, '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }, {}] }');
    const [, ingress] = reasons(
      answerTo(snapshotFromYaml(PODS + allow('one') + allow('two')), { from: 'x/a', to: 'x/b:80' }),
    );
    expect(ingress).toMatchObject({
      kind: 'rule',
      action: 'accept',
      rules: [
        { policy: { name: 'one' }, index: 0 },
        { policy: { name: 'one' }, index: 1 },
        { policy: { name: 'two' }, index: 0 },
        { policy: { name: 'two' }, index: 1 },
      ],
    });
  });

  it('keeps every clause that failed, with both values', () => {
    const spec =
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80 }] }] }';
    const [pair] = answerTo(snapshotFromYaml(PODS + policy('x', 'deny', spec)), { from: 'w/c', to: 'x/b:8080' }).pairs;
    const rule = pair?.flow?.verdict.ingress.trace[0]?.policies[0]?.rules[0];
    expect(rule?.peers[0]?.failures).toMatchObject([
      { clause: 'namespace', wanted: 'x', actual: 'w' },
      { clause: 'pod-label', requirement: { key: 'app', values: ['web'] }, actual: 'c' },
    ]);
    expect(rule?.ports[0]?.failures).toEqual([{ clause: 'port', first: 80, last: 80, actual: 8080 }]);
  });
});

describe('a question without a port', () => {
  it('is answered by the ports that both sides allow', () => {
    const snapshot = snapshotFromYaml(
      PODS +
        policy(
          'x',
          'out',
          '{ podSelector: { matchLabels: { app: a } }, policyTypes: [Egress], egress: [{ ports: [{ port: 80, endPort: 90 }] }] }',
        ) +
        policy('w', 'in', '{ podSelector: {}, ingress: [{ ports: [{ port: 85, endPort: 100 }, { protocol: UDP }] }] }'),
    );
    const [pair] = answerTo(snapshot, { from: 'x/a', to: 'w/c' }).pairs;
    expect(pair?.connections?.allowed).toEqual({ TCP: [[85, 90]], UDP: [], SCTP: [] });
  });

  it('finds named ports at the number they have on the destination', () => {
    const spec =
      '{ podSelector: {}, ingress: [{ ports: [{ port: http }, { port: dns, protocol: UDP }, { port: nobody }] }] }';
    const [pair] = answerTo(snapshotFromYaml(PODS + policy('w', 'in', spec)), { from: 'x/a', to: 'w/c' }).pairs;
    expect(pair?.connections?.allowed).toEqual({ TCP: [[8080, 8080]], UDP: [[53, 53]], SCTP: [] });
  });
});

describe('a Service as destination', () => {
  const service = `
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: x }
spec: { selector: { app: b }, clusterIP: 10.96.0.7, ports: [{ name: main, port: 80, targetPort: http }] }`;

  it('is asked on the target port of each endpoint', () => {
    const snapshot = snapshotFromYaml(
      PODS + service + policy('x', 'in', '{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }'),
    );
    const answer = answerTo(snapshot, { from: 'w/c', to: 'x/svc/web:80' });
    expect(answer.decision).toBe('denied');
    expect(answer.pairs[0]).toMatchObject({ port: 8080, protocol: 'TCP', servicePort: { name: 'main' } });
  });

  it('is recognised by its address', () => {
    const answer = answerTo(snapshotFromYaml(PODS + service), { from: 'w/c', to: '10.96.0.7:80' });
    expect(answer.to).toMatchObject({ kind: 'service', recognised: { address: '10.96.0.7', as: 'x/service/web' } });
  });

  it('says which ports it has when asked for another', () => {
    const answer = check(snapshotFromYaml(PODS + service), { from: 'w/c', to: 'x/svc/web:8080' }, 'default');
    expect(answer).toMatchObject({ problem: 'service-port', port: 8080, ports: [{ port: 80 }] });
  });
});

describe('a Service asked without a port', () => {
  const service = `
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: x }
spec: { selector: { app: b }, clusterIPs: [10.96.0.7, "fd00::7"], ports: [{ name: main, port: 80, targetPort: http }, { name: admin, port: 81 }] }`;

  it('is allowed when some port of it is, as a pod would be', () => {
    const spec = '{ podSelector: {}, ingress: [{ ports: [{ port: http }] }] }';
    const snapshot = snapshotFromYaml(PODS + service + policy('x', 'in', spec));
    expect(answerTo(snapshot, { from: 'w/c', to: 'x/svc/web' }).decision).toBe('allowed');
    expect(answerTo(snapshot, { from: 'w/c', to: 'x/svc/web:81' }).decision).toBe('denied');
  });

  it('leads over the family of the address it was asked for by', () => {
    const [pair] = answerTo(snapshotFromYaml(PODS + service), { from: 'w/c', to: '10.96.0.7:80' }).pairs;
    expect(pair?.flow?.verdict.families).toEqual(['IPv4']);
  });
});

describe('a range of addresses', () => {
  it('is asked only in families the other end has', () => {
    const answer = answerTo(snapshotFromYaml(PODS), { from: 'external', to: '192.0.2.1:80' });
    expect(answer.pairs.map((pair) => pair.flow?.verdict.families)).toEqual([['IPv4']]);
  });

  it('is cut where blocks in force begin and end', () => {
    const spec =
      '{ podSelector: { matchLabels: { app: a } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 192.0.2.0/24, except: [192.0.2.128/25] } }] }] }';
    const answer = answerTo(snapshotFromYaml(PODS + policy('x', 'out', spec)), { from: 'x/a', to: '192.0.0.0/16:443' });
    expect(answer.pairs.map((pair) => pair.decision)).toEqual(['denied', 'allowed', 'denied', 'denied']);
    expect(answer.decision).toBe('denied');
  });
});

describe('a name that is not there', () => {
  it('is answered with the names most like it', () => {
    const answer = check(snapshotFromYaml(PODS), { from: 'x/aa', to: 'x/b' }, 'default');
    expect(isProblem(answer) && answer.problem === 'endpoint' ? answer.error.suggestions[0] : answer).toBe('x/a');
  });

  it('is not answered with every name its one letter is in', () => {
    const answer = check(snapshotFromYaml(PODS), { from: 'x/secret/q', to: 'x/b' }, 'default');
    expect(isProblem(answer) && answer.problem === 'endpoint' ? answer.error.suggestions : answer).toEqual([]);
  });
});
