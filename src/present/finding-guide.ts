import type { LintCode } from '../engine/lint/finding.ts';
import type { DiagnosticCode } from '../model/diagnostics.ts';

/** What is to be known of a code before one meets it. */
export interface Guide {
  /** What is found, in a few words. */
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do, where a finding has nothing more exact to say. */
  readonly remedy: string;
}

/** Findings about policies. */
export const LINT_GUIDE: Readonly<Record<LintCode, Guide>> = {
  'plugin-does-not-enforce': {
    title: 'nothing in the cluster enforces policies',
    why: 'Policies are objects that the network plugin has to put into force. Here none does: every connection is allowed, whatever they say.',
    remedy:
      'switch enforcement on in the network plugin, or install one that enforces policies; if it does, say so with --plugin',
  },
  'selects-nothing': {
    title: 'a policy selects no pod',
    why: 'It protects nobody and allows nothing to anybody. The pods it was written for are open, or isolated by something else.',
    remedy: 'compare podSelector with the labels of the pods (not of their Deployment), or delete the policy',
  },
  'peer-selects-nothing': {
    title: 'a peer means no pod',
    why: 'An entry of from or to that nobody matches allows nothing. Connections it was written for are denied.',
    remedy: 'compare the selector with the labels of the pods that are meant',
  },
  'peer-other-namespace': {
    title: 'a podSelector looks in the wrong namespace',
    why: "A podSelector without a namespaceSelector looks only in the policy's own namespace. Here it finds nobody, and there are such pods elsewhere.",
    remedy: 'add a namespaceSelector to the same entry (without a dash of its own)',
  },
  'namespace-label-missing': {
    title: 'a namespaceSelector asks for a label that no namespace has',
    why: 'Namespaces are selected by their labels, not by their names. The peer means nobody.',
    remedy: 'select by kubernetes.io/metadata.name, which every namespace has, or label the namespace',
  },
  'peers-or-suspected': {
    title: 'two peers where one with both selectors may be meant',
    why: 'With a dash before each selector either of them is enough: all pods of those namespaces, or such pods of the own namespace.',
    remedy: 'if both must hold, remove the dash before the second selector',
  },
  'service-port': {
    title: "a rule names the Service's port",
    why: 'Policies see connections after the Service has been translated, with the port of the container. The port in the rule is one nobody arrives at.',
    remedy: 'write the port of the container, or its name',
  },
  'named-port-undeclared': {
    title: 'no pod declares the named port',
    why: 'A name is looked up among the container ports of the destination pods, with its protocol. Where it is missing the rule opens nothing.',
    remedy: 'name the port in the pod template, or write its number',
  },
  'port-on-some-pods': {
    title: 'only some replicas have the port',
    why: 'In the middle of a rollout, old and new pods listen on different ports. The policy lets connections to the others fail, one in so many.',
    remedy: 'use a named port, or list both numbers until the rollout is over',
  },
  'egress-without-dns': {
    title: 'pods isolated for egress cannot ask for names',
    why: 'Most connections begin with a question to the cluster DNS, over UDP and for long answers over TCP. Where it is not allowed, everything by name fails.',
    remedy: 'allow UDP and TCP 53 to the pods of the cluster DNS in kube-system',
  },
  'types-forgotten': {
    title: 'policyTypes comes out otherwise than the policy reads',
    why: 'Without policyTypes a policy always isolates for ingress, and for egress only when it has egress rules. An empty list of egress rules is none.',
    remedy: 'always write policyTypes',
  },
  'null-rules': {
    title: 'a list of rules with nothing behind its name',
    why: 'It is an empty list: where the policy isolates, it allows nobody. It is easily taken for no restriction, and as easily made by a template.',
    remedy: 'write [] for nobody, or `- {}` for everybody',
  },
  'inert-rules': {
    title: 'rules for a direction that is not in policyTypes',
    why: 'They have no effect: they neither isolate nor allow.',
    remedy: 'add the direction to policyTypes, or remove the rules',
  },
  'allows-anyone': {
    title: 'a rule for anybody, written as nothing',
    why: 'A rule without peers matches everybody, the outside world included. An empty list or a forgotten line reads like nobody and means anybody.',
    remedy: 'for nobody remove the rule; for anybody write `- {}`, which reads like what it does',
  },
  'open-to-internet': {
    title: 'pods are open to every address',
    why: 'The rule lets in anybody who can reach the pod, from outside the cluster too.',
    remedy: 'name the peers, or at least the ports',
  },
  'exposed-without-policy': {
    title: 'a Service reached from outside, with pods that no policy isolates',
    why: 'A pod that no policy selects accepts every connection on every port, and this one is reached from outside the cluster.',
    remedy:
      'add a policy that lets in what the Service is for: netpol-tui recipe default-deny-ingress, and a policy for its port',
  },
  'block-in-cluster': {
    title: 'an ipBlock of cluster addresses',
    why: "A pod's address is another pod's tomorrow, and some network plugins never match pods by address. A Service's address is translated before policies see it.",
    remedy: 'select the pods by their labels',
  },
  'one-family': {
    title: 'everybody of one address family only',
    why: 'In a cluster with both families, what 0.0.0.0/0 allows over IPv4 stays denied over IPv6, and the other way round.',
    remedy: 'write both 0.0.0.0/0 and ::/0',
  },
  'rule-shadowed': {
    title: 'another rule covers this one',
    why: 'All it matches is matched already. If it was meant to restrict the other, it does not: rules only add up.',
    remedy: 'remove the narrower rule, or the wider one if the narrower is what is meant',
  },
  'duplicate-rule': {
    title: 'the same rule twice',
    why: 'Two places to change, and the one forgotten stays in force.',
    remedy: 'keep one of them',
  },
  'policy-redundant': {
    title: 'without this policy nothing would change',
    why: 'Others isolate the same pods and allow at least the same at present. It may be kept on purpose; it can be deleted without risk today.',
    remedy: 'delete it, unless it says something that is to stay true when the others change',
  },
  'no-default-deny': {
    title: 'a namespace without default deny',
    why: 'A pod that no policy selects accepts connections from everywhere, the next one deployed included.',
    remedy: 'add a policy with podSelector {} and policyTypes [Ingress], and allow what is needed',
  },
  'suppression-invalid': {
    title: 'an annotation that suppresses nothing',
    why: 'A finding is only left out when it is named by its code and a reason is given.',
    remedy: 'write `netpol-tui.dev/ignore: "code: reason"`; `netpol-tui lint --list` names the codes',
  },
};

const STRICT = 'A strict API server refuses the object, a lenient one stores something else than was written.';

/** What is noticed while manifests are read. */
export const INPUT_GUIDE: Readonly<Record<DiagnosticCode, Guide>> = {
  'unknown-field': {
    title: 'a field there is not',
    why: `${STRICT} What is left may select or allow everything.`,
    remedy: 'correct the name or the indentation',
  },
  'wrong-type': {
    title: 'a value of the wrong type',
    why: 'Every API server refuses it.',
    remedy: 'correct the value',
  },
  'invalid-value': { title: 'a value that is not valid', why: 'API servers refuse it.', remedy: 'correct the value' },
  required: { title: 'something is missing', why: 'API servers refuse it.', remedy: 'add it' },
  forbidden: {
    title: 'two things that exclude each other',
    why: 'API servers refuse it.',
    remedy: 'remove one of them',
  },
  'not-supported': {
    title: 'a word there is not',
    why: 'API servers refuse it.',
    remedy: 'use one of the words there are',
  },
  'duplicate-key': {
    title: 'a key twice in one mapping',
    why: 'A lenient reader keeps the last and forgets the first; a strict one refuses the document.',
    remedy: 'join both',
  },
  'duplicate-object': {
    title: 'an object written twice',
    why: 'The one applied last is in force, and which that is depends on the order of files.',
    remedy: 'keep one, or give them different names',
  },
  'yaml-error': { title: 'not YAML', why: 'The document is not part of any answer.', remedy: 'correct the line' },
  'not-kubernetes': {
    title: 'a document that is no Kubernetes object',
    why: 'It is left out.',
    remedy: 'nothing, unless it was meant to be one',
  },
  template: {
    title: 'a template',
    why: 'It has no meaning until it is filled in.',
    remedy: 'render it first: helm template CHART | netpol-tui lint -f -',
  },
  'implied-namespace': {
    title: 'a namespace that is not in the input',
    why: 'Its labels are not known, so selectors that ask for them do not match as far as can be told.',
    remedy: 'add the Namespace object to the input',
  },
  'host-bits': {
    title: 'a CIDR with host bits set',
    why: 'It means the whole network around the address. Newer API servers warn, strict ones refuse it.',
    remedy: 'write the network, or /32 (/128) for the one address',
  },
  unreadable: {
    title: 'a file that cannot be read',
    why: 'What it holds is not part of any answer.',
    remedy: 'see why',
  },
  'too-large': { title: 'a file that is too large', why: 'It is left out.', remedy: 'split it' },
  binary: { title: 'a file that is not text', why: 'It is left out.', remedy: 'nothing' },
  'symlink-loop': { title: 'links that lead in a circle', why: 'They are not followed.', remedy: 'remove the link' },
  'alias-limit': {
    title: 'too many YAML aliases',
    why: 'The document would fill the memory, and is left out.',
    remedy: 'write it out',
  },
  'not-readable': {
    title: 'a kind of object that may not be listed',
    why: 'What these objects could change is unknown.',
    remedy: 'grant get, list and watch (docs/rbac.yaml)',
  },
  'unsupported-version': {
    title: 'a policy of an API version that is not served',
    why: 'No API server accepts it, or not one known here; it is not evaluated.',
    remedy: 'write the current version',
  },
  'unknown-kind': {
    title: 'policies that are not evaluated',
    why: 'They decide on connections too; answers they could change are unknown.',
    remedy: 'ask the plugin they belong to',
  },
};
