const replica = (name: string, { port, ready = true }: { readonly port: number; readonly ready?: boolean }): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: { app: web }
  ownerReferences: [{ kind: StatefulSet, name: web, controller: true }]
spec: { containers: [{ name: main, ports: [{ name: http, containerPort: ${port} }] }] }
status: { phase: Running, podIP: 10.0.0.${name.slice(-1)}, conditions: [{ type: Ready, status: "${ready ? 'True' : 'False'}" }] }
---`;

const client = (name: string, role: string): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: { role: ${role} }
  ownerReferences: [{ kind: StatefulSet, name: client, controller: true }]
status: { phase: Running, podIP: 10.0.1.${name.slice(-1)} }
---`;

/**
 * A Service of three pods, one of which listens on another port and one of which is not ready; an Ingress before it; a policy that
 * lets in clients on 8080; three clients, one of them with a label of its own.
 */
export const WEB_SERVICE = [
  replica('web-1', { port: 8080 }),
  replica('web-2', { port: 9090 }),
  replica('web-3', { port: 8080, ready: false }),
  client('client-1', 'client'),
  client('client-2', 'client'),
  client('client-3', 'klient'),
  `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { clusterIP: 10.96.0.1, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop }
spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  ingress: [{ from: [{ podSelector: { matchLabels: { role: client } } }], ports: [{ port: 8080 }] }]
`,
].join('\n');
