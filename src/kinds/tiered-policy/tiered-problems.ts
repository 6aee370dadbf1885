import type { Direction } from '../../model/policies.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import type { FieldPath, ObjectId } from '../../model/raw-object.ts';
import { formatPath } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import { notSupported, required } from '../field-problem.ts';
import { nearestName } from '../nearest-name.ts';
import { metaProblems } from '../object-meta.ts';
import { quoted } from '../quoting.ts';
import { emptyList, outOfRange, ruleBroken, tooLong, tooMany } from './crd-problem.ts';
import { peerProblems, subjectProblems } from './tiered-peers.ts';
import type { RawTieredPolicy, RawTieredRule, TieredForm } from './tiered-shape.ts';
import { membersOf, PEER_FIELD } from './tiered-shape.ts';
import { LAST_PRIORITY } from './tiers.ts';

const LONGEST_RULE_NAME = 100;

/** Paths of peers and ports that carry only fields which this release does not know. */
export type NewerEntries = ReadonlySet<string>;

/** What a server's schema refuses, and what it lets pass and plugins stumble over (semantics §4.1 to §4.4). */
export function tieredProblems<P>(
  policy: RawTieredPolicy<P>,
  of: { readonly id: ObjectId; readonly form: TieredForm<P>; readonly newer: NewerEntries },
): readonly FieldProblem[] {
  const { id, form, newer } = of;
  if (!policy.hasSpec) {
    return [
      ...metaProblems(policy.metadata, id),
      required({ path: ['spec'], message: `this ${id.kind} has no spec`, detail: '', remedy: 'add `spec:`' }),
    ];
  }
  return [
    ...metaProblems(policy.metadata, id),
    ...form.standingProblems(policy, id),
    ...subjectProblems(policy.subject, ['spec', 'subject'], form),
    ...DIRECTIONS.flatMap((direction) => directionProblems(policy.rules[direction], direction, form, newer)),
  ];
}

/** The priority of a policy that must have one. */
export function priorityProblems(priority: number | undefined): readonly FieldProblem[] {
  const path = ['spec', 'priority'];
  if (priority === undefined) {
    return [
      required({
        path,
        message: 'the policy has no priority',
        detail: '',
        remedy: `add \`priority:\`, from 0, asked first, to ${LAST_PRIORITY}`,
      }),
    ];
  }
  if (priority >= 0 && priority <= LAST_PRIORITY) return [];
  return [outOfRange(path, { value: priority, first: 0, last: LAST_PRIORITY, what: 'a priority' })];
}

function directionProblems<P>(
  rules: readonly RawTieredRule<P>[],
  direction: Direction,
  form: TieredForm<P>,
  newer: NewerEntries,
): readonly FieldProblem[] {
  const path = ['spec', direction];
  const { most } = form;
  const count =
    rules.length > most.rules
      ? [tooMany(path, { count: rules.length, most: most.rules, what: `${direction} rules` })]
      : [];
  return [
    ...count,
    ...rules.flatMap((rule, index) => ruleProblems(rule, [...path, index], { form, direction, newer })),
  ];
}

interface RuleSetting<P> {
  readonly form: TieredForm<P>;
  readonly direction: Direction;
  readonly newer: NewerEntries;
}

function ruleProblems<P>(rule: RawTieredRule<P>, path: FieldPath, setting: RuleSetting<P>): readonly FieldProblem[] {
  const { name = '' } = rule;
  const long = name.length > LONGEST_RULE_NAME;
  return [
    ...(long
      ? [tooLong([...path, 'name'], { value: name, most: LONGEST_RULE_NAME, what: 'the name of the rule' })]
      : []),
    ...actionProblems(rule.action, [...path, 'action'], setting.form),
    ...rulePeerProblems(rule, path, setting),
    ...rulePortProblems(rule, path, setting),
    ...namedPortProblems(rule, path, setting),
  ];
}

function actionProblems<P>(
  action: string | undefined,
  path: FieldPath,
  { actions }: TieredForm<P>,
): readonly FieldProblem[] {
  const supported = [...actions.keys()];
  const inWords = supported.join(', ');
  if (action === undefined)
    return [required({ path, message: `the rule has no action; there are ${inWords}`, detail: '' })];
  if (actions.has(action)) return [];
  const meant = synonym(action, supported) ?? nearestName(action, supported);
  return [
    notSupported({
      path,
      value: action,
      message: `${quoted(action)} is not an action of this kind and version; there are ${inWords}`,
      supported,
      ...(meant === undefined ? {} : { remedy: `write \`${meant}\`` }),
    }),
  ];
}

/** What one version calls Allow the next calls Accept. */
function synonym(action: string, supported: readonly string[]): string | undefined {
  const other = action.toLowerCase() === 'allow' ? 'Accept' : action.toLowerCase() === 'accept' ? 'Allow' : undefined;
  return supported.find((name) => name === other);
}

function rulePeerProblems<P>(
  rule: RawTieredRule<P>,
  path: FieldPath,
  { form, direction, newer }: RuleSetting<P>,
): readonly FieldProblem[] {
  const field = PEER_FIELD[direction];
  const peersPath = [...path, field];
  const peers = rule.peers ?? [];
  if (peers.length === 0) {
    const message = `the rule says in \`${field}\` of nobody; unlike in a NetworkPolicy that does not mean everybody`;
    return [
      emptyList(peersPath, {
        missing: rule.peers === undefined,
        message,
        remedy: `add an entry to \`${field}\`: \`- namespaces: {}\` is every pod`,
      }),
    ];
  }
  const { most, actions } = form;
  const action = actions.get(rule.action ?? '');
  const count =
    peers.length > most.peers
      ? [tooMany(peersPath, { count: peers.length, most: most.peers, what: 'peers in one rule' })]
      : [];
  const each = peers.flatMap((peer, index) => {
    const peerPath = [...peersPath, index];
    return newer.has(formatPath(peerPath)) ? [] : peerProblems(peer, peerPath, { form, direction, action });
  });
  return [...count, ...each];
}

function rulePortProblems<P>(
  rule: RawTieredRule<P>,
  path: FieldPath,
  { form, newer }: RuleSetting<P>,
): readonly FieldProblem[] {
  if (rule.ports === undefined) return [];
  const { portsField, most, emptyPortsRefused } = form;
  const portsPath = [...path, portsField];
  if (rule.ports.length === 0) {
    if (!emptyPortsRefused) return [];
    return [
      emptyList(portsPath, {
        missing: false,
        message: `\`${portsField}\` is an empty list`,
        remedy: `for every port leave \`${portsField}\` out`,
      }),
    ];
  }
  const count =
    rule.ports.length > most.ports
      ? [tooMany(portsPath, { count: rule.ports.length, most: most.ports, what: `${portsField} in one rule` })]
      : [];
  const each = rule.ports.flatMap((entry, index) => {
    const entryPath = [...portsPath, index];
    return newer.has(formatPath(entryPath)) ? [] : form.portProblems(entry, entryPath);
  });
  return [...count, ...each];
}

/** Only pods have named ports; a rule that looks for one may not also be about nodes or addresses (semantics §4.4). */
function namedPortProblems<P>(
  rule: RawTieredRule<P>,
  path: FieldPath,
  { form, direction }: RuleSetting<P>,
): readonly FieldProblem[] {
  const named = (rule.ports ?? []).findIndex((entry) => form.isNamedPort(entry));
  const withoutPorts = ['networks', 'nodes', 'domainNames'].filter((member) =>
    form.members[direction].includes(member),
  );
  const peer = (rule.peers ?? []).flatMap((entry) => membersOf(entry, withoutPorts))[0];
  if (named === -1 || peer === undefined) return [];
  return [
    ruleBroken({
      path: [...path, form.portsField, named],
      about: path,
      message: `the rule looks for a named port and its peers include ${peer}, which have none`,
      detail: `${withoutPorts.join('/')} peer cannot be set with namedPorts since there are no namedPorts for ${withoutPorts.join('/')}`,
      remedy: 'write the number of the port, or make two rules of it',
    }),
  ];
}
