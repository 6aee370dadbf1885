import type { Json } from '../../support/naive/objects.ts';

const PROBE = { failureThreshold: 3, httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' }, periodSeconds: 10 };
const RESOURCES = { limits: { memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } };
const CONDITIONS = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
const ENVIRONMENT = Array.from({ length: 14 }, (_, index) => `SETTING_${index}`);

/** Which fields a manager owns, as a server writes it: one key for each. */
function owned(keys: readonly string[]): Json {
  return Object.fromEntries(keys.map((key) => [key, { '.': {}, 'f:name': {}, 'f:value': {} }]));
}

/** A pod of the generator with what a server and a kubelet write besides, some 7 kB: most of it is read by nobody here. */
export function asListed(pod: Json, index: number): Json {
  const { metadata, spec, status } = pod as { readonly [part: string]: Json };
  const { containers = [], ...more } = (spec ?? {}) as { readonly containers?: readonly Json[] };
  const time = '2026-11-02T03:04:09Z';
  const uid = `${index.toString(16).padStart(8, '0')}-1111-4111-8111-111111111111`;
  const managed = (manager: string, fields: Json, subresource?: string): Json => {
    return {
      manager,
      operation: 'Update',
      apiVersion: 'v1',
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: fields,
      subresource,
    };
  };
  return {
    ...pod,
    metadata: {
      ...metadata,
      uid,
      resourceVersion: String(1_000_000 + index),
      creationTimestamp: time,
      annotations: { 'checksum/config': uid.repeat(2), 'prometheus.io/scrape': 'true' },
      managedFields: [
        managed('kube-controller-manager', {
          'f:metadata': owned(['f:annotations', 'f:labels', `k:{"uid":"${uid}"}`]),
          'f:spec': owned(ENVIRONMENT.map((name) => `k:{"name":"${name}"}`)),
        }),
        managed('kubelet', { 'f:status': owned(CONDITIONS.map((type) => `k:{"type":"${type}"}`)) }, 'status'),
      ],
    },
    spec: {
      ...more,
      containers: containers.map((container) => ({
        args: ['--listen=:8080', "exec /bin/server --flag 'a: b'\n"],
        env: ENVIRONMENT.map((name) => ({ name, value: `value of ${name} for ${uid}` })),
        image: 'registry.example.com/team/app:1.2.3',
        livenessProbe: PROBE,
        readinessProbe: PROBE,
        resources: RESOURCES,
        ...container,
        volumeMounts: [{ mountPath: '/var/run/secrets', name: `kube-api-access-${uid.slice(0, 5)}`, readOnly: true }],
      })),
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      serviceAccountName: 'default',
      tolerations: [{ effect: 'NoExecute', key: 'node.kubernetes.io/not-ready', operator: 'Exists' }],
    },
    status: {
      conditions: CONDITIONS.map((type) => ({ lastProbeTime: null, lastTransitionTime: time, status: 'True', type })),
      containerStatuses: [{ containerID: `containerd://${uid}${uid}`, name: 'main', ready: true, restartCount: 0 }],
      hostIP: '10.0.1.17',
      ...status,
      qosClass: 'Burstable',
      startTime: time,
    },
  };
}
