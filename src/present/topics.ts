import { type TopicId, topicMeant } from './topic-names.ts';

/** A rule of network policies, explained in a minute. */
export interface Topic {
  readonly id: TopicId;
  readonly title: string;
  /** Sentences that belong together, as paragraphs. */
  readonly text: readonly string[];
  /** Lines of YAML that show it. */
  readonly example?: readonly string[];
  /** What to read next. */
  readonly see: readonly TopicId[];
  /** Where it is written by those who define it. */
  readonly url: string;
}

const POLICIES = 'https://kubernetes.io/docs/concepts/services-networking/network-policies/';
const SERVICES = 'https://kubernetes.io/docs/concepts/services-networking/service/';
const LABELS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/';
const API = 'https://kubernetes.io/docs/reference/using-api/api-concepts/';
const TIERS = 'https://network-policy-api.sigs.k8s.io/api-overview/';

const TOPICS: readonly Topic[] = [
  {
    id: 'rules',
    title: 'The five rules of network policies',
    text: [
      '1. A pod that no policy selects for a direction is open in that direction: everything is allowed.',
      '2. A pod that some policy selects for a direction is isolated in it: what no rule allows is denied.',
      '3. Policies only add: what any rule of any of them allows is allowed. No order, no exceptions between them.',
      '4. A connection needs both sides: egress of the source and ingress of the destination.',
      '5. Policies speak of who may open a connection. What comes back over one that was opened is part of it.',
    ],
    see: ['isolation', 'union', 'both-sides', 'always-allowed', 'tiers'],
    url: POLICIES,
  },
  {
    id: 'isolation',
    title: 'Isolation: what a policy changes for the pods it selects',
    text: [
      'Isolation is a property of a pod and a direction. A pod is isolated for ingress as soon as one policy with Ingress among its policyTypes selects it, and for egress likewise; one says nothing about the other.',
      'Without policyTypes, a policy isolates for ingress always, and for egress only when it has egress rules. A policy that isolates and has no rule seals the pod: nothing may enter, or leave.',
      'A policy that selects a pod for ingress leaves its egress open, however many egress connections one had in mind.',
    ],
    example: [
      'spec:',
      '  podSelector: {}            # every pod of the namespace',
      '  policyTypes: [Ingress]     # isolated for ingress; no rule: sealed',
    ],
    see: ['union', 'both-sides', 'empty-null'],
    url: `${POLICIES}#the-two-sorts-of-pod-isolation`,
  },
  {
    id: 'both-sides',
    title: 'Both sides: egress of the source and ingress of the destination',
    text: [
      'A connection opens when the egress of its source and the ingress of its destination both allow it. One that is denied on either side is denied, and which side decides where to mend it.',
      'Each side is asked only where that end is a pod that policies can select. The world outside has no policies: for what comes from there, only ingress of the destination counts.',
      'A rule on one side never opens the other. After an ingress rule was added and the connection still fails, look at the egress of the source, its rule for DNS first.',
    ],
    see: ['isolation', 'dns', 'host-network'],
    url: `${POLICIES}#the-two-sorts-of-pod-isolation`,
  },
  {
    id: 'union',
    title: 'Union: policies add up and never take away',
    text: [
      'The rules in force for a pod are those of every policy that selects it, together. A connection that one of them allows is allowed, whatever the others leave out.',
      'There is no deny rule and no order in a NetworkPolicy: to deny something, isolate the pod and do not allow it. A second policy cannot narrow the first; to narrow, change or delete the one that allows.',
      'Admin and Baseline policies do have an order and may deny: see tiers.',
    ],
    see: ['isolation', 'tiers'],
    url: `${POLICIES}#the-two-sorts-of-pod-isolation`,
  },
  {
    id: 'and-or',
    title: 'AND and OR: one dash, or two',
    text: [
      'Entries of from and to are alternatives: one that matches is enough. Within one entry, namespaceSelector and podSelector must both match.',
      "So a dash decides. With one dash: such pods in such namespaces. With two: every pod of such namespaces, or such pods of the policy's own namespace.",
      'A rule needs a peer AND a port: which port goes with which peer is decided by the rule they stand in. Two rules do not mix.',
    ],
    example: [
      'from:',
      '  - namespaceSelector: {matchLabels: {team: shop}}   # AND: one entry',
      '    podSelector: {matchLabels: {app: web}}',
      '  - namespaceSelector: {matchLabels: {team: shop}}   # OR: two entries',
      '  - podSelector: {matchLabels: {app: web}}',
    ],
    see: ['namespaces', 'empty-null', 'ports'],
    url: `${POLICIES}#behavior-of-to-and-from-selectors`,
  },
  {
    id: 'empty-null',
    title: 'Empty and missing: they mean opposite things in different places',
    text: [
      'A selector that is there and empty ({}) selects everything it looks at: podSelector: {} is every pod, namespaceSelector: {} every namespace.',
      'A selector of a peer that is missing or null is not asked. A peer of which all are missing is refused by the API server.',
      'A list of rules that is missing or empty has no rule: nothing is allowed. But from, to or ports that is missing or empty within a rule means any: `ingress: [{}]` allows everything, `ingress: []` nothing.',
    ],
    example: [
      'ingress: []          # no rule: nothing may enter',
      'ingress: [{}]        # one rule that asks nothing: everything may',
    ],
    see: ['and-or', 'isolation'],
    url: `${POLICIES}#default-policies`,
  },
  {
    id: 'namespaces',
    title: 'Namespaces are selected by their labels',
    text: [
      "A podSelector alone looks in the policy's own namespace only. To mean pods elsewhere, add a namespaceSelector to the same entry.",
      'A namespaceSelector looks at the labels of namespaces, not at their names. Every namespace carries its name as the label kubernetes.io/metadata.name; `name: shop` is a label only where somebody set it.',
      'Even namespaceSelector: {} means pods of every namespace and nobody else: no node, no address outside the cluster.',
    ],
    example: ['namespaceSelector:', '  matchLabels: {kubernetes.io/metadata.name: shop}'],
    see: ['and-or', 'labels'],
    url: `${POLICIES}#targeting-a-namespace-by-its-name`,
  },
  {
    id: 'labels',
    title: 'Labels: those of the pod, as it is now',
    text: [
      'Selectors look at the labels of pods. The labels of a Deployment, or of a Service, are other labels: the pod template has those that count.',
      'All of matchLabels and matchExpressions must hold. NotIn and DoesNotExist also hold where the label is missing.',
      'Labels count as they are at the moment: a pod that is relabelled is selected by other policies at once.',
    ],
    see: ['namespaces', 'and-or'],
    url: LABELS,
  },
  {
    id: 'ports',
    title: 'Ports and protocols',
    text: [
      'A port of a rule is the port of the destination pod. A protocol that is not written is TCP: to allow UDP it has to be said.',
      'An entry with a protocol and no port means every port of that protocol. A rule without ports means every port of every protocol. endPort makes a range, both ends included, and needs a number.',
      'ICMP, such as ping, has no port. Whether policies stop it depends on the plugin that enforces them.',
    ],
    see: ['named-ports', 'service-ports', 'dns'],
    url: `${POLICIES}#targeting-a-range-of-ports`,
  },
  {
    id: 'named-ports',
    title: 'Named ports are looked up on each destination pod',
    text: [
      'A name in a rule stands for the container port of that name and protocol on the destination pod: of the pod itself for ingress, of the peer for egress. It may be another number on every pod.',
      'A pod that does not declare the name has no such port, and the entry opens nothing on it. An address outside the cluster declares no names.',
    ],
    see: ['ports', 'service-ports'],
    url: POLICIES,
  },
  {
    id: 'service-ports',
    title: 'Service ports: policies see the port of the container',
    text: [
      'A connection to a Service is translated to one of its pods before policies are asked. They see the address of the pod and its target port; the address and the port of the Service are gone.',
      'So a rule has to name the container port (targetPort), and a peer is the pods, never the Service. A rule with the port of the Service opens a port nobody arrives at, unless both are the same number.',
      'A rule for the address of a Service (its ClusterIP as an ipBlock) is not to be relied on: what the policy sees there differs between plugins.',
    ],
    see: ['ports', 'named-ports', 'outside', 'ip-block'],
    url: SERVICES,
  },
  {
    id: 'outside',
    title: 'From outside: who is seen to call',
    text: [
      'A pod is reached from outside through a NodePort, a load balancer, or an Ingress or Gateway. A policy sees whoever opens the last connection, the one to the pod.',
      "Behind an Ingress or a Gateway that is its controller: allow the controller's pods, for the caller's address is not seen. Behind a load balancer or a NodePort it may be the caller, a node or the balancer: externalTrafficPolicy: Local keeps the caller's address, Cluster may hide it behind a node.",
      'Where that could change the answer, it is said, or the answer is unknown.',
    ],
    see: ['service-ports', 'ip-block', 'host-network'],
    url: 'https://kubernetes.io/docs/tutorials/services/source-ip/',
  },
  {
    id: 'dns',
    title: 'DNS: a pod isolated for egress cannot ask for names',
    text: [
      'Most connections begin with a question to the cluster DNS. A pod that is isolated for egress needs a rule for it, or everything by name fails, mostly as a time-out.',
      'Both UDP and TCP 53: long answers come over TCP. With a cache on the node (NodeLocal DNSCache) the question goes to an address of the node instead, which needs an ipBlock.',
    ],
    example: [
      'egress:',
      '  - to:',
      '      - namespaceSelector:',
      '          matchLabels: {kubernetes.io/metadata.name: kube-system}',
      '        podSelector:',
      '          matchLabels: {k8s-app: kube-dns}',
      '    ports:',
      '      - {port: 53, protocol: UDP}',
      '      - {port: 53, protocol: TCP}',
    ],
    see: ['both-sides', 'ports'],
    url: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
  },
  {
    id: 'ip-block',
    title: 'ipBlock: addresses, meant for the world outside',
    text: [
      'An ipBlock is a range of addresses and what to leave out of it (except). It is meant for addresses outside the cluster. Within one peer it cannot stand beside selectors.',
      'except takes away from its own block only: another peer or another policy may allow the same address.',
      'Whether a block also matches the addresses of pods, and which address of a client is seen behind a load balancer or a proxy, depends on the plugin and the setup. Where that matters, the answer says so.',
    ],
    see: ['families', 'service-ports', 'host-network'],
    url: `${POLICIES}#behavior-of-to-and-from-selectors`,
  },
  {
    id: 'families',
    title: 'IPv4 and IPv6 are asked apart',
    text: [
      'On a dual-stack cluster a pod has an address of each family. A block of one family never matches an address of the other: 0.0.0.0/0 is not ::/0.',
      'So a connection may be allowed over one family and denied over the other. Which one a client takes is its own choice; the answer names both. Two ends that share no family cannot connect at all.',
    ],
    see: ['ip-block'],
    url: 'https://kubernetes.io/docs/concepts/services-networking/dual-stack/',
  },
  {
    id: 'host-network',
    title: 'hostNetwork: a pod with the address of its node',
    text: [
      'A pod with hostNetwork: true has the address of its node. Policies cannot tell it from the node: what is said about such pods is undefined, and most plugins neither protect them nor select them as peers.',
      'Here such a pod is no subject of policies. As the other end of a connection it is its node, which only an ipBlock can match.',
    ],
    see: ['always-allowed', 'ip-block'],
    url: `${POLICIES}#networkpolicy-and-hostnetwork-pods`,
  },
  {
    id: 'always-allowed',
    title: 'What policies cannot stop',
    text: [
      'A pod always reaches itself. The node a pod runs on always reaches the pod: so health checks of the kubelet work, whatever the policies say.',
      'Replies of an open connection are part of it. A connection that was open before a policy changed may stay open; that is up to the plugin.',
    ],
    see: ['rules', 'timing', 'host-network'],
    url: `${POLICIES}#what-you-can-t-do-with-network-policies-at-least-not-yet`,
  },
  {
    id: 'timing',
    title: 'Timing: when a policy takes hold',
    text: [
      'A policy is put into force some time after it was written, and likewise when the labels of pods or namespaces change. How long that takes is up to the plugin.',
      'A pod that starts under a policy should be isolated before its containers run. What it may reach can come later: a client that starts at once has to try again. Some plugins leave a new pod open for a moment instead.',
      'Connections that are open already may stay open when a policy comes that would deny them. A finished pod has no network any more, and its address may belong to another one.',
    ],
    see: ['enforcement', 'always-allowed', 'labels'],
    url: `${POLICIES}#pod-lifecycle`,
  },
  {
    id: 'tiers',
    title: 'Tiers: Admin first, then NetworkPolicy, then Baseline',
    text: [
      'Admin policies are asked first, by priority, the lowest number first. The first rule that matches decides: accept and deny are final, pass leaves the rest of the tier out.',
      'Then NetworkPolicies: where one isolates the pod, they decide, and nothing is asked after them. Where none does, the Baseline tier is asked; where that says nothing either, the connection is allowed.',
      'So an Admin policy can open what a NetworkPolicy denies, and deny what it allows. A Baseline policy holds only for pods that no NetworkPolicy isolates.',
    ],
    see: ['isolation', 'union', 'unknown'],
    url: TIERS,
  },
  {
    id: 'unknown',
    title: 'Unknown: when the objects do not say',
    text: [
      'An answer is unknown when something decides it that cannot be read from the objects: what you may not list, a policy of an engine that is not evaluated, a domain name in a rule, the address of a pod that has none yet.',
      'Unknown is only said where it can change the answer, with what would have to be known. It is neither allowed nor denied, and a check that ends so exits with 3.',
    ],
    see: ['tiers', 'enforcement', 'input'],
    url: POLICIES,
  },
  {
    id: 'enforcement',
    title: 'Enforcement: a policy is a wish',
    text: [
      'The API server stores policies; a network plugin enforces them, or does not. Where none does, every policy is stored without a word and nothing is denied.',
      'Plugins differ at the edges: ICMP, connections that are open already, blocks that cover pods, node addresses. Where an answer depends on that, it carries a caveat.',
    ],
    see: ['rules', 'unknown', 'timing', 'host-network'],
    url: `${POLICIES}#prerequisites`,
  },
  {
    id: 'strictness',
    title: 'Strictness: what an API server makes of a mistake',
    text: [
      'A field that does not exist, or that stands twice, is refused where validation is strict, as kubectl asks for, and dropped where it is not, as with many GitOps tools. A misspelt `from` that is dropped leaves a rule that means everybody.',
      'A value of the wrong type, a port out of range or a required field that is missing is refused by every server: the object is not stored, and what was there before stays.',
      'Here the object is evaluated as a lenient server would store it; one that every server refuses is left out. Both are findings with their line.',
    ],
    see: ['empty-null', 'input'],
    url: `${API}#field-validation`,
  },
  {
    id: 'input',
    title: 'Input: what is read, and what is left out',
    text: [
      'Files are read as YAML or JSON, with every document in them; a folder with all that is in it. What cannot be read is left out and reported, and everything else is evaluated.',
      'A template is not a manifest: render it first (helm template, kustomize build). Objects that are there twice are taken once, the last one.',
      'What is left out cannot be seen: an answer that it might change is unknown as far as that is known, and the finding says what is missing otherwise.',
    ],
    see: ['strictness', 'unknown'],
    url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/',
  },
];

const byId = new Map<string, Topic>(TOPICS.map((topic) => [topic.id, topic]));

/** Every topic, in the order one would read them. */
export function allTopics(): readonly Topic[] {
  return TOPICS;
}

export function topicOf(id: TopicId): Topic {
  const topic = byId.get(id);
  if (topic === undefined) throw new Error(`no topic ${id}`);
  return topic;
}

/** The topic a person means; undefined where none is named so. */
export function topicNamed(text: string): Topic | undefined {
  const id = topicMeant(text);
  return id === undefined ? undefined : topicOf(id);
}
