import type { AnsweredSide } from '../engine/why/answered-side.ts';
import { isFar } from '../engine/why/distance.ts';
import { type IsolationNote, isolationNotes } from '../engine/why/isolation-notes.ts';
import { nearestMiss, nearMisses } from '../engine/why/near-misses.ts';
import { assertNever } from '../model/errors.ts';
import type { Gap } from '../model/gaps.ts';
import type { Caveat, Reason, SideVerdict, Unknown } from '../model/verdict.ts';
import { endpointText } from './endpoint-text.ts';
import { historyText } from './history-text.ts';
import { nearMissSentence, typesText } from './near-miss-text.ts';
import { policyName, ruleName, ruleTitle } from './rule-text.ts';
import { count, enumerate, printable } from './text.ts';

const MOST_NAMED = 3;

/** Why a side decided as it did, in one clause of a sentence; a denial names the nearest rule and what failed. */
export function sideSentence(context: AnsweredSide): string {
  const { side, subject } = context;
  return printable(reasonSentence(side.reason, `${side.direction} of ${endpointText(subject)}`, context));
}

function reasonSentence(reason: Reason, subject: string, context: AnsweredSide): string {
  switch (reason.kind) {
    case 'not-isolated':
      return `${subject} is not isolated`;
    case 'not-a-subject':
      return notASubject(reason.is, endpointText(context.subject));
    case 'rule':
      return reason.action === 'accept'
        ? `${subject} is allowed by ${enumerate(reason.rules.map(ruleTitle), MOST_NAMED)}`
        : `${subject} is denied by ${enumerate(reason.rules.map(ruleTitle), MOST_NAMED)}${unlessDenied(context)}`;
    case 'isolated': {
      const isolated = `${subject} is isolated by ${enumerate(reason.policies.map(policyName), MOST_NAMED)}`;
      return `${isolated}${nothingAllowed(context)}`;
    }
    case 'exempt':
      return exemptionText(reason.exemption, context);
    case 'no-common-family':
      return 'the two ends have no address family in common';
    case 'not-enforced':
      return notEnforcedText(reason);
    case 'unknown':
      return `${subject} depends on what is not known: ${enumerate(reason.because.map(unknownText), MOST_NAMED)}`;
    default:
      return assertNever(reason);
  }
}

/** The same in a few words, for a line that stands above its details. */
export function reasonOutline(side: SideVerdict): string {
  const { reason } = side;
  switch (reason.kind) {
    case 'not-isolated':
      return `allowed, no policy isolates it for ${side.direction}`;
    case 'not-a-subject':
      return reason.is === 'address' ? 'allowed, policies apply to pods only' : 'allowed, policies do not apply to it';
    case 'rule':
      return printable(`${side.decision} by ${enumerate(reason.rules.map(ruleName), MOST_NAMED)}`);
    case 'isolated':
      return `denied, isolated by ${count(reason.policies.length, 'policy', 'policies')} and no rule matches`;
    case 'exempt':
      return reason.exemption === 'self'
        ? 'allowed, a pod always reaches itself'
        : 'allowed, its own node cannot be blocked';
    case 'no-common-family':
      return 'denied, no address family in common';
    case 'not-enforced':
      return notEnforcedText(reason);
    case 'unknown':
      return `unknown: ${enumerate(reason.because.map(unknownText), MOST_NAMED)}`;
    default:
      return assertNever(reason);
  }
}

function notEnforcedText({ plugin, otherwise }: Extract<Reason, { kind: 'not-enforced' }>): string {
  return `not enforced: ${notEnforcedBy(plugin)} (the policies say ${otherwise === 'unknown' ? 'nothing certain' : otherwise})`;
}

/** Who does not enforce policies. */
export function notEnforcedBy(plugin: string | undefined): string {
  return plugin === undefined ? 'nothing enforces policies' : `${printable(plugin)} does not enforce policies`;
}

/** What to look at: the nearest rule, or why there is none. */
function nothingAllowed(answered: AnsweredSide): string {
  const nearest = nearestMiss(answered);
  if (nearest !== undefined) return `; nearest: ${nearMissSentence(nearest, answered, MOST_CLAUSES)}`;
  const policies = answered.side.trace.flatMap((tier) => tier.policies);
  if (policies.some(({ rules }) => rules.length > 0)) return ', and no rule can match';
  const [note] = isolationNotes(answered);
  const verb = policies.length === 1 ? 'lets' : 'let';
  const nothing = `, which ${verb} nothing ${answered.side.direction === 'ingress' ? 'in' : 'out'}`;
  return note === undefined ? nothing : `${nothing}: ${isolationNoteText(note)}`;
}

const MOST_CLAUSES = 2;

// Beside a rule that denies by name, one that lacks three things is no way out.
const NEAR_ENOUGH = 2;

/** What would have let it through had nothing denied it before. */
function unlessDenied(answered: AnsweredSide): string {
  const [nearest] = nearMisses(answered).filter(
    ({ shortfalls, distance }) => distance.clauses <= NEAR_ENOUGH && !isFar(shortfalls),
  );
  return nearest === undefined ? '' : `; nearest: ${nearMissSentence(nearest, answered)}`;
}

/** Why a policy isolates, or does not, where something else may be meant. */
export function isolationNoteText({ kind, policy, direction }: IsolationNote): string {
  const name = policyName(policy.ref);
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  switch (kind) {
    case 'by-default':
      return `${name} has egress rules only, and isolates for ingress because policyTypes is not written`;
    case 'no-rules':
      return `${name} lists ${type} in policyTypes and has no ${direction} rule`;
    case 'not-in-force':
      return `what ${name} says of ${direction} is not in force: ${typesText(policy.isolates)}`;
    default:
      return assertNever(kind);
  }
}

function notASubject(is: Extract<Reason, { kind: 'not-a-subject' }>['is'], subject: string): string {
  switch (is) {
    case 'address':
      return `${subject} is outside, where no policy applies`;
    case 'node':
      return `${subject} is a node, to which policies do not apply`;
    case 'host-network-pod':
      return `${subject} is on the host network, where policies do not apply`;
    default:
      return assertNever(is);
  }
}

function exemptionText(exemption: 'self' | 'own-node', { side, subject }: AnsweredSide): string {
  switch (exemption) {
    case 'self':
      return 'a pod reaches itself whatever the policies say';
    case 'own-node':
      return `${side.direction} of ${endpointText(subject)} ${side.direction === 'ingress' ? 'from' : 'to'} its own node cannot be blocked`;
    default:
      return assertNever(exemption);
  }
}

/** What is not known and would decide, and where it could be learnt. */
export function unknownText(unknown: Unknown): string {
  switch (unknown.kind) {
    case 'address-not-known':
      return printable(
        `${ruleName(unknown.rule)} names the addresses ${unknown.block}, and the address of ${unknown.podKey} is not in the input (no status.podIP)`,
      );
    case 'same-node-not-known':
      return printable(
        `whether ${unknown.podKey} runs on the node of ${unknown.hostNetworkPodKey}, whose traffic policies cannot block, is not in the input (spec.nodeName)`,
      );
    case 'finished-pod':
      return printable(`pod ${unknown.podKey} is ${unknown.status}: it has no network any more`);
    case 'hairpin':
      return printable(
        `${unknown.podKey} reaches itself through a Service, and whether policies apply then differs between network plugins`,
      );
    case 'client-hidden': {
      const { service, node, asNode, asClient } = unknown;
      return printable(
        `Service ${service} has externalTrafficPolicy Cluster, so that policies mostly see the address of the node that passes the connection on; as the client's own it is ${asClient}, through node ${node} ${asNode}`,
      );
    }
    case 'node-port':
      return printable(
        `it goes through a NodePort of Service ${unknown.service}, and plugins differ in whether egress policies see the node or the pod behind it (as the pod: ${unknown.otherwise})`,
      );
    case 'node-labels-not-known':
      return printable(
        `${ruleName(unknown.rule)} asks for labels of the node behind ${unknown.end}, and its Node object is not in the input`,
      );
    case 'unsupported-peer':
      return printable(
        `${ruleName(unknown.rule)} uses ${unknown.feature}, which cannot be evaluated from objects alone`,
      );
    case 'foreign-policy': {
      const selects = unknown.selects === 'yes' ? 'selects' : 'may select';
      return printable(
        `${policyName(unknown.policy)} ${selects} the ${unknown.end} and is not evaluated (without it: ${unknown.otherwise})`,
      );
    }
    case 'not-readable':
      return printable(notReadableText(unknown));
    case 'equal-precedence':
      return `${enumerate(unknown.rules.map(ruleName))} have the same precedence and decide differently; which is asked first is not defined`;
    default:
      return assertNever(unknown);
  }
}

function notReadableText({ missing, gap, otherwise }: Extract<Unknown, { kind: 'not-readable' }>): string {
  const without = otherwise === undefined ? '' : ` (without them: ${otherwise})`;
  switch (missing.what) {
    case 'policies':
      return `${gap.resource} ${gapText(gap)}; some may select the ${missing.end}${without}`;
    case 'namespace-labels':
      return `${gap.resource} ${gapText(gap)}; policies ask for labels of namespace ${missing.namespace}`;
    case 'node-addresses':
      return `${gap.resource} ${gapText(gap)}; whether ${missing.node} has an address of the same family is not known`;
    case 'pod-at':
      return `${gap.resource} ${gapText(gap)}; ${missing.address} may be the address of a pod`;
    case 'node-at':
      return `${gap.resource} ${gapText(gap)}; ${missing.address} may be the address of a node, of which policies cannot block the pods on it`;
    default:
      return assertNever(missing);
  }
}

/** Why objects are missing: `may not be listed outside namespace shop`. */
export function gapText({ why, exceptIn }: Gap): string {
  const where = exceptIn === undefined ? '' : ` outside namespace ${exceptIn}`;
  switch (why) {
    case 'not-yet':
      return `are still being read${where}`;
    case 'refused':
      return `may not be listed${where}`;
    case 'failed':
      return `could not be read${where}`;
    case 'stopped':
      return `were not all read, for reading was stopped${where}`;
    default:
      return assertNever(why);
  }
}

/** What may make the real cluster answer otherwise. */
export function caveatText(caveat: Caveat): string {
  switch (caveat.kind) {
    case 'ip-block-matches-pod':
      return printable(
        caveat.plugin === undefined
          ? `${ruleTitle(caveat.rule)} matches pod ${caveat.podKey} by its address; Cilium and plugins built on it do not match pods by ipBlock`
          : `${ruleTitle(caveat.rule)} matches ${caveat.podKey} by its address, and ${caveat.plugin} matches neither pods nor nodes by ipBlock unless policy-cidr-match-mode says so: there this rule does not apply`,
      );
    case 'own-node-egress':
      return printable(
        `this leads to the pod's own node ${caveat.node}; network plugins differ in whether egress policies apply there`,
      );
    case 'implied-namespace':
      return printable(
        `${ruleTitle(caveat.rule)} asks for the namespace label ${caveat.key}, and the Namespace object of ${caveat.namespace} is not in the input: its labels are not known`,
      );
    case 'duplicate-named-port':
      return printable(
        `the name ${caveat.name} stands for several ports of pod ${caveat.podKey}; some plugins use the first only`,
      );
    case 'host-network':
      return printable(
        `${caveat.podKey} is on the host network and was taken for its node, as most plugins do; one that tells them apart would apply policies`,
      );
    case 'start-window':
      return printable(
        caveat.until === 'open'
          ? `${caveat.plugin} lets a pod that has just started communicate freely until its rules are in place: for some seconds this is allowed for ${caveat.podKey}`
          : `${caveat.plugin} lets a pod that has just started communicate with nobody until its rules are in place: for some seconds this is denied for ${caveat.podKey}`,
      );
    case 'enforcement-not-known-yet':
      return 'whether policies are enforced is not known yet, for DaemonSets are still being read: where nothing enforces them, this is allowed';
    case 'bare-pod':
      return printable(
        `nothing owns pod ${caveat.podKey}, and ${caveat.plugin} does not apply policies to pods without an owner: there this is allowed`,
      );
    case 'first-port-only':
      return printable(
        `${ruleTitle(caveat.rule)} names a range of ports, and ${caveat.plugin} takes the first only: there just ${caveat.first} is open`,
      );
    case 'baseline-other-direction':
      return printable(
        `${enumerate(caveat.policies.map(policyName), MOST_NAMED)} ${caveat.policies.length === 1 ? 'selects' : 'select'} ${caveat.podKey}, though not for ${caveat.direction}; plugins that read the API to the letter do not ask the Baseline tier about such a pod, and allow this`,
      );
    case 'open-connections':
      return printable(
        `${policyName(caveat.policy)} was ${historyText(caveat.history)}, after both ends were made: connections open since before may go on, as the network plugin decides`,
      );
    case 'ping':
      return printable(
        `policies speak of TCP, UDP and SCTP: whether a ping passes where ${enumerate(caveat.podKeys)} ${caveat.podKeys.length === 1 ? 'is' : 'are'} isolated differs between network plugins`,
      );
    case 'refused-policy': {
      const where = caveat.path === undefined ? '' : ` (${caveat.path})`;
      return printable(`${caveat.policy} is not valid${where}: every API server refuses it, and it was not evaluated`);
    }
    default:
      return assertNever(caveat);
  }
}
