import { describe, expect, it } from 'vitest';
import type { Pod } from '../../src/model/cluster-objects.ts';
import { snapshotOf } from './decode-text.ts';

function podOf(rest: string): Pod {
  const { pods } = snapshotOf(
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n${rest}`,
  );
  const pod = pods.get('shop/web');
  if (pod === undefined) throw new Error('the pod was not decoded');
  return pod;
}

describe('Pod', () => {
  it.each([
    ['', 'running', 'Manifest', true, false],
    ['status: {}', 'running', 'Manifest', true, false],
    ['status: {phase: Running}', 'running', 'Running', true, false],
    ['status: {phase: Running, podIP: 10.0.0.1}', 'running', 'Running', true, true],
    ['status: {podIP: 10.0.0.1}', 'running', 'Manifest', true, true],
    ['status: {phase: Pending}', 'pending', 'Pending', false, true],
    ['status: {phase: Succeeded, podIP: 10.0.0.1}', 'finished', 'Succeeded', false, true],
    ['status: {phase: Failed}', 'finished', 'Failed', false, true],
    ['status: {phase: Unknown, podIP: 10.0.0.1}', 'running', 'Unknown', false, true],
    [
      'status: {phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}',
      'running',
      'Running',
      true,
      true,
    ],
    [
      'status: {phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: "False"}]}',
      'running',
      'Running',
      false,
      true,
    ],
    [
      'status: {phase: Running, podIP: 10.0.0.1, conditions: [{type: PodScheduled, status: "True"}]}',
      'running',
      'Running',
      true,
      true,
    ],
  ])('%s', (rest, state, status, ready, addressKnown) => {
    expect(podOf(rest)).toMatchObject({ state, status, ready, addressKnown });
  });

  it('is Terminating, an endpoint still, and gets no more Service traffic once it is being deleted', () => {
    const { pods } = snapshotOf(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, deletionTimestamp: "2024-01-01T00:00:00Z"}\nstatus: {phase: Running, podIP: 10.0.0.1}',
    );
    expect(pods.get('shop/web')).toMatchObject({ state: 'running', status: 'Terminating', ready: false });
  });

  it.each([
    ['{podIPs: [{ip: 10.0.0.1}, {ip: "2001:DB8::1"}], podIP: 10.0.0.9}', ['10.0.0.1', '2001:db8::1']],
    ['{podIP: 10.0.0.9}', ['10.0.0.9']],
    ['{podIPs: [], podIP: 10.0.0.9}', ['10.0.0.9']],
    ['{podIPs: [{ip: "::ffff:10.0.0.1"}]}', ['10.0.0.1']],
    ['{podIP: nonsense}', []],
  ])('addresses of %s', (status, texts) => {
    expect(podOf(`status: ${status}`).addresses.map(({ text }) => text)).toEqual(texts);
  });

  it('declares ports of containers for policies, those of sidecars apart, those of init containers not at all', () => {
    const pod = podOf(`spec:
  containers:
  - ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP}, {containerPort: 0}, {containerPort: 1, protocol: tcp}]
  - ports: [{name: http, containerPort: 8081}]
  initContainers:
  - ports: [{name: once, containerPort: 1}]
  - ports: [{name: proxy, containerPort: 15001}]
    restartPolicy: Always`);
    expect(pod.ports).toEqual([
      { name: 'http', protocol: 'TCP', port: 8080 },
      { name: undefined, protocol: 'UDP', port: 53 },
      { name: 'http', protocol: 'TCP', port: 8081 },
    ]);
    expect(pod.sidecarPorts).toEqual([{ name: 'proxy', protocol: 'TCP', port: 15001 }]);
  });

  it('knows its node and network', () => {
    expect(podOf('spec: {hostNetwork: true, nodeName: worker-1}')).toMatchObject({
      hostNetwork: true,
      nodeName: 'worker-1',
    });
    expect(podOf('spec: {nodeName: ""}')).toMatchObject({ hostNetwork: false, nodeName: undefined });
  });

  it('is refused for a type no server decodes, and says where', () => {
    const { pods, refused, diagnostics } = snapshotOf(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    version: 1.10\n',
    );
    expect(pods.size).toBe(0);
    expect(refused).toEqual([]);
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'wrong-type',
        path: 'metadata.labels.version',
        position: expect.objectContaining({ line: 6 }),
        strict: 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
      }),
    ]);
  });

  it('may have any other field: its schema is not ours to check', () => {
    const { diagnostics } = snapshotOf(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web, anything: 1}\nspec: {nonsense: true}\n',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['implied-namespace']);
  });

  it('keeps a name a server refuses, with a warning, unless it could pass for another', () => {
    const odd = snapshotOf('apiVersion: v1\nkind: Pod\nmetadata: {name: Web_1}\n');
    expect([...odd.pods.keys()]).toEqual(['default/Web_1']);
    expect(odd.diagnostics[0]).toMatchObject({ code: 'invalid-value', severity: 'warning', path: 'metadata.name' });
    for (const name of ['"a/b"', '"a\\e[2Jb"', '""']) {
      const { pods, diagnostics } = snapshotOf(`apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`);
      expect(pods.size).toBe(0);
      expect(diagnostics[0]?.severity).toBe('error');
    }
  });
});

describe('Namespace', () => {
  it('always carries the label with its name, whatever the manifest says', () => {
    const { namespaces } = snapshotOf(
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, namespace: other, labels: {team: a, kubernetes.io/metadata.name: lie}}\n',
    );
    const shop = namespaces.get('shop');
    expect(shop?.declared).toBe(true);
    expect([...(shop?.labels ?? [])].sort()).toEqual([
      ['kubernetes.io/metadata.name', 'shop'],
      ['team', 'a'],
    ]);
  });
});

describe('Node', () => {
  it('has its internal and external addresses', () => {
    const { nodes } = snapshotOf(
      'apiVersion: v1\nkind: Node\nmetadata: {name: w1, labels: {zone: a}}\nstatus: {addresses: [{type: InternalIP, address: 172.18.0.2}, {type: Hostname, address: 10.9.9.9}, {type: ExternalIP, address: "2001:db8::5"}]}\n',
    );
    expect(nodes.get('w1')?.addresses.map(({ text }) => text)).toEqual(['172.18.0.2', '2001:db8::5']);
    expect(nodes.get('w1')?.labels.get('zone')).toBe('a');
  });
});

describe('Service', () => {
  function serviceOf(spec: string): object | undefined {
    return snapshotOf(`apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n${spec}`).services.get(
      'shop/web',
    );
  }

  it.each([
    [
      'spec: {ports: [{port: 80}]}',
      { ports: [{ name: undefined, protocol: 'TCP', port: 80, targetPort: 80, nodePort: undefined }] },
    ],
    [
      'spec: {type: NodePort, ports: [{name: h, port: 80, targetPort: http, protocol: TCP, nodePort: 30080}]}',
      { type: 'NodePort', ports: [{ name: 'h', protocol: 'TCP', port: 80, targetPort: 'http', nodePort: 30080 }] },
    ],
    [
      'spec: {ports: [{port: 53, targetPort: 5353, protocol: UDP}]}',
      { ports: [expect.objectContaining({ protocol: 'UDP', targetPort: 5353 })] },
    ],
    ['spec: {ports: [{port: 53, targetPort: 0}]}', { ports: [expect.objectContaining({ targetPort: 53 })] }],
    ['spec: {selector: {app: web}}', { selector: new Map([['app', 'web']]), type: 'ClusterIP', headless: false }],
    ['spec: {selector: {}}', { selector: undefined }],
    ['spec:', { selector: undefined, ports: [], clusterIPs: [] }],
    ['spec: {clusterIP: None, clusterIPs: [None]}', { headless: true, clusterIPs: [] }],
    ['spec: {clusterIP: None}', { headless: true, clusterIPs: [] }],
    ['spec: {clusterIP: 10.96.0.1}', { headless: false, clusterIPs: [expect.objectContaining({ text: '10.96.0.1' })] }],
    [
      'spec: {clusterIP: 10.96.0.1, clusterIPs: [10.96.0.1, "fd00::1"]}',
      { clusterIPs: [expect.anything(), expect.objectContaining({ text: 'fd00::1' })] },
    ],
    [
      'spec: {type: ExternalName, externalName: db.example.com}',
      { type: 'ExternalName', externalName: 'db.example.com' },
    ],
    [
      'spec: {type: LoadBalancer, externalIPs: [198.51.100.1]}\nstatus: {loadBalancer: {ingress: [{ip: 203.0.113.7}, {hostname: lb.example.com}]}}',
      {
        externalIPs: [
          expect.objectContaining({ text: '198.51.100.1' }),
          expect.objectContaining({ text: '203.0.113.7' }),
        ],
      },
    ],
    ['spec: {publishNotReadyAddresses: true}', { publishNotReady: true }],
  ])('%s', (spec, expected) => {
    expect(serviceOf(spec)).toMatchObject(expected);
  });
});

describe('workloads', () => {
  const template =
    'template: {metadata: {labels: {app: web}}, spec: {hostNetwork: true, containers: [{ports: [{name: http, containerPort: 80}]}]}}';

  it.each([
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'DaemonSet'],
    ['apps/v1', 'ReplicaSet'],
    ['v1', 'ReplicationController'],
    ['batch/v1', 'Job'],
    ['batch/v1', 'CronJob'],
  ])('%s %s stands for the pods of its template', (apiVersion, kind) => {
    const spec = kind === 'CronJob' ? `{jobTemplate: {spec: {${template}}}}` : `{${template}}`;
    const { pods, workloads } = snapshotOf(
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\nspec: ${spec}\n`,
    );
    const key = `shop/${kind}/web`;
    expect(workloads.get(key)).toEqual({ kind, namespace: 'shop', name: 'web', key, podKeys: [key] });
    const pod = pods.get(key);
    expect(pod).toMatchObject({
      key,
      state: 'template',
      addresses: [],
      addressKnown: false,
      hostNetwork: true,
      ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
      workload: { kind, namespace: 'shop', name: 'web' },
    });
    expect(pod?.labels.get('app')).toBe('web');
    expect(pod?.labels.get('job-name')).toBe(kind === 'Job' ? 'web' : undefined);
  });
});

describe('kinds that are not understood', () => {
  it('are counted, and no error', () => {
    const text = ['a', 'b'].map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`).join('---\n');
    const nameless = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
    const { ignoredKinds, diagnostics } = snapshotOf(`${text}---\n${nameless}---\n${nameless}`);
    expect([...ignoredKinds]).toEqual([
      ['v1 ConfigMap', 2],
      ['kustomize.config.k8s.io/v1beta1 Kustomization', 2],
    ]);
    expect(diagnostics).toEqual([]);
  });

  it('are never passed over in silence when they decide on connections', () => {
    for (const kind of ['CiliumNetworkPolicy', 'SomeFutureNetworkPolicy']) {
      const { foreign, diagnostics } = snapshotOf(`apiVersion: cilium.io/v2\nkind: ${kind}\nmetadata: {name: a}\n`);
      const warnings = diagnostics.filter(({ code, severity }) => code === 'unknown-kind' && severity === 'warning');
      expect(foreign.length + warnings.length).toBeGreaterThan(0);
    }
  });
});
