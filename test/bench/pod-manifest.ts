/** Deterministic pods as `kubectl get pods -o yaml` prints them, about 5 kB each: probes, volumes, conditions, folded messages. */

function pick<T>(choices: readonly [T, ...T[]], seed: number): T {
  return choices[seed % choices.length] ?? choices[0];
}

const TEAMS = ['payments', 'search', 'shop', 'platform-engineering', 'observability'] as const;
const hex = (seed: number): string => (Math.imul(seed + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');

/** One pod, as a document. */
export function podYaml(index: number): string {
  const team = pick(TEAMS, index >> 3);
  const app = `${team}-service-${(index >> 2) % 97}`;
  const name = `${app}-${hex(index >> 2)}-${hex(index).slice(0, 5)}`;
  const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  return `apiVersion: v1
kind: Pod
metadata:
  annotations:
    checksum/config: ${hex(index)}${hex(index + 1)}${hex(index + 2)}${hex(index + 3)}
    cni.projectcalico.org/podIP: ${address}/32
    kubectl.kubernetes.io/restartedAt: "2026-03-${String(1 + (index % 28)).padStart(2, '0')}T10:11:12+01:00"
    prometheus.io/scrape: "true"
  creationTimestamp: "2026-11-0${1 + (index % 9)}T03:04:05Z"
  generateName: ${app}-${hex(index >> 2)}-
  labels:
    app.kubernetes.io/instance: ${app}
    app.kubernetes.io/name: ${app}
    app.kubernetes.io/part-of: ${team}
    pod-template-hash: ${hex(index >> 2)}
    tier: ${pick(['frontend', 'backend', 'db'], index >> 4)}
  managedFields:
  - apiVersion: v1
    fieldsType: FieldsV1
    fieldsV1:
      f:metadata:
        f:annotations:
          .: {}
          f:checksum/config: {}
        f:labels:
          .: {}
          f:app.kubernetes.io/instance: {}
          f:app.kubernetes.io/name: {}
        f:ownerReferences:
          .: {}
          k:{"uid":"${hex(index >> 2)}-0000-4000-8000-000000000000"}: {}
      f:spec:
        f:containers:
          k:{"name":"${app}"}:
            .: {}
            f:env:
              .: {}
              k:{"name":"LOG_LEVEL"}:
                .: {}
                f:name: {}
                f:value: {}
            f:image: {}
            f:ports:
              .: {}
              k:{"containerPort":8080,"protocol":"TCP"}:
                .: {}
                f:containerPort: {}
                f:name: {}
    manager: kube-controller-manager
    operation: Update
    time: "2026-11-02T03:04:05Z"
  name: ${name}
  namespace: ${team}-${(index >> 6) % 40}
  ownerReferences:
  - apiVersion: apps/v1
    blockOwnerDeletion: true
    controller: true
    kind: ReplicaSet
    name: ${app}-${hex(index >> 2)}
    uid: ${hex(index >> 2)}-0000-4000-8000-000000000000
  resourceVersion: "${1_000_000 + index}"
  uid: ${hex(index)}-1111-4111-8111-111111111111
spec:
  affinity:
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - podAffinityTerm:
          labelSelector:
            matchExpressions:
            - key: app.kubernetes.io/name
              operator: In
              values:
              - ${app}
          topologyKey: kubernetes.io/hostname
        weight: 100
  containers:
  - args:
    - --listen=:8080
    - --log-format=json
    - |
      set -eu
      exec /bin/server --flag 'a: b'
    env:
    - name: LOG_LEVEL
      value: info
    - name: POD_NAME
      valueFrom:
        fieldRef:
          apiVersion: v1
          fieldPath: metadata.name
    image: registry.example.com/${team}/${app}:1.${index % 50}.0
    imagePullPolicy: IfNotPresent
    livenessProbe:
      failureThreshold: 3
      httpGet:
        path: /healthz
        port: http
        scheme: HTTP
      periodSeconds: 10
      successThreshold: 1
      timeoutSeconds: 1
    name: ${app}
    ports:
    - containerPort: 8080
      name: http
      protocol: TCP
    - containerPort: 9090
      name: metrics
      protocol: TCP
    resources:
      limits:
        memory: 256Mi
      requests:
        cpu: 100m
        memory: 128Mi
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: File
    volumeMounts:
    - mountPath: /etc/config
      name: config
    - mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      name: kube-api-access-${hex(index).slice(0, 5)}
      readOnly: true
  dnsPolicy: ClusterFirst
  enableServiceLinks: true
  nodeName: ip-10-0-${index % 200}-17.eu-central-1.compute.internal
  preemptionPolicy: PreemptLowerPriority
  priority: 0
  restartPolicy: Always
  schedulerName: default-scheduler
  securityContext: {}
  serviceAccount: ${app}
  serviceAccountName: ${app}
  terminationGracePeriodSeconds: 30
  tolerations:
  - effect: NoExecute
    key: node.kubernetes.io/not-ready
    operator: Exists
    tolerationSeconds: 300
  volumes:
  - configMap:
      defaultMode: 420
      name: ${app}
    name: config
status:
  conditions:
  - lastProbeTime: null
    lastTransitionTime: "2026-11-02T03:04:09Z"
    status: "True"
    type: Ready
  - lastProbeTime: null
    lastTransitionTime: "2026-11-02T03:04:05Z"
    message: '0/17 nodes are available: 3 node(s) had untolerated taint {dedicated:
      ingress}, 14 Insufficient memory. preemption: not helpful'
    status: "True"
    type: PodScheduled
  containerStatuses:
  - containerID: containerd://${hex(index)}${hex(index + 7)}${hex(index + 8)}${hex(index + 9)}
    image: registry.example.com/${team}/${app}:1.${index % 50}.0
    imageID: registry.example.com/${team}/${app}@sha256:${hex(index)}${hex(index + 5)}${hex(index + 6)}
    lastState: {}
    name: ${app}
    ready: true
    restartCount: ${index % 3}
    started: true
    state:
      running:
        startedAt: "2026-11-02T03:04:08Z"
  hostIP: 10.0.${index % 200}.17
  phase: Running
  podIP: ${address}
  podIPs:
  - ip: ${address}
  qosClass: Burstable
  startTime: "2026-11-02T03:04:05Z"
`;
}

/** One policy, as people write it. */
export function policyYaml(name: string): string {
  return `# Only the front end may talk to it.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
spec:
  podSelector:
    matchLabels: { app: ${name} }
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: "web" } }
          podSelector:
            matchExpressions:
              - { key: tier, operator: In, values: [frontend] }
      ports:
        - port: 8080
  egress:
    - to:
        - ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] }
    - ports: [{ port: 53, protocol: UDP }]
`;
}
