import { keyWithValue } from '../engine/label-likeness.ts';
import { assertNever } from '../model/errors.ts';
import { formatRequirement, NAMESPACE_NAME_LABEL, type Requirement } from '../model/labels.ts';
import type { ClauseFailure } from '../model/verdict.ts';
import { rangeText } from './rule-text.ts';
import { enumerate, printable } from './text.ts';

/** Both values of a clause that failed: what the rule wants, and what there is. Read as `wants WANTS, HAS`. */
export interface ClauseText {
  readonly wants: string;
  readonly has: string;
}

/** A failed clause in words. */
export function clauseText(failure: ClauseFailure): ClauseText {
  const { wants, has } = wordsFor(failure);
  return { wants: printable(wants), has: printable(has) };
}

/** `wants app=checkout, pod has app=checkout-v2`. */
export function clauseSentence(failure: ClauseFailure): string {
  const { wants, has } = clauseText(failure);
  return `wants ${wants}, ${has}`;
}

function wordsFor(failure: ClauseFailure): ClauseText {
  switch (failure.clause) {
    case 'pod-label':
      return {
        wants: labelWanted(failure.requirement),
        has: labelFound('pod', failure.requirement, failure.actual) + elsewhereText(failure),
      };
    case 'node-label':
      return {
        wants: `node label ${labelWanted(failure.requirement)}`,
        has: labelFound(`node ${failure.node}`, failure.requirement, failure.actual),
      };
    case 'namespace-label':
      return namespaceLabelWords(failure);
    case 'namespace':
      return {
        wants: `a pod in namespace ${failure.wanted}`,
        has: `pod is in ${failure.actual} (a podSelector alone looks only in the policy's own namespace)`,
      };
    case 'not-a-pod':
      return { wants: 'a pod', has: notAPod(failure.is) };
    case 'not-a-node':
      return {
        wants: 'a node',
        has: failure.podKey === undefined ? 'this is an address' : `this is pod ${failure.podKey}`,
      };
    case 'address':
      return { wants: `an address in ${failure.block}`, has: `this is ${enumerate(failure.actual)}` };
    case 'except':
      return {
        wants: `an address in ${failure.block} except ${failure.except}`,
        has: `${failure.actual} is in the exception`,
      };
    case 'family':
      return { wants: `an address in ${failure.block}`, has: `this connection is ${failure.family}` };
    case 'no-address':
      return { wants: `an address in ${failure.block}`, has: `pod ${failure.podKey} has no address of that family` };
    case 'protocol':
      return { wants: failure.wanted, has: `this is ${failure.actual}` };
    case 'port':
      return {
        wants: `port${failure.first === failure.last ? '' : 's'} ${rangeText(failure.first, failure.last)}`,
        has: `this is ${failure.actual}`,
      };
    case 'named-port':
      return namedPortWords(failure);
    default:
      return assertNever(failure);
  }
}

function labelWanted(requirement: Requirement): string {
  switch (requirement.operator) {
    case 'In':
    case 'NotIn':
      return formatRequirement(requirement);
    case 'Exists':
      return `a label ${requirement.key}`;
    case 'DoesNotExist':
      return `no label ${requirement.key}`;
    default:
      return assertNever(requirement);
  }
}

function labelFound(owner: string, requirement: Requirement, actual: string | undefined): string {
  return actual === undefined
    ? `${owner} has no label ${requirement.key}`
    : `${owner} has ${requirement.key}=${actual}`;
}

/** ` but k8s-app=web`, where the wanted value stands under another key. */
function elsewhereText({ requirement, labels }: Pick<LabelFailure, 'requirement' | 'labels'>): string {
  const key = keyWithValue(requirement, labels);
  return key === undefined ? '' : ` but ${key}=${labels.get(key)}`;
}

type LabelFailure = Extract<ClauseFailure, { clause: 'pod-label' | 'namespace-label' }>;

function namespaceLabelWords(failure: Extract<ClauseFailure, { clause: 'namespace-label' }>): ClauseText {
  const { requirement, actual, namespace, declared } = failure;
  const wants = `namespace label ${labelWanted(requirement)}`;
  const has = labelFound(`namespace ${namespace}`, requirement, actual);
  const elsewhere = elsewhereText(failure);
  if (elsewhere !== '') return { wants, has: has + elsewhere };
  if (!declared && requirement.key !== NAMESPACE_NAME_LABEL) {
    return { wants, has: `${has} that is known: its Namespace object is not in the input` };
  }
  return { wants, has };
}

function notAPod(is: Extract<ClauseFailure, { clause: 'not-a-pod' }>['is']): string {
  switch (is) {
    case 'address':
      return 'this is an address outside, which selectors never match';
    case 'node':
      return 'this is a node, which selectors never match';
    case 'host-network-pod':
      return 'this pod is on the host network, where policies see its node instead';
    case 'finished-pod':
      return 'this pod has finished';
    default:
      return assertNever(is);
  }
}

function namedPortWords(failure: Extract<ClauseFailure, { clause: 'named-port' }>): ClauseText {
  const protocol = failure.protocol === 'any' ? '' : ` (${failure.protocol})`;
  const wants = `the port named ${failure.name}${protocol}`;
  if (failure.destination === 'not-a-pod')
    return { wants, has: 'names are looked up on pods, and the destination is none' };
  if (failure.declared.length > 0)
    return {
      wants,
      has: `that is ${enumerate(failure.declared.map(String))} on the destination pod, this is ${failure.actual}`,
    };
  if (failure.otherProtocols.length > 0)
    return { wants, has: `the destination pod declares that name for ${enumerate(failure.otherProtocols)} only` };
  return { wants, has: 'the destination pod declares no port of that name' };
}
