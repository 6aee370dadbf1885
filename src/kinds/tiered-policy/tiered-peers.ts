import { ALL } from '../../model/labels.ts';
import type { Action, Direction, EndpointSelector, Peer } from '../../model/policies.ts';
import type { FieldPath } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import { required } from '../field-problem.ts';
import type { Interner } from '../interner.ts';
import type { RawSelector } from '../label-selector.ts';
import { compileSelector } from '../label-selector.ts';
import { emptyList, noMember, severalMembers } from './crd-problem.ts';
import { compileDomainNames, domainNameProblems } from './domain-names.ts';
import { compileNetworks, networkProblems } from './networks.ts';
import { isReadable, storedSelectorProblems } from './stored-problem.ts';
import type { RawNamespacedPod, RawTieredPeer, RawTieredSubject, TieredForm } from './tiered-shape.ts';
import { membersOf } from './tiered-shape.ts';

type PeerForm = Pick<TieredForm<never>, 'members' | 'namespaceSelectorRequired' | 'cidrs' | 'actions'>;

const ALL_PODS_REMEDY = 'for every pod of the cluster write `namespaces: {}`';

/** What is refused about a policy's subject: exactly one member, and both selectors of `pods` (semantics §4.2). */
export function subjectProblems(
  subject: RawTieredSubject | undefined,
  path: FieldPath,
  form: PeerForm,
): readonly FieldProblem[] {
  if (subject === undefined) {
    return [
      required({
        path,
        message: 'the policy does not say which pods it is about',
        detail: '',
        remedy: ALL_PODS_REMEDY,
      }),
    ];
  }
  const members = membersOf(subject, form.members.subject);
  if (members.length === 0) {
    return [
      noMember(path, { message: 'the subject is empty: it has neither namespaces nor pods', remedy: ALL_PODS_REMEDY }),
    ];
  }
  return [...tooManyMembers(members, path, 'the subject'), ...selectionProblems(subject, path, form)];
}

/** What is refused about one entry of `from` or `to` (semantics §4.3). */
export function peerProblems(
  peer: RawTieredPeer,
  path: FieldPath,
  of: { readonly form: PeerForm; readonly direction: Direction; readonly action: Action | undefined },
): readonly FieldProblem[] {
  const { form, direction, action } = of;
  const known = form.members[direction];
  const members = membersOf(peer, known);
  if (members.length === 0) {
    return [
      noMember(path, { message: `this peer is empty: it has none of ${known.join(', ')}`, remedy: ALL_PODS_REMEDY }),
    ];
  }
  return [
    ...tooManyMembers(members, path, 'this peer'),
    ...selectionProblems(peer, path, form),
    ...storedSelectorProblems(peer.nodes, [...path, 'nodes']),
    ...listProblems(peer.networks, [...path, 'networks'], (networks, place) =>
      networkProblems(networks, place, form.cidrs),
    ),
    ...listProblems(peer.domainNames, [...path, 'domainNames'], (names, place) =>
      domainNameProblems(names, place, { action, accepting: form.actions.has('Allow') ? 'Allow' : 'Accept' }),
    ),
  ];
}

function tooManyMembers(members: readonly string[], path: FieldPath, what: string): readonly FieldProblem[] {
  if (members.length < 2) return [];
  return [
    severalMembers(path, {
      members,
      what,
      remedy: 'make two entries of the list of them; `pods` joins both selectors',
    }),
  ];
}

function listProblems(
  written: readonly string[] | undefined,
  path: FieldPath,
  check: (written: readonly string[], path: FieldPath) => readonly FieldProblem[],
): readonly FieldProblem[] {
  if (written === undefined) return [];
  if (written.length > 0) return check(written, path);
  return [
    emptyList(path, {
      missing: false,
      message: 'the list is empty and would match nothing',
      remedy: 'remove this peer',
    }),
  ];
}

function selectionProblems(
  { namespaces, pods }: { readonly namespaces?: RawSelector | undefined; readonly pods?: RawNamespacedPod | undefined },
  path: FieldPath,
  form: PeerForm,
): readonly FieldProblem[] {
  return [
    ...storedSelectorProblems(namespaces, [...path, 'namespaces']),
    ...(pods === undefined ? [] : podsProblems(pods, [...path, 'pods'], form)),
  ];
}

function podsProblems(pods: RawNamespacedPod, path: FieldPath, form: PeerForm): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (pods.namespaceSelector === undefined && form.namespaceSelectorRequired) {
    problems.push(missingSelector([...path, 'namespaceSelector'], 'namespaces'));
  }
  if (pods.podSelector === undefined) problems.push(missingSelector([...path, 'podSelector'], 'pods'));
  return [
    ...problems,
    ...storedSelectorProblems(pods.namespaceSelector, [...path, 'namespaceSelector']),
    ...storedSelectorProblems(pods.podSelector, [...path, 'podSelector']),
  ];
}

function missingSelector(path: FieldPath, what: string): FieldProblem {
  return required({
    path,
    message: `\`pods\` does not say which ${what}`,
    detail: '',
    remedy: `for all of them write \`${String(path.at(-1))}: {}\``,
  });
}

/** The peers of the neutral form; a list of ranges or names makes one each. */
export function compilePeer(peer: RawTieredPeer, interner: Interner): readonly Peer[] {
  if (peer.networks !== undefined) return compileNetworks(peer.networks);
  if (peer.domainNames !== undefined) return compileDomainNames(peer.domainNames);
  if (peer.nodes !== undefined) {
    return [
      isReadable(peer.nodes) ? { kind: 'nodes', select: interner.selector(compileSelector(peer.nodes)) } : UNREADABLE,
    ];
  }
  const select = compileEndpoints(peer, interner);
  return [select === undefined ? UNREADABLE : { kind: 'endpoints', select }];
}

const UNREADABLE: Peer = { kind: 'unsupported', feature: 'a selector that is not valid' };

/** The pods a subject or a peer selects; undefined when a selector of it means nothing to anybody. */
export function compileEndpoints(
  { namespaces, pods }: Pick<RawTieredPeer, 'namespaces' | 'pods'>,
  interner: Interner,
): EndpointSelector | undefined {
  const inNamespaces = namespaces ?? pods?.namespaceSelector;
  if (!isReadable(inNamespaces) || !isReadable(pods?.podSelector)) return undefined;
  const compile = (selector: RawSelector | undefined) =>
    selector === undefined ? ALL : interner.selector(compileSelector(selector));
  return { namespaces: { kind: 'matching', selector: compile(inNamespaces) }, pods: compile(pods?.podSelector) };
}
