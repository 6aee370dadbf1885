import {
  type Effective,
  type EffectiveDirection,
  type EffectiveGroup,
  type EffectiveRule,
  effectiveOf,
  effectiveOfWorkload,
} from '../../engine/effective.ts';
import type { ReplicaGroup } from '../../engine/notes.ts';
import { replicaGroups } from '../../engine/replicas.ts';
import { podsOf } from '../../engine/selection.ts';
import type { Pod, Workload } from '../../model/cluster-objects.ts';
import { DIRECTIONS, type Direction, type Peer, type PolicyRef } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isolationWords } from '../../present/glyphs.ts';
import { policyName, policyWhere } from '../../present/rule-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { count, printable } from '../../present/text.ts';
import { workloadName, workloadText } from '../../present/workload-text.ts';
import { readFilter } from '../state/row-filter.ts';
import type { Screen, Subject, View } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { pathTail } from '../view/path-tail.ts';
import { type Content, type Context, cached, type Item, itemContent, type Pane, type ScreenKind } from './content.ts';
import { filteredItems, nothingMatches } from './item-filter.ts';
import { factItems } from './pod-facts.ts';
import { reachTotals } from './reach-totals.ts';
import { replicaItems, replicasLine } from './replica-items.ts';
import { type RuleRow, ruleColumns, ruleHeader, ruleItems, ruleSubject, titleOverRules, verbOf } from './rule-rows.ts';
import { policyId } from './subjects.ts';
import { withTierHeadings } from './tier-headings.ts';

type PodScreen = Extract<Screen, { at: 'pod' }>;

/** From this many columns on the three panes stand side by side. */
const SIDE_BY_SIDE = 132;

/**
 * Columns that panes wish for, by what is in them: rules as wide as they are within limits, a sentence, which is broken where columns
 * are rare, the facts of a pod.
 */
const NARROWEST = 44;
const WIDEST = 110;
const NARROWEST_SENTENCE = 34;
const WIDEST_SENTENCE = 58;
const SENTENCE_SHARE = 0.29;
const FACTS = 44;

/** What the screen is about: a pod, or a workload with the pods that policies see alike. */
interface Seen {
  readonly name: string;
  readonly effective: Effective;
  readonly pods: readonly Pod[];
  /** Pods of the workload that policies see otherwise. */
  readonly others: readonly EffectiveGroup[];
  /** The workload's replicas by what policies see of them; empty for a pod. */
  readonly replicas: readonly ReplicaGroup[];
}

export const podScreen: ScreenKind<PodScreen> = {
  title: (screen, context) => seenBy(screen, context.snapshot)?.name ?? printable(screen.of.key),
  searches: false,
  subject: (screen) => screen.of,
  above: (screen, context) => {
    const seen = seenBy(screen, context.snapshot);
    return seen === undefined ? [] : [...summaryLines(seen), ...noteLines(seen, context)];
  },
  content: (screen, context) => stackedContent(screen, context),
  panes: (screen, context) => {
    const seen = seenBy(screen, context.snapshot);
    return seen === undefined || context.columns < SIDE_BY_SIDE ? undefined : panesOf(seen, screen.view, context);
  },
};

function seenBy({ of }: PodScreen, snapshot: Snapshot): Seen | undefined {
  return cached(snapshot, `seen ${of.kind} ${of.key}`, () => {
    if (of.kind === 'workload') return seenWorkload(snapshot, snapshot.workloads.get(of.key));
    const pod = snapshot.pods.get(of.key);
    return pod && { name: podTitle(pod), effective: effectiveOf(snapshot, pod), pods: [pod], others: [], replicas: [] };
  });
}

function podTitle(pod: Pod): string {
  return printable(pod.state === 'template' ? `${workloadName(pod.workload)} (template)` : pod.key);
}

function seenWorkload(snapshot: Snapshot, workload: Workload | undefined): Seen | undefined {
  if (workload === undefined) return undefined;
  const groups = [...effectiveOfWorkload(snapshot, workload)].sort((a, b) => b.pods.length - a.pods.length);
  const [most, ...others] = groups;
  const replicas = replicaGroups(snapshot, workload);
  return most && { name: workloadName(workload), effective: most.effective, pods: most.pods, others, replicas };
}

function summaryLines({ effective: { pod }, pods }: Seen): readonly Line[] {
  const labels = [...pod.labels].map(([key, value]) => `${key}=${value}`).join(',');
  const who = pods.length === 1 ? pod.status : count(pods.length, 'pod');
  return [[span(` ${workloadText(pod.workload)}  ${who}  `), span(labels === '' ? 'no labels' : labels, 'dim')]];
}

function noteLines({ effective, others, replicas }: Seen, { glyphs, columns }: Context): readonly Line[] {
  const { pod, subject } = effective;
  const notes: string[] = [];
  if (!subject && pod.hostNetwork) notes.push("It uses its node's network: policies neither protect nor restrict it.");
  if (!subject && !pod.hostNetwork) notes.push('It has finished: it has no network, and policies do not apply to it.');
  if (others.length > 0) {
    const differing = others.reduce((sum, group) => sum + group.pods.length, 0);
    notes.push(`${count(differing, 'pod')} of this workload are seen otherwise by policies; they are listed below.`);
  }
  if (replicas.length > 1) notes.push(replicasLine(replicas));
  return notes.flatMap((note) => hangingLines([span(`${glyphs.warning} ${note}`, 'warning')], columns, 1));
}

// The answer first: who may connect, then where to; what the pod is comes last.
function stackedContent(screen: PodScreen, context: Context): Content {
  const seen = seenBy(screen, context.snapshot);
  if (seen === undefined) {
    return itemContent([], { empty: [`${printable(screen.of.key)} is not there any more.`, 'esc goes back.'] });
  }
  const { columns } = context;
  const sections = panesOf(seen, screen.view, context).flatMap((pane, i): readonly Item[] => {
    const blank: readonly Item[] = i === 0 ? [] : [{ line: [] }];
    return [...blank, { line: pane.stackedTitle?.(columns) ?? pane.title }, ...pane.items(columns)];
  });
  return itemContent(filteredItems(sections, readFilter(screen.view.filter)), {
    total: sections.filter((item) => item.id !== undefined).length,
    empty: nothingMatches(screen.view.filter),
  });
}

interface ItemPane extends Pane {
  /** Where panes stand under each other: the title, with those of the columns. */
  readonly stackedTitle?: (columns: number) => Line;
  readonly items: (columns: number) => readonly Item[];
}

function panesOf(seen: Seen, view: View, context: Context): readonly ItemPane[] {
  const [ingress, egress] = DIRECTIONS.map((direction) => directionPane(seen, direction, view, context));
  const facts = factsPane(seen, view, context);
  const panes = context.columns < SIDE_BY_SIDE ? [ingress, egress, facts] : [ingress, facts, egress];
  return panes.filter((pane) => pane !== undefined);
}

function paneOf(
  pane: Omit<ItemPane, 'content'>,
  view: View,
  options: (columns: number) => { readonly header?: Line | undefined } = () => ({}),
): ItemPane {
  const content = (columns: number): Content => {
    const items = pane.items(columns);
    const total = items.filter((item) => item.id !== undefined).length;
    return itemContent(filteredItems(items, readFilter(view.filter)), {
      total,
      empty: nothingMatches(view.filter),
      ...options(columns),
    });
  };
  return { ...pane, content };
}

function directionPane(seen: Seen, direction: Direction, view: View, context: Context): ItemPane {
  const { effective } = seen;
  const state = effective[direction];
  const rows = rowsOf(state);
  const title: Line = [
    span(` ${direction.toUpperCase()}  `, 'title'),
    effective.subject
      ? span(isolationWords(state.state, state.ruleCount, context.glyphs), state.state)
      : span('not subject to policies', 'dim'),
  ];
  const items = (columns: number): readonly Item[] => [
    ...withTierHeadings(ruleItems(rows, { columns, expanded: view.expanded, context }), state, (tier) =>
      state.rules.flatMap((rule, i) => (rule.policy.tier.order === tier.order ? [rowId(state, rule, i)] : [])),
    ),
    ...restItems(effective, state, columns),
    ...totalsItems(seen, direction, columns, context),
  ];
  const header = (columns: number) =>
    rows.length === 0 ? {} : { header: ruleHeader(rows, columns, verbOf(direction)) };
  // Where there are no rules there is a sentence, and the columns are worth more on the other side.
  const weight =
    rows.length === 0
      ? Math.max(NARROWEST_SENTENCE, Math.min(Math.floor(context.columns * SENTENCE_SHARE), WIDEST_SENTENCE))
      : cached(context.snapshot, `columns of ${direction} ${effective.pod.key}`, () =>
          Math.max(NARROWEST, Math.min(ruleColumns(rows), WIDEST)),
        );
  const stackedTitle = (columns: number): Line => titleOverRules(title, rows, columns);
  return paneOf({ id: direction, title, stackedTitle, weight, items }, view, header);
}

function rowsOf(state: EffectiveDirection): readonly RuleRow[] {
  return state.rules.map((row, i): RuleRow => {
    const { peer, ports, rule, policy } = row;
    const { ref } = rule;
    return {
      id: rowId(state, row, i),
      peer,
      ports,
      by: `${rule.action === 'accept' ? '' : `${rule.action} `}${shortName(policy.ref)} #${ref.index + 1}`,
      subject: ruleSubject(rule, peer),
      ...(rule.action === 'deny' ? { style: 'denied' as const } : {}),
    };
  });
}

function rowId({ direction }: EffectiveDirection, { rule, policy }: EffectiveRule, index: number): string {
  return `${direction}/${index}/${policyId(policy.ref)}#${rule.ref.index}`;
}

// The tier's heading says the kind.
function shortName(policy: PolicyRef): string {
  return policy.namespace === undefined ? printable(policy.name) : policyName(policy);
}

function restItems({ subject }: Effective, state: EffectiveDirection, columns: number): readonly Item[] {
  if (!subject) return [];
  return [...outsideItems(state, columns), ...isolatingItems(state)];
}

// A pod that has finished is no end of any connection.
function totalsItems({ name, pods }: Seen, direction: Direction, columns: number, context: Context): readonly Item[] {
  if (pods.every(({ state }) => state === 'finished')) return [];
  return hangingLines(reachTotals(name, pods, direction, context), columns, 3).map((line): Item => ({ line }));
}

// What holds for the world outside, said in any case, for that is the first thing one asks.
function outsideItems(state: EffectiveDirection, columns: number): readonly Item[] {
  const id = `${state.direction}/outside`;
  const reached = state.rules.filter(({ peer, rule }) => rule.action === 'accept' && reachesOutside(peer));
  const said =
    state.state === 'unknown'
      ? span(
          `cannot be told: ${count(state.notEvaluated.length, 'policy', 'policies')} that may apply not evaluated`,
          'unknown',
        )
      : !state.isolated
        ? span(
            `${state.ruleCount === 0 ? 'anyone' : 'anyone else'}, also outside the cluster: no policy isolates it`,
            'open',
          )
        : reached.length === 0
          ? span('outside the cluster: nothing', 'sealed')
          : span(`outside the cluster: by ${count(reached.length, 'row')} above`, 'rules');
  const [line = [], ...more] = hangingLines([said], columns, 3);
  return [
    { id, subject: { kind: 'outside', text: 'external', statesPod: true }, line },
    ...more.map((line): Item => ({ line })),
  ];
}

function reachesOutside(peer: Peer | 'any'): boolean {
  return peer === 'any' || peer.kind === 'addresses';
}

function isolatingItems(state: EffectiveDirection): readonly Item[] {
  return state.isolatedBy.map((ref): Item => {
    const where = policyWhere(ref);
    return {
      id: `${state.direction}/by/${policyId(ref)}`,
      subject: { kind: 'policy', id: policyId(ref) },
      line: [
        span('   isolated by ', 'dim'),
        span(policyName(ref), 'policy'),
        span(where === undefined ? '' : `  ${pathTail(where)}`, 'dim'),
      ],
    };
  });
}

function factsPane(seen: Seen, view: View, context: Context): ItemPane {
  const { pod } = seen.effective;
  const title: Line = [
    span(` ${seen.pods.length === 1 ? 'POD' : 'PODS'}  `, 'title'),
    span(printable(pod.namespace), 'namespace'),
  ];
  const items = (columns: number): readonly Item[] =>
    [...replicaItems(seen), ...factItems(seen.effective, context)].flatMap((item) => brokenItem(item, columns));
  return paneOf({ id: 'pod', title, weight: FACTS, items }, view);
}

// Addresses and labels are there to be read, also where the pane is narrow.
function brokenItem({ line, ...item }: Item, columns: number): readonly Item[] {
  if (typeof line === 'function') return [{ ...item, line }];
  const [first = [], ...more] = hangingLines(line, columns, 0);
  return [{ ...item, line: first }, ...more.map((rest): Item => ({ line: rest }))];
}

/** The pod whose labels and ports stand for a subject. */
export function podOf(subject: Subject, snapshot: Snapshot): Pod | undefined {
  if (subject.kind === 'pod') return snapshot.pods.get(subject.key);
  const workload = subject.kind === 'workload' ? snapshot.workloads.get(subject.key) : undefined;
  return workload && podsOf(snapshot, workload)[0];
}
