import { DIRECTIONS } from '../../model/policies.ts';
import type { FieldPath, ObjectId } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import { forbidden, invalid, notSupported, required } from '../field-problem.ts';
import { ipBlockProblems } from '../ip-block.ts';
import { selectorProblems } from '../label-selector.ts';
import { nearestName } from '../nearest-name.ts';
import { metaProblems } from '../object-meta.ts';
import { policyPortProblems } from '../policy-ports.ts';
import { quoted } from '../quoting.ts';
import type { RawNetworkPolicy, RawPeer, RawRule, RawSpec } from './policy-shape.ts';
import { directionOf, NO_SPEC, PEER_FIELD, rulesOf } from './policy-shape.ts';

/** What validation refuses about a policy that could be decoded: 422 Invalid (semantics §3.2). */
export function policyProblems(policy: RawNetworkPolicy, id: ObjectId): readonly FieldProblem[] {
  const spec = policy.spec ?? NO_SPEC;
  return [
    ...metaProblems(policy.metadata ?? {}, id),
    ...(spec.podSelector === undefined ? [] : selectorProblems(spec.podSelector, ['spec', 'podSelector'])),
    ...DIRECTIONS.flatMap((direction) =>
      rulesOf(spec, direction).flatMap((rule, index) =>
        ruleProblems(rule, ['spec', direction, index], PEER_FIELD[direction]),
      ),
    ),
    ...policyTypeProblems(spec),
  ];
}

function ruleProblems(rule: RawRule, path: FieldPath, peerField: string): readonly FieldProblem[] {
  return [
    ...rule.ports.flatMap((entry, index) => policyPortProblems(entry, [...path, 'ports', index])),
    ...rule.peers.flatMap((peer, index) => peerProblems(peer, [...path, peerField, index])),
  ];
}

function peerProblems(peer: RawPeer, path: FieldPath): readonly FieldProblem[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  const problems: FieldProblem[] = [];
  if (podSelector !== undefined) problems.push(...selectorProblems(podSelector, [...path, 'podSelector']));
  if (namespaceSelector !== undefined)
    problems.push(...selectorProblems(namespaceSelector, [...path, 'namespaceSelector']));
  if (ipBlock !== undefined) problems.push(...ipBlockProblems(ipBlock, [...path, 'ipBlock']));
  if (!selects && ipBlock === undefined) {
    problems.push(
      required({
        path,
        message: 'this peer is empty: it has no podSelector, no namespaceSelector and no ipBlock',
        detail: 'must specify a peer',
        remedy:
          'for all pods of all namespaces write `namespaceSelector: {}`; for anybody at all leave the whole list out',
      }),
    );
  }
  if (selects && ipBlock !== undefined) {
    problems.push(
      forbidden({
        path,
        message: 'one peer cannot be both an ipBlock and a selector',
        detail: 'may not specify both ipBlock and another peer',
        remedy: 'make two entries of the list of them: either may match',
      }),
    );
  }
  return problems;
}

function policyTypeProblems(spec: RawSpec): readonly FieldProblem[] {
  const types = spec.policyTypes ?? [];
  const path = ['spec', 'policyTypes'];
  // The server stops here: it does not look at the single types of a list that is too long.
  if (types.length > 2) {
    return [
      invalid({
        path,
        value: types,
        message: `policyTypes has ${types.length} entries, and there are only Ingress and Egress`,
        detail: 'may not specify more than two policyTypes',
      }),
    ];
  }
  return types.flatMap((written, index) => {
    if (directionOf(written) !== undefined) return [];
    const meant = nearestName(written, ['Ingress', 'Egress']);
    return [
      notSupported({
        path: [...path, index],
        value: written,
        message: `${quoted(written)} is not a policy type; there are Ingress and Egress, with a capital`,
        supported: ['Ingress', 'Egress'],
        ...(meant === undefined ? {} : { remedy: `write \`${meant}\`` }),
      }),
    ];
  });
}
