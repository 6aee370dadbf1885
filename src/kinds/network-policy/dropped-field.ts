import type { Direction } from '../../model/policies.ts';
import type { UnknownField } from '../field-reader.ts';
import type { RawSelector } from '../label-selector.ts';
import { compileSelector } from '../label-selector.ts';
import { nearestName } from '../nearest-name.ts';
import type { RawPolicyPort } from '../policy-ports.ts';
import { compilePolicyPort } from '../policy-ports.ts';
import type { PeerHolder, RuleHolder, SelectorHolder } from './field-holder.ts';
import { holderOf } from './field-holder.ts';
import type { RawNetworkPolicy, RawPeer, RawRule, RawSpec } from './policy-shape.ts';
import { directionsOf, NO_SPEC, PEER_FIELD, rulesOf } from './policy-shape.ts';

/** What the stored policy does without a field the server does not know, and what was probably meant by it. */
export interface Dropping {
  /** Ends the sentence "dropped; …". */
  readonly effect: string;
  readonly remedy?: string;
}

const SPEC_FIELDS = ['podSelector', 'ingress', 'egress', 'policyTypes'];
const PEER_FIELDS = ['podSelector', 'namespaceSelector', 'ipBlock'];
const SELECTOR_FIELDS = ['matchLabels', 'matchExpressions'];

/** The effect in words of the family of mistakes in semantics §3.3. `policy` is what is left when unknown fields are dropped. */
export function effectOfDropping(unknown: UnknownField, policy: RawNetworkPolicy): Dropping {
  const field = String(unknown.path.at(-1));
  const meant = nearestName(field, unknown.known);
  const spec = policy.spec ?? NO_SPEC;
  const holder = holderOf(unknown.path.slice(0, -1), spec);
  const rename = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
  switch (holder.kind) {
    case 'root':
      return atRoot(field, meant, spec) ?? dropping('the rest of the policy stands', rename);
    case 'metadata':
      return dropping(
        meant === 'namespace' ? 'the policy is then in the default namespace' : 'the rest of the policy stands',
        rename,
      );
    case 'spec':
      return inSpec(field, meant, spec);
    case 'rule':
      return inRule(field, meant, holder);
    case 'peer':
      return inPeer(field, meant, holder);
    case 'port':
      return dropping(`the entry then matches ${portInWords(holder.entry)}`, rename);
    case 'ip-block':
      return dropping(
        meant === 'except' ? 'the whole block then matches, without exceptions' : 'the rest of the block stands',
        rename,
      );
    case 'selector':
      return inSelector(unknown, rename, holder);
    case 'elsewhere':
      return dropping('the rest of the policy stands', rename);
  }
}

function dropping(effect: string, remedy: string | undefined): Dropping {
  return remedy === undefined ? { effect } : { effect, remedy };
}

function atRoot(field: string, meant: string | undefined, spec: RawSpec): Dropping | undefined {
  const inner = nearestName(field, SPEC_FIELDS);
  if (SPEC_FIELDS.includes(field) || (inner !== undefined && meant === undefined)) {
    return dropping(
      withoutSpecField(inner ?? field, spec),
      `indent it, so that it stands in \`spec\` as \`${inner ?? field}\``,
    );
  }
  return meant === 'spec' ? dropping(wholeSpec(spec), 'did you mean `spec`?') : undefined;
}

function inSpec(field: string, meant: string | undefined, spec: RawSpec): Dropping {
  if (meant !== undefined) return dropping(withoutSpecField(meant, spec), `did you mean \`${meant}\`?`);
  if (field === 'namespaceSelector') {
    return dropping(
      'the policy still selects pods of its own namespace only',
      'a policy works in one namespace, `metadata.namespace`; a namespaceSelector belongs to an entry of `from` or `to`',
    );
  }
  const direction = field === 'from' ? 'ingress' : field === 'to' ? 'egress' : undefined;
  if (direction !== undefined)
    return dropping(withoutSpecField(direction, spec), `\`${field}\` belongs to an entry of \`${direction}\``);
  if (SELECTOR_FIELDS.includes(field))
    return dropping(withoutSpecField('podSelector', spec), `\`${field}\` belongs below \`podSelector\``);
  return dropping(`the rest of the policy stands: ${wholeSpec(spec)}`, undefined);
}

/** What the stored policy does, where one field of its spec is not what was meant. */
function withoutSpecField(field: string, spec: RawSpec): string {
  switch (field) {
    case 'podSelector':
      return `the policy then selects ${podsInWords(spec.podSelector, 'its namespace')}`;
    case 'policyTypes':
      return `policyTypes then ${spec.policyTypes === undefined ? 'default to' : 'stay'} ${typesInWords(spec)}`;
    default:
      return rulesLeft(field === 'egress' ? 'egress' : 'ingress', spec);
  }
}

function rulesLeft(direction: Direction, spec: RawSpec): string {
  const left = rulesOf(spec, direction).length;
  if (left > 0) return `the ${direction} rules left are the ${left} under \`spec.${direction}\``;
  const isolated = directionsOf(spec).includes(direction);
  const consequence = isolated
    ? `the pods it selects are isolated and nothing is allowed ${direction === 'ingress' ? 'in' : 'out'}`
    : `it does not isolate pods for ${direction} at all`;
  return `the policy then has no ${direction} rules: ${consequence}`;
}

function wholeSpec(spec: RawSpec): string {
  return `the policy selects ${podsInWords(spec.podSelector, 'its namespace')} and isolates them for ${typesInWords(spec)}`;
}

function typesInWords(spec: RawSpec): string {
  return directionsOf(spec)
    .map((direction) => (direction === 'ingress' ? 'Ingress' : 'Egress'))
    .join(' and ');
}

function inRule(field: string, meant: string | undefined, { rule, direction }: RuleHolder): Dropping {
  const peerField = PEER_FIELD[direction];
  const other = direction === 'ingress' ? 'to' : 'from';
  const effect = ruleLeft(rule, direction);
  if (field === other) {
    return dropping(
      effect,
      `${direction} rules name their peers in \`${peerField}\`; \`${other}\` belongs to rules of the other direction`,
    );
  }
  if (PEER_FIELDS.includes(field)) return dropping(effect, `put it in an entry of \`${peerField}:\``);
  if (['protocol', 'port', 'endPort'].includes(field)) return dropping(effect, 'put it in an entry of `ports:`');
  return dropping(effect, meant === undefined ? undefined : `did you mean \`${meant}\`?`);
}

/** What a rule allows as it stands: the part that is missing first. */
function ruleLeft({ peers, ports }: RawRule, direction: Direction): string {
  const peerField = PEER_FIELD[direction];
  const whose = direction === 'ingress' ? 'from' : 'to';
  if (peers.length === 0 && ports.length === 0) {
    return `the rule then has no \`${peerField}\` and no \`ports\`, and allows traffic ${whose} anywhere on every port`;
  }
  if (peers.length === 0)
    return `the rule then has no \`${peerField}\`, and allows traffic ${whose} anywhere on its ports`;
  if (ports.length === 0) return `the rule then has no \`ports\`, and allows its peers every port of every protocol`;
  return 'the rule keeps its peers and its ports';
}

function inPeer(field: string, meant: string | undefined, { rule, direction, peer }: PeerHolder): Dropping {
  const left = `the peer then is ${peerInWords(peer)}`;
  if (field === 'ports' || field === 'port' || field === 'protocol') {
    const ports = rule.ports.length === 0 ? 'every port of every protocol' : 'the ports of its rule';
    return dropping(
      `the peer is then allowed ${ports}`,
      `\`ports\` belongs to the rule: indent it like \`${PEER_FIELD[direction]}\``,
    );
  }
  if (SELECTOR_FIELDS.includes(field))
    return dropping(left, `indent it, so that it stands below \`podSelector\` or \`namespaceSelector\``);
  if (field === 'cidr' || field === 'except') return dropping(left, `put it below \`ipBlock:\``);
  return dropping(left, meant === undefined ? undefined : `did you mean \`${meant}\`?`);
}

function peerInWords({ podSelector, namespaceSelector, ipBlock }: RawPeer): string {
  if (ipBlock !== undefined) return `the block ${ipBlock.cidr ?? ''}`;
  if (namespaceSelector === undefined) return podsInWords(podSelector, "the policy's namespace");
  const where = compileSelector(namespaceSelector);
  return podsInWords(podSelector, where.requirements.length === 0 ? 'all namespaces' : `namespaces with ${where.text}`);
}

function podsInWords(selector: RawSelector | undefined, where: string): string {
  const compiled = compileSelector(selector ?? {});
  return compiled.requirements.length === 0 ? `every pod of ${where}` : `the pods with ${compiled.text} of ${where}`;
}

function portInWords(entry: RawPolicyPort): string {
  const matcher = compilePolicyPort(entry);
  switch (matcher.kind) {
    case 'protocol':
      return `every ${matcher.protocol} port`;
    case 'named':
      return `the ${matcher.protocol} port named ${matcher.name}`;
    case 'range':
      return `${matcher.protocol} ${matcher.first === matcher.last ? matcher.first : `${matcher.first}-${matcher.last}`}`;
  }
}

function inSelector(unknown: UnknownField, rename: string | undefined, { selector, of }: SelectorHolder): Dropping {
  const field = String(unknown.path.at(-1));
  const { requirements, text } = compileSelector(selector);
  const matches =
    of.kind === 'policy' ? 'the policy selects every pod of its namespace' : `the peer is ${peerInWords(of.peer)}`;
  const effect =
    requirements.length === 0
      ? `the selector is then empty, and ${matches}`
      : `the selector then asks only for ${text}`;
  // `podSelector: {app: web}`: a label written where the field's name belongs.
  const isLabel = typeof unknown.value === 'string' && rename === undefined;
  return dropping(
    effect,
    isLabel ? `labels belong below \`matchLabels\`: \`matchLabels: {${field}: ${unknown.value}}\`` : rename,
  );
}
