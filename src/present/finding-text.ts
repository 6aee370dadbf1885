import {
  type FactsByCode,
  type Finding,
  isInputFinding,
  type LintCode,
  type LintFinding,
  type NearestLabel,
} from '../engine/lint/finding.ts';
import { formatRequirement, NAMESPACE_NAME_LABEL } from '../model/labels.ts';
import type { PolicyRef } from '../model/policies.ts';
import { type Guide, INPUT_GUIDE, LINT_GUIDE } from './finding-guide.ts';
import { pluginWords } from './plugin-text.ts';
import { endpointsText, policyName, portsText, ruleName, selectorText } from './rule-text.ts';
import { count, enumerate, printable } from './text.ts';
import { workloadName } from './workload-text.ts';

/** A finding in words. */
export interface FindingText {
  /** What it is about: `payments/fraud ingress #1`, `namespace shop`; undefined for what stands in no object. */
  readonly object: string | undefined;
  /** One sentence, with the facts. */
  readonly message: string;
  readonly why: string;
  /** What to do. */
  readonly remedy: string;
}

type Words<C extends LintCode> = (facts: FactsByCode[C]) => { readonly message: string; readonly remedy?: string };

const MOST = 3;

const WORDS: { readonly [C in LintCode]: Words<C> } = {
  'selects-nothing': ({ select, nearest }) => ({
    message: `no pod matches ${selectorText(select.pods)} in ${where(select)}${nearestText(nearest, 'pods')}`,
    ...nearestRemedy(nearest),
  }),
  'peer-selects-nothing': ({ select, nearest, none }) => ({
    message:
      none === 'namespaces'
        ? `there is no such namespace as ${where(select)}${nearestText(nearest, 'namespaces')}`
        : `no pod matches ${endpointsText(select)}${nearestText(nearest, 'pods')}`,
    ...nearestRemedy(nearest),
  }),
  'peer-other-namespace': ({ select, elsewhere }) => ({
    message: `podSelector ${selectorText(select.pods)} looks in ${where(select)} only, where no pod matches; there are such pods in ${enumerate(elsewhere.map(printable), MOST)}`,
    remedy: `add a namespaceSelector for ${enumerate(elsewhere.map(printable), MOST)} to the same entry, without a dash of its own`,
  }),
  'namespace-label-missing': ({ requirement, named }) => {
    const asked = printable(formatRequirement(requirement));
    return named === undefined
      ? { message: `no namespace has ${asked}` }
      : {
          message: `no namespace has ${asked}; there is a namespace called ${printable(named)}, which always has ${NAMESPACE_NAME_LABEL}=${printable(named)}`,
          remedy: `write ${NAMESPACE_NAME_LABEL}: ${printable(named)}`,
        };
  },
  'peers-or-suspected': ({ first, second, together, own }) => ({
    message: `either is enough: ${endpointsText(first)}, or ${endpointsText(second)} (${own === 0 ? 'nobody' : count(own, 'pod')}); both in one entry would mean ${count(together, 'pod')}`,
  }),
  'service-port': ({ port, protocol, service, targets }) => ({
    message: `${port}/${protocol} is the port of Service ${printable(service.key)}; its pods are reached at ${enumerate(targets.map(String), MOST)}`,
    remedy: `write port ${enumerate(targets.map(String), MOST)}`,
  }),
  'named-port-undeclared': ({ name, protocol, otherProtocols, declared, pods }) => {
    const asked = `${protocol === 'any' ? '' : `${protocol} `}port ${printable(name)}`;
    if (otherProtocols.length > 0) {
      return {
        message: `no pod has a ${asked}; the name stands for ${enumerate(otherProtocols)}`,
        remedy: `write protocol: ${otherProtocols[0] ?? ''}`,
      };
    }
    const names = declared.length === 0 ? 'no named port' : enumerate(declared.map(printable), MOST);
    return { message: `none of ${count(pods, 'pod')} declares a ${asked}; declared: ${names}` };
  },
  'port-on-some-pods': ({ port, protocol, workload, with: having, without, declared }) => ({
    message: `${count(having.length, 'pod')} of ${workloadName(workload)} ${having.length === 1 ? 'has' : 'have'} ${port}/${protocol}, ${count(without.length, 'other', 'others')} ${without.length === 1 ? 'has' : 'have'} ${enumerate(declared.map(String), MOST)} instead (${printable(without[0]?.key ?? '')})`,
  }),
  'egress-without-dns': ({ protocols, workloads, servers, hasRule }) => {
    const who = enumerate(workloads.map(workloadName), MOST);
    if (servers === undefined)
      return { message: `${who} may open connections, and no rule is about DNS: names cannot be resolved` };
    const whom = printable(servers);
    if (protocols.length === 1 && protocols[0] === 'TCP') {
      return {
        message: `${who} may ask ${whom} over UDP and not over TCP: answers too long for one datagram are lost`,
        remedy: 'add TCP 53 beside UDP 53',
      };
    }
    const nearly = hasRule ? '; some rule is about such ports, and its peers are others' : '';
    return { message: `${who} may not ask ${whom} over ${enumerate(protocols)}: names cannot be resolved${nearly}` };
  },
  'null-rules': ({ direction, pods }) => ({
    message: `${direction}: with nothing behind it is an empty list: no rule of this policy lets ${direction === 'ingress' ? 'anybody in to' : 'anything out of'} ${count(pods, 'pod')}`,
    remedy: `write ${direction}: [] for nobody, or - {} for everybody`,
  }),
  'exposed-without-policy': ({ service, workloads }) => ({
    message: `${service.type} leads to ${enumerate(workloads.map(workloadName), MOST)}, which no policy isolates: whoever reaches ${service.type === 'NodePort' ? 'a node' : 'it'} reaches every port`,
  }),
  'types-forgotten': ({ form, pods }) =>
    form === 'ingress-by-default'
      ? {
          message: `policyTypes is not written, so that egress rules alone isolate ${count(pods, 'pod')} for ingress as well, and nothing comes in by this policy`,
          remedy: 'write policyTypes: [Egress]',
        }
      : {
          message: `egress: [] does nothing here, for Egress is not among the policyTypes: egress of ${count(pods, 'pod')} stays open`,
          remedy: 'to deny egress write policyTypes: [Ingress, Egress], or [Egress] alone',
        },
  'inert-rules': ({ direction, rules }) => {
    const type = direction === 'ingress' ? 'Ingress' : 'Egress';
    return {
      message: `${count(rules, `${direction} rule`)} without effect: policyTypes does not name ${type}`,
      remedy: `add ${type} to policyTypes, or remove ${rules === 1 ? 'the rule' : 'the rules'}`,
    };
  },
  'allows-anyone': ({ form, direction }) => {
    const field = direction === 'ingress' ? 'from' : 'to';
    const written = {
      'null-rule': 'a dash with nothing behind it is a rule for everybody',
      'null-peers': `${field} with nothing behind it means everybody`,
      'empty-peers': `${field}: [] means everybody`,
    }[form];
    return { message: `${written}, not nobody: the outside world too` };
  },
  'open-to-internet': ({ ports, pods, isList }) => ({
    message: `${count(pods, 'pod lets', 'pods let')} in every address${isList ? '' : ', in the cluster and outside,'} on ${portsText(ports)}`,
  }),
  'block-in-cluster': ({ block, of, examples, number }) => ({
    message:
      of === 'services'
        ? `${printable(block)} is the address of ${enumerate(
            examples.map((name) => `Service ${printable(name)}`),
            MOST,
          )}, which policies never see`
        : `${printable(block)} holds addresses of pods: ${examplesText(examples, number)}`,
  }),
  'one-family': ({ block, missing }) => ({
    message: `${printable(block)} is half of the world: over ${missing} the pods, which have both families, are denied`,
    remedy: `add ${missing === 'IPv6' ? '::/0' : '0.0.0.0/0'}`,
  }),
  'rule-shadowed': ({ by }) => ({ message: `everything it matches is matched by ${ruleName(by.rule.ref)} already` }),
  'duplicate-rule': ({ by }) => ({ message: `it says the same as ${ruleName(by.rule.ref)}` }),
  'policy-redundant': ({ by, pods }) => ({
    message: `without it nothing would change for ${pods === 1 ? 'the one pod' : `any of the ${pods} pods`} it selects: ${enumerate(
      by.map(({ ref }) => policyName(ref)),
      MOST,
    )} ${by.length === 1 ? 'does' : 'do'} the same`,
  }),
  'no-default-deny': ({ subjects, openIngress, openEgress, policies, soleIsolators }) => ({
    message:
      policies === 0
        ? `no policy: ${subjects === 1 ? 'its pod is' : `all ${subjects} pods are`} open in both directions`
        : `no policy denies by default: ${openIngress} of ${count(subjects, 'pod')} ${openIngress === 1 ? 'is' : 'are'} open for ingress, ${openEgress} for egress${soleText(soleIsolators)}`,
  }),
  'plugin-does-not-enforce': ({ plugin, policies }) => ({
    message: `${count(policies, 'policy', 'policies')} without effect: ${pluginWords(plugin)}${plugin.evidence[0] === undefined ? '' : ` (${printable(plugin.evidence[0])})`}`,
  }),
  'suppression-invalid': ({ reasonMissing, unknownCodes }) => ({
    message:
      unknownCodes.length > 0
        ? `there is no finding called ${enumerate(
            unknownCodes.map((code) => `"${printable(code)}"`),
            MOST,
          )}`
        : reasonMissing
          ? 'the annotation gives no reason, so nothing is left out'
          : 'the annotation names no code',
  }),
};

function soleText(policies: readonly PolicyRef[]): string {
  if (policies.length === 0) return '';
  const names = enumerate(
    policies.map((ref) => policyName(ref)),
    MOST,
  );
  return `; ${names} alone ${policies.length === 1 ? 'isolates' : 'isolate'} some: to delete ${policies.length === 1 ? 'it' : 'one'} opens them`;
}

function where(select: FactsByCode['selects-nothing']['select']): string {
  return endpointsText({ ...select, pods: { requirements: [], text: '' } }).replace(/^all pods of /, '');
}

function nearestText(nearest: NearestLabel | undefined, things: 'pods' | 'namespaces'): string {
  if (nearest === undefined) return '';
  const key = printable(nearest.requirement.key);
  const { actual, otherKey, example, requirement } = nearest;
  if (things === 'namespaces') return `; there is ${enumerate(actual.map(printable), MOST)}`;
  const values = requirement.operator === 'In' ? requirement.values.map(printable).join(' or ') : '';
  if (actual.length === 0)
    return `; ${printable(example)} has ${otherKey === undefined ? '' : `${printable(otherKey)}=${values} and `}no ${key}`;
  return `; nearest: ${key}=${enumerate(actual.map(printable), MOST)} (${printable(example)})`;
}

function nearestRemedy(nearest: NearestLabel | undefined): { readonly remedy?: string } {
  if (nearest === undefined) return {};
  const { actual, otherKey, requirement } = nearest;
  const [value] = actual;
  if (value !== undefined)
    return { remedy: `write ${printable(requirement.key)}: ${printable(value)}, or correct the labels` };
  if (otherKey === undefined || requirement.operator !== 'In') return {};
  return { remedy: `write ${printable(otherKey)}: ${requirement.values.map(printable).join(' or ')}` };
}

function examplesText(examples: readonly string[], number: number): string {
  const names = examples.map(printable);
  return number > names.length ? `${names.join(', ')} and ${number - names.length} more` : enumerate(names);
}

/** What the list of codes says of this one. */
function guideOf(finding: Finding): Guide {
  return isInputFinding(finding) ? INPUT_GUIDE[finding.code] : LINT_GUIDE[finding.code];
}

/** The finding in words. */
export function findingText(finding: Finding): FindingText {
  const guide = guideOf(finding);
  const object = objectText(finding);
  if (isInputFinding(finding)) {
    const { message, remedy, strict, lenient } = finding.facts;
    const stored = lenient === undefined ? '' : ` Evaluated as: ${lenient}.`;
    const why = strict === undefined ? guide.why : `A strict API server: ${strict}.${stored}`;
    return { object, message, why, remedy: remedy ?? guide.remedy };
  }
  const { message, remedy } = wordsOf(finding);
  return { object, message, why: guide.why, remedy: remedy ?? guide.remedy };
}

function wordsOf<C extends LintCode>(finding: LintFinding<C>): ReturnType<Words<C>> {
  // The table pairs every code with the words for its facts, which the type of a lookup cannot say.
  const words = WORDS[finding.code] as (facts: unknown) => ReturnType<Words<C>>;
  return words(finding.facts);
}

function objectText(finding: Finding): string | undefined {
  const { about } = finding;
  switch (about.kind) {
    case 'policy':
      return about.rule === undefined ? policyName(about.policy.ref) : ruleName(about.rule.ref);
    case 'service':
      return printable(`Service ${about.service.key}`);
    case 'cluster':
      return undefined;
    case 'namespace':
      return printable(`namespace ${about.namespace.name}`);
    case 'input': {
      const object = isInputFinding(finding) ? finding.facts.object : undefined;
      if (object === undefined) return undefined;
      const named = `${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`;
      return printable(object.kind === 'NetworkPolicy' ? named : `${object.kind} ${named}`);
    }
  }
}
