import { assertNever } from '../model/errors.ts';
import { formatRequirement, type LabelSelector, NAMESPACE_NAME_LABEL } from '../model/labels.ts';
import type { EndpointSelector, Peer, PolicyRef, RuleRef } from '../model/policies.ts';
import { formatPolicy, policyLine, rulePosition } from '../model/policies.ts';
import {
  isEveryPort,
  isNoPort,
  type PortMatcher,
  type PortRanges,
  type PortSet,
  PROTOCOLS,
  type Protocol,
} from '../model/ports.ts';
import { formatPath, type Position } from '../model/raw-object.ts';
import { printable } from './text.ts';

/** A selector as kubectl prints it; `all` when it selects everything. */
export function selectorText(selector: LabelSelector): string {
  return selector.requirements.length === 0 ? 'all' : printable(selector.requirements.map(formatRequirement).join(','));
}

/** What a rule's peer means: `app=web in shop`, `all pods of namespaces team=a`, `10.0.0.0/8 except 10.1.0.0/16`, `anywhere`. */
export function peerText(peer: Peer | 'any'): string {
  if (peer === 'any') return 'anywhere';
  switch (peer.kind) {
    case 'endpoints':
      return endpointsText(peer.select);
    case 'addresses': {
      const { cidr, except } = peer.block;
      return printable(
        except.length === 0 ? cidr.text : `${cidr.text} except ${except.map((hole) => hole.text).join(', ')}`,
      );
    }
    case 'nodes':
      return peer.select.requirements.length === 0 ? 'all nodes' : `nodes ${selectorText(peer.select)}`;
    case 'unsupported':
      return `${printable(peer.feature)} (cannot be evaluated)`;
    default:
      return assertNever(peer);
  }
}

/** Which pods a selector means, with their namespaces. */
export function endpointsText(select: EndpointSelector): string {
  const where = namespacesText(select);
  return select.pods.requirements.length === 0 ? `all pods of ${where}` : `${selectorText(select.pods)} in ${where}`;
}

function namespacesText({ namespaces }: EndpointSelector): string {
  if (namespaces.kind === 'named') return printable(namespaces.name);
  const { requirements } = namespaces.selector;
  const [first, second] = requirements;
  if (first === undefined) return 'all namespaces';
  // The control plane's own label says a namespace's name, so that the name may stand for it.
  if (second === undefined && first.operator === 'In' && first.key === NAMESPACE_NAME_LABEL)
    return printable(first.values.join(' or '));
  return `namespaces ${selectorText(namespaces.selector)}`;
}

/** A rule's ports: `TCP 80, 8000-8080 · UDP all`, `TCP http`, `all ports`. */
export function portsText(ports: 'any' | readonly PortMatcher[]): string {
  if (ports === 'any') return 'all ports';
  if (ports.length === 0) return 'no port';
  const byProtocol = new Map<Protocol | 'any', string[]>();
  for (const matcher of ports) {
    const texts = byProtocol.get(matcher.protocol) ?? [];
    byProtocol.set(matcher.protocol, [...texts, matcherText(matcher)]);
  }
  return [...byProtocol]
    .map(([protocol, texts]) => `${protocol === 'any' ? 'port' : protocol} ${texts.join(', ')}`)
    .join(' · ');
}

/** One entry without its protocol: `80`, `8000-8080`, `http`, `all`. */
export function matcherText(matcher: PortMatcher): string {
  switch (matcher.kind) {
    case 'protocol':
      return 'all';
    case 'range':
      return rangeText(matcher.first, matcher.last);
    case 'named':
      return printable(matcher.name);
    default:
      return assertNever(matcher);
  }
}

export function rangeText(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** `80, 443, 8000-8080`; `all`; empty when there is none. */
function rangesText(ranges: PortRanges): string {
  return isEveryPort(ranges) ? 'all' : ranges.map(([first, last]) => rangeText(first, last)).join(', ');
}

/** `TCP 80, 443 · UDP 53`; `all ports`; `no port`. */
export function portSetText(set: PortSet): string {
  if (isNoPort(set)) return 'no port';
  if (PROTOCOLS.every((protocol) => isEveryPort(set[protocol]))) return 'all ports';
  return PROTOCOLS.filter((protocol) => set[protocol].length > 0)
    .map((protocol) => `${protocol} ${rangesText(set[protocol])}`)
    .join(' · ');
}

/** `shop/default-deny`; kinds other than NetworkPolicy are named: `AdminNetworkPolicy sandbox`. */
export function policyName(policy: PolicyRef): string {
  const named = formatPolicy(policy);
  return printable(policy.kind === 'NetworkPolicy' ? named.slice('NetworkPolicy '.length) : named);
}

/** `NetworkPolicy shop/default-deny`, as the JSON contract writes it. */
export function policyId(policy: PolicyRef): string {
  return formatPolicy(policy);
}

/** `shop/allow-web ingress #1`; numbers count from 1, a name is added where the kind has one. */
export function ruleName(rule: RuleRef): string {
  const name = rule.name === undefined ? '' : ` "${printable(rule.name)}"`;
  return `${policyName(rule.policy)} ${rule.direction} #${rule.index + 1}${name}`;
}

/** `shop/allow-web ingress #1 (policies.yaml:12)`. */
export function ruleTitle(rule: RuleRef): string {
  return ruleName(rule) + inBrackets(ruleWhere(rule));
}

/** `policies.yaml:3` for a policy that stands in a file. Cheap. */
export function policyWhere(policy: PolicyRef): string | undefined {
  const at = policyLine(policy);
  return at === undefined ? undefined : printable(`${at.file}:${at.line}`);
}

// To find a position may mean to read a document again; a rule never moves within one snapshot.
const positions = new WeakMap<RuleRef, { readonly position: Position | undefined }>();

/** Where a rule is written. Cheap to ask again. */
export function positionOf(rule: RuleRef): Position | undefined {
  const known = positions.get(rule);
  if (known !== undefined) return known.position;
  const position = rulePosition(rule);
  positions.set(rule, { position });
  return position;
}

/** `policies.yaml:12`, when the rule stands in a file. */
export function ruleWhere(rule: RuleRef): string | undefined {
  const position = positionOf(rule);
  return position === undefined ? undefined : positionText(position);
}

/** The rule's field path as the API server prints it: `spec.ingress[0]`. */
export function rulePath(rule: RuleRef): string {
  return formatPath(rule.path);
}

/** `file:line`, with the column when asked for. */
export function positionText(position: Position, withColumn = false): string {
  return printable(`${position.file}:${position.line}${withColumn ? `:${position.column}` : ''}`);
}

export function inBrackets(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}
