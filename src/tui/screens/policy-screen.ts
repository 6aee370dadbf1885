import { isWithoutEffect } from '../../engine/differences.ts';
import type { Finding } from '../../engine/lint/finding.ts';
import { podsSelectedBy } from '../../engine/selection.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import { type CompiledPolicy, type CompiledRule, DIRECTIONS, type Direction } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { findingText } from '../../present/finding-text.ts';
import { effectText, removalText } from '../../present/fix-text.ts';
import { historyText } from '../../present/history-text.ts';
import { endpointsText, policyName, policyWhere } from '../../present/rule-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { count, printable } from '../../present/text.ts';
import { workloadText } from '../../present/workload-text.ts';
import { readFilter } from '../state/row-filter.ts';
import type { Screen, View } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, cached, type Item, itemContent, type ScreenKind } from './content.ts';
import { findingsOfPolicy } from './found.ts';
import { filteredItems, nothingMatches } from './item-filter.ts';
import { type RuleRow, ruleItems, ruleSubject, titleOverRules } from './rule-rows.ts';
import { policyById, policyId } from './subjects.ts';

type PolicyScreen = Extract<Screen, { at: 'policy' }>;

export const policyScreen: ScreenKind<PolicyScreen> = {
  title: (screen, { snapshot }) => {
    const policy = policyById(snapshot, screen.id);
    return policy === undefined ? printable(screen.id) : policyName(policy.ref);
  },
  searches: false,
  subject: (screen) => ({ kind: 'policy', id: screen.id }),
  above: (screen, context) => {
    const policy = policyById(context.snapshot, screen.id);
    return policy === undefined ? [] : [...summaryLines(policy, context), removalLine(screen, context)];
  },
  content: (screen, context) => {
    const policy = policyById(context.snapshot, screen.id);
    if (policy === undefined) {
      return itemContent([], { empty: [`Policy ${printable(screen.id)} is not there any more.`, 'esc goes back.'] });
    }
    const items = [...policyItems(policy, screen.view, context), ...removalItems(screen, context)];
    const total = items.filter((item) => item.id !== undefined).length;
    return itemContent(filteredItems(items, readFilter(screen.view.filter)), {
      total,
      empty: nothingMatches(screen.view.filter),
    });
  },
};

/** The id of the row of one peer of a rule, the first as a rule: where the cursor goes when one comes from there. */
export function ruleRowId(direction: Direction, index: number, peer = 0): string {
  return `${direction}/${index}/${peer}`;
}

function summaryLines(policy: CompiledPolicy, context: Context): readonly Line[] {
  const { ref, isolates } = policy;
  const where = policyWhere(ref);
  const what = isolates.length === 0 ? 'isolates nothing' : `isolates them for ${isolates.join(' and ')}`;
  const pods = count(podsNow(policy, context.snapshot).length, 'pod');
  return [
    ...hangingLines([span(`selects ${endpointsText(policy.subject)} (${pods}) and ${what}`)], context.columns, 1),
    ...hangingLines(
      [span([ref.kind, where, historyText(ref.history)].filter((part) => part !== undefined).join('  '), 'dim')],
      context.columns,
      1,
    ),
  ];
}

/** What would change without the policy, as far as it is known. */
function removalLine({ worked }: PolicyScreen, { snapshot, glyphs }: Context): Line {
  if (worked?.kind !== 'removal') return [span(` remove it: counting${glyphs.ellipsis}`, 'dim')];
  if (worked.effects === undefined) return [];
  const older = worked.snapshot === snapshot ? '' : ' (when this was opened)';
  return [
    span(` remove it: ${removalText(worked.effects)}${older}`, isWithoutEffect(worked.effects) ? 'dim' : 'warning'),
  ];
}

function podsNow(policy: CompiledPolicy, snapshot: Snapshot): readonly Pod[] {
  return cached(snapshot, `selected by ${policyId(policy.ref)}`, () => podsSelectedBy(snapshot, policy));
}

function policyItems(policy: CompiledPolicy, view: View, context: Context): readonly Item[] {
  return [
    ...DIRECTIONS.flatMap((direction) => directionItems(policy, direction, view, context)),
    ...selectedItems(policy, context),
    ...findingItems(policy, context),
  ];
}

const BLANK: Item = { line: [] };

function directionItems(policy: CompiledPolicy, direction: Direction, view: View, context: Context): readonly Item[] {
  const { columns } = context;
  const rules = policy.rules.filter(({ ref }) => ref.direction === direction);
  const inert = policy.inert.filter(({ ref }) => ref.direction === direction);
  if (!policy.isolates.includes(direction) && rules.length === 0 && inert.length === 0) return [];
  const besides = [
    ...policy.rules.flatMap((rule) => ruleRows(rule)),
    ...policy.inert.flatMap((rule) => unusedRows(rule)),
  ];
  const options = { columns, expanded: view.expanded, context, besides };
  const title: Line = [
    span(` ${direction.toUpperCase()}  `, 'title'),
    ...stateSpans(policy, direction, rules.length, context),
  ];
  const isShown = rules.length + inert.length > 0;
  const unused: readonly Item[] =
    inert.length === 0
      ? []
      : [
          { line: [span(`   ${context.glyphs.warning} not in force: policyTypes leaves ${direction} out`, 'warning')] },
          ...ruleItems(
            inert.flatMap((rule) => unusedRows(rule)),
            options,
          ),
        ];
  return [
    { line: isShown ? titleOverRules(title, besides, columns) : title },
    ...ruleItems(
      rules.flatMap((rule) => ruleRows(rule)),
      options,
    ),
    ...unused,
    BLANK,
  ];
}

/** Rows of a rule that is not in force, which each of them says. */
function unusedRows(rule: CompiledRule): readonly RuleRow[] {
  return ruleRows(rule).map((row) => ({ ...row, by: `${row.by}, not in force`, style: 'dim' }));
}

function stateSpans(policy: CompiledPolicy, direction: Direction, rules: number, { glyphs }: Context): Line {
  const isolates = policy.isolates.includes(direction);
  if (isolates && rules === 0) return [span(`${glyphs.sealed} no rule: this policy allows nothing`, 'sealed')];
  if (!isolates) return [span(`does not isolate${rules === 0 ? '' : `, ${count(rules, 'rule')}`}`, 'dim')];
  return [span(`${glyphs.rules} ${count(rules, 'rule')}`, 'rules')];
}

/** A row for each peer of the rule, each with the rule's ports. */
function ruleRows(rule: CompiledRule): readonly RuleRow[] {
  const { direction, index, name } = rule.ref;
  const peers: readonly RuleRow['peer'][] =
    rule.peers === 'any' ? ['any'] : rule.peers.length === 0 ? ['nobody'] : rule.peers;
  const number = `#${index + 1}${name === undefined ? '' : ` ${printable(name)}`}`;
  const by = rule.action === 'accept' ? number : `${number} ${rule.action}`;
  return peers.map((peer, i) => ({
    id: `${direction}/${index}/${i}`,
    peer,
    ports: rule.ports,
    by,
    subject: ruleSubject(rule),
    ...(rule.action === 'deny' ? { style: 'denied' as const } : {}),
  }));
}

/** The connections that come and go with the policy. */
function removalItems({ worked }: PolicyScreen, { columns, glyphs }: Context): readonly Item[] {
  if (worked?.kind !== 'removal' || worked.effects === undefined || isWithoutEffect(worked.effects)) return [];
  const { opened, closed, inDoubt } = worked.effects;
  const kinds = [
    { word: 'opens', effects: opened },
    { word: 'closes', effects: closed },
    { word: 'in doubt', effects: inDoubt },
  ];
  const lines = kinds.flatMap(({ word, effects }) =>
    effects.slice(0, MOST_EFFECTS).map((effect): Line => [span(`${word}  `, 'dim'), span(effectText(effect, glyphs))]),
  );
  const hidden = opened.length + closed.length + inDoubt.length - lines.length;
  const more: readonly Item[] = hidden === 0 ? [] : [{ line: [span(`   and ${hidden} more`, 'dim')] }];
  return [
    BLANK,
    { line: [span(' WITHOUT IT  ', 'title'), span(removalText(worked.effects))] },
    ...lines.flatMap((line) => hangingLines(line, columns, 3)).map((line, i): Item => ({ id: `removal/${i}`, line })),
    ...more,
  ];
}

const MOST_EFFECTS = 200;
const MOST_PODS = 1000;

function selectedItems(policy: CompiledPolicy, { snapshot, glyphs }: Context): readonly Item[] {
  const pods = podsNow(policy, snapshot);
  if (pods.length === 0) {
    return [{ line: [span(' PODS  ', 'title'), span(`${glyphs.warning} it selects no pod of the input`, 'warning')] }];
  }
  const items = pods.slice(0, MOST_PODS).map((pod): Item => {
    return {
      id: `pods/${pod.key}`,
      subject: { kind: 'pod', key: pod.key },
      line: [span('   '), span(pod.key), span(`  ${workloadText(pod.workload)}`, 'dim')],
    };
  });
  const hidden = pods.length - items.length;
  const more: readonly Item[] = hidden === 0 ? [] : [{ line: [span(`   and ${hidden} more`, 'dim')] }];
  return [{ line: [span(' PODS  ', 'title'), span(`${pods.length} selected`)] }, ...items, ...more];
}

function findingItems(policy: CompiledPolicy, context: Context): readonly Item[] {
  const found = findingsOfPolicy(policyId(policy.ref), context);
  if (found === undefined || found.length === 0) return [];
  return [
    BLANK,
    { line: [span(' FINDINGS  ', 'title'), span(String(found.length))] },
    ...found.flatMap((finding, index) => itemsOfFinding(finding, index, context)),
  ];
}

function itemsOfFinding(finding: Finding, index: number, { columns, glyphs }: Context): readonly Item[] {
  const { message, remedy } = findingText(finding);
  const { severity, code, about } = finding;
  const place =
    about.kind === 'policy' && about.rule !== undefined
      ? ` (${about.rule.ref.direction} #${about.rule.ref.index + 1})`
      : '';
  const lines: readonly Line[] = [
    [span(`${glyphs[severity]} `, severity), span(`${code}${place}: `, 'strong'), span(message)],
    [span('  to do: ', 'dim'), span(remedy)],
  ];
  return lines
    .flatMap((line) => hangingLines(line, columns - 1, 3))
    .map((line, i) => ({ id: `findings/${index}/${i}`, subject: { kind: 'finding', finding }, line }));
}
