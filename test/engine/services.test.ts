import { describe, expect, test } from 'vitest';
import { applyEvents, createFolder, emptySnapshot } from '../../src/cluster/fold.ts';
import { createCapture } from '../../src/cluster/snapshot-file.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { headlineText } from '../../src/present/headline.ts';
import { noteText } from '../../src/present/note-text.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';

const SLICES = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', plural: 'endpointslices', namespaced: true };

const pod = (name: string, more = ''): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: x, labels: { app: ${name} } }
${more}
status: { phase: Running, podIP: 10.0.0.${name.charCodeAt(0)} }
---`;

const WEB = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: x }
spec: { clusterIP: 10.96.0.1, selector: { app: b }, ports: [{ port: 80 }] }
---`;

const slice = (name: string, endpoints: string): string => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}, namespace: x, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ port: 80 }]
endpoints: ${endpoints}
---`;

const TO_C = slice('web-1', '[{ addresses: [10.0.0.99], targetRef: { kind: Pod, name: c } }]');

function live(text: string, state: { readonly listed: boolean; readonly onlyIn?: string }): Snapshot {
  const folder = createFolder();
  folder.apply(readManifestText(text, 'live.yaml').events);
  const kind = {
    served: SLICES,
    phase: state.listed ? 'live' : 'refused',
    listed: state.listed,
    onlyIn: state.onlyIn,
    objects: 0,
    problem: undefined,
    since: undefined,
  } as const;
  folder.setCoverage({ context: 'c', server: '', kinds: [kind], unavailable: [], problem: undefined });
  return folder.snapshot();
}

function endpoints(snapshot: Snapshot, from = 'x/a', to = 'x/svc/web:80'): readonly string[] {
  return answerTo(snapshot, { from, to }).pairs.map(({ destination }) =>
    destination.kind === 'pod' ? destination.pod.key : destination.kind,
  );
}

describe('EndpointSlices that may not be listed', () => {
  const text = [pod('a'), pod('b'), pod('c'), WEB, TO_C].join('\n');

  test('give way to selectors, and the answer says so', () => {
    const snapshot = live(text, { listed: false });
    expect(endpoints(snapshot)).toEqual(['x/b']);
    expect(answerTo(snapshot, { from: 'x/a', to: 'x/svc/web:80' }).notes.map(noteText)).toEqual([
      'endpointslices.discovery.k8s.io may not be listed: the pods behind Service x/web were found by its selector',
    ]);
    expect(snapshot.diagnostics.map(({ severity, message }) => [severity, message])).toContainEqual([
      'info',
      'endpointslices.discovery.k8s.io may not be listed: the pods behind Services are found by their selectors',
    ]);
  });

  test('count where they are readable, and so they do when everything is', () => {
    expect(endpoints(live(text, { listed: true, onlyIn: 'x' }))).toEqual(['x/c']);
    expect(endpoints(live(text, { listed: true, onlyIn: 'y' }))).toEqual(['x/b']);
    expect(endpoints(live(text, { listed: true }))).toEqual(['x/c']);
  });
});

describe('endpoints of slices', () => {
  test('a pod that stands in several slices is one endpoint', () => {
    const twice = slice('web-2', '[{ addresses: [10.0.0.99], targetRef: { kind: Pod, name: c } }]');
    expect(endpoints(snapshotFromYaml([pod('a'), pod('c'), WEB, TO_C, twice].join('\n')))).toEqual(['x/c']);
  });

  test('an address written by hand goes where it leads, not to the pod it is said to be', () => {
    const strayed = slice('web-1', '[{ addresses: [10.0.0.98], targetRef: { kind: Pod, name: c } }]');
    expect(endpoints(snapshotFromYaml([pod('a'), pod('b'), pod('c'), WEB, strayed].join('\n')))).toEqual(['x/b']);
  });

  test('a finished pod is none, and a slice of names is not looked at', () => {
    const finished = pod('c').replace('Running', 'Succeeded');
    const names = TO_C.replace('IPv4', 'FQDN');
    expect(endpoints(snapshotFromYaml([pod('a'), finished, WEB, TO_C].join('\n')))).toEqual([]);
    expect(endpoints(snapshotFromYaml([pod('a'), pod('b'), WEB, names].join('\n')))).toEqual(['x/b']);
  });

  test('stay the same object while no slice changes', () => {
    const before = snapshotFromYaml([pod('a'), WEB, TO_C].join('\n'));
    const folded = applyEvents(emptySnapshot(), readManifestText([pod('a'), WEB, TO_C].join('\n'), 'f.yaml').events);
    const after = applyEvents(folded, readManifestText(pod('d'), 'g.yaml').events);
    expect(before.slices.get('x/web')).toHaveLength(1);
    expect(after.slices).toBe(folded.slices);
    expect(after.exposures).toBe(folded.exposures);
    const gone = { apiVersion: SLICES.apiVersion, kind: SLICES.kind, namespace: 'x', name: 'web-1' };
    expect(applyEvents(after, [{ type: 'delete', id: gone }]).slices.size).toBe(0);
  });
});

describe('several sources and internalTrafficPolicy Local', () => {
  const on = (node: string): string => `spec: { nodeName: ${node}, containers: [] }`;
  const local = WEB.replace('clusterIP', 'internalTrafficPolicy: Local, clusterIP');
  const text = [pod('a', on('n1')), pod('d', on('n2')).replace('app: d', 'app: a'), pod('b', on('n1')), local].join(
    '\n',
  );

  test('the source without an endpoint on its node keeps the answer open', () => {
    const both = text.replaceAll(
      'labels: { app: a }',
      'labels: { app: a }, ownerReferences: [{ kind: StatefulSet, name: a, controller: true }]',
    );
    const answer = answerTo(snapshotFromYaml(both), { from: 'x/sts/a', to: 'x/svc/web:80' });
    expect(answer.decision).toBe('unknown');
    expect(answer.pairs.map(({ decision }) => decision)).toEqual(['allowed']);
    expect(headlineText(answer)).toBe(
      'Service x/web has internalTrafficPolicy Local, and there is no endpoint on the node of x/d: nothing answers, whatever the policies say',
    );
  });
});

describe('a NodePort', () => {
  const text = [
    'apiVersion: v1\nkind: Node\nmetadata: { name: n1 }\nstatus: { addresses: [{ type: InternalIP, address: 192.168.0.1 }] }\n---',
    pod('a'),
    pod('b'),
    WEB.replace('clusterIP', 'type: NodePort, clusterIP').replace('port: 80', 'port: 80, nodePort: 30080'),
  ].join('\n');
  const deny = (name: string, types: string): string =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: x }\nspec: { podSelector: { matchLabels: { app: ${name} } }, policyTypes: [${types}] }\n---`;

  test('leads to the pods behind its Service; any other port of a node is the node', () => {
    const snapshot = snapshotFromYaml(text);
    expect(endpoints(snapshot, '203.0.113.9', '192.168.0.1:30080')).toEqual(['x/b']);
    expect(endpoints(snapshot, '203.0.113.9', '192.168.0.1:30081')).toEqual(['node']);
    expect(answerTo(snapshot, { from: '203.0.113.9', to: 'node/n1:30080' }).decision).toBe('allowed');
  });

  test('asked by a pod isolated for egress is not known, and denied where the pod behind lets nobody in', () => {
    const from = { from: 'x/a', to: 'node/n1:30080' };
    expect(answerTo(snapshotFromYaml(`${text}\n${deny('a', 'Egress')}`), from).decision).toBe('unknown');
    expect(answerTo(snapshotFromYaml(text), from).decision).toBe('allowed');
  });
});

test('what a snapshot file keeps of slices and of Ingresses and routes means the same, and tells no host, path or certificate', () => {
  const text = [
    pod('a'),
    pod('c'),
    WEB,
    TO_C,
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: front, namespace: x }\nspec: { tls: [{ secretName: secret }], rules: [{ host: secret.example.com, http: { paths: [{ path: /secret, backend: { service: { name: web, port: { number: 80 } } } }] } }] }\nstatus: { loadBalancer: { ingress: [{ ip: 198.51.100.9 }] } }\n---',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: route, namespace: x }\nspec: { hostnames: [secret.example.com], rules: [{ backendRefs: [{ name: web, port: 80 }, { kind: Bucket, name: web }] }] }\n---',
  ].join('\n');
  const { events } = readManifestText(text, 'f.yaml');
  const capture = createCapture();
  capture.add(events);
  const written = JSON.stringify({ kind: 'List', apiVersion: 'v1', items: capture.objects() });
  const [whole, kept] = [snapshotFromYaml(text, 'f.yaml'), snapshotFromYaml(written, 'f.yaml')];
  const meaning = ({ exposures }: Snapshot) => exposures.map(({ origin: _origin, ...exposure }) => exposure);
  expect(kept.slices).toEqual(whole.slices);
  expect(meaning(kept)).toEqual(meaning(whole));
  expect(meaning(whole).map(({ services }) => services)).toEqual([['x/web'], ['x/web']]);
  expect(written).not.toContain('secret');
});
