import type { Effective, EffectiveDirection, EffectiveGroup, EffectiveRule } from '../engine/effective.ts';
import { type Glyphs, isolationWords } from './glyphs.ts';
import { peerText, policyId, policyName, portsText, ruleTitle } from './rule-text.ts';
import { type Line, span } from './spans.ts';
import { type Column, cell, type Row, type Table } from './tables.ts';
import { enumerate, printable } from './text.ts';

/** `ingress ◐ 3 rules, isolated by shop/a and shop/b`. */
export function directionTitle(effective: Effective, direction: EffectiveDirection, glyphs: Glyphs): Line {
  const name = span(`${direction.direction} `, 'title');
  if (!effective.subject) {
    const why = effective.pod.hostNetwork ? 'on the host network' : 'finished';
    return [name, span(`policies do not apply: the pod is ${why}`, 'dim')];
  }
  const state = span(isolationWords(direction.state, direction.ruleCount, glyphs), direction.state);
  if (direction.state === 'unknown') {
    const policies = enumerate(
      direction.notEvaluated.map(({ policy }) => policyId(policy.ref)),
      3,
    );
    return [name, state, span(` – not evaluated, and may decide: ${policies}`, 'dim')];
  }
  if (!direction.isolated) {
    const rest = direction.ruleCount === 0 ? 'everything' : 'what these rules do not decide';
    return [name, state, span(` – no policy isolates it, ${rest} is allowed`, 'dim')];
  }
  const by = enumerate(direction.isolatedBy.map(policyName));
  const nothing = direction.state === 'sealed' ? ', and no rule allows anything' : '';
  return [name, state, span(` – isolated by ${by}${nothing}`, 'dim')];
}

/** The union of rules in force in one direction: who, on which ports, by which rule. */
export function effectiveTable({ direction, rules }: EffectiveDirection): Table<EffectiveRule> {
  const onlyAccepts = rules.every(({ rule }) => rule.action === 'accept');
  const columns: readonly Column[] = [
    { id: 'peer', title: direction === 'ingress' ? 'FROM' : 'TO', align: 'left', minWidth: 20, priority: 0 },
    { id: 'ports', title: 'PORTS', align: 'left', minWidth: 10, priority: 0 },
    { id: 'rule', title: onlyAccepts ? 'ALLOWED BY' : 'DECIDED BY', align: 'left', minWidth: 20, priority: 0 },
  ];
  const rows = rules.map((row, index): Row<EffectiveRule> => {
    const action = onlyAccepts ? '' : `${row.rule.action} by `;
    return {
      id: String(index),
      subject: row,
      cells: [
        cell(peerText(row.peer), 'strong'),
        cell(portsText(row.ports)),
        cell(`${action}${ruleTitle(row.rule.ref)}`, 'policy'),
      ],
    };
  });
  return { columns, rows };
}

/** Names of the fields of a record. */
export const EFFECTIVE_HEADER: readonly string[] = ['pods', 'direction', 'isolation', 'peer', 'ports', 'rule'];

/** A record for each rule in force; for a direction without any, one that says how it stands. */
export function effectiveRecords(groups: readonly EffectiveGroup[]): readonly (readonly string[])[] {
  return groups.flatMap(({ pods, effective }) =>
    [effective.ingress, effective.egress].flatMap((direction): readonly (readonly string[])[] => {
      const names = pods.map((pod) => printable(pod.key)).join(' ');
      const head = [names, direction.direction, effective.subject ? direction.state : 'policies do not apply'];
      const { rows } = effectiveTable(direction);
      return rows.length === 0
        ? [[...head, '', '', '']]
        : rows.map(({ cells }) => [...head, ...cells.map((c) => c.text)]);
    }),
  );
}
