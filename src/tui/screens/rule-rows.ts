import { membersOf, type PeerMembers } from '../../engine/effective.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { CompiledRule, Direction, Peer } from '../../model/policies.ts';
import type { PortMatcher } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Glyphs } from '../../present/glyphs.ts';
import { stroke, togetherJoint } from '../../present/joints.ts';
import { peerText, portsText } from '../../present/rule-text.ts';
import { type Line, type Span, type Style, span } from '../../present/spans.ts';
import { type Column, cell, type LaidColumn, layoutColumns } from '../../present/tables.ts';
import { count, printable, width } from '../../present/text.ts';
import { workloadText } from '../../present/workload-text.ts';
import type { Subject } from '../state/screens.ts';
import type { Context, Item } from './content.ts';
import { policyId, subjectId } from './subjects.ts';
import { rowLine } from './table-content.ts';

/** One peer of one rule, with that rule's ports: which port goes with which peer is never lost. */
export interface RuleRow {
  readonly id: string;
  readonly peer: Peer | 'any' | 'nobody';
  readonly ports: 'any' | readonly PortMatcher[];
  /** What the last column says: the policy, or the number of the rule. */
  readonly by: string;
  readonly subject: Subject;
  readonly style?: Style;
}

export interface RuleRowsOptions {
  readonly columns: number;
  readonly expanded: ReadonlySet<string>;
  readonly context: Context;
  /** Rows that columns are as wide as; the own ones, where it is not said. */
  readonly besides?: readonly RuleRow[];
}

const COLUMNS: readonly Column[] = [
  { id: 'peer', title: 'PEER', align: 'left', minWidth: 16, priority: 0 },
  { id: 'ports', title: 'PORTS', align: 'left', minWidth: 10, priority: 0 },
  { id: 'by', title: 'RULE', align: 'left', minWidth: 10, priority: 0, cut: 'middle' },
  { id: 'now', title: 'PODS', align: 'right', minWidth: 4, priority: 2 },
];
const LEAD = 3;
const GAP = 2;
const MOST_MEMBERS = 500;

/** The rows, each followed by what its peer means now when it is opened. */
export function ruleItems(rows: readonly RuleRow[], options: RuleRowsOptions): readonly Item[] {
  const layout = layoutOf(options.besides ?? rows, options.columns);
  return rows.flatMap((row, i) => {
    const isOpen = options.expanded.has(row.id);
    const place = placeInRule(rows, i);
    const item: Item = {
      id: row.id,
      subject: row.subject,
      expandable: row.peer !== 'nobody',
      line: () => ruleLine(row, { layout, isOpen, place, context: options.context }),
    };
    return isOpen ? [item, ...memberItems(row, options)] : [item];
  });
}

/** Which of the rows of one rule a row is, from 0: they are alternatives with the same ports. */
interface PlaceInRule {
  readonly index: number;
  readonly count: number;
}

function placeInRule(rows: readonly RuleRow[], at: number): PlaceInRule {
  const rule = subjectId(rows[at]?.subject ?? NOTHING);
  const isSame = (index: number): boolean => {
    const row = rows[index];
    return row !== undefined && subjectId(row.subject) === rule;
  };
  let first = at;
  while (isSame(first - 1)) first -= 1;
  let last = at;
  while (isSame(last + 1)) last += 1;
  return { index: at - first, count: last - first + 1 };
}

const NOTHING: Subject = { kind: 'outside', text: '' };

/** Titles over such rows. */
export function ruleHeader(rows: readonly RuleRow[], columns: number, verb: 'from' | 'to'): Line {
  const titles = COLUMNS.map((column) => cell(column.id === 'peer' ? verb.toUpperCase() : column.title, 'title'));
  return [span(' '.repeat(LEAD)), ...rowLine({ cells: titles }, layoutOf(rows, columns), '')];
}

/** A title with those of the columns behind it, over rows of rules; alone where it is too long for that, or there are none. */
export function titleOverRules(title: Line, rows: readonly RuleRow[], columns: number): Line {
  const [peer, ...others] = layoutOf(rows, columns);
  const taken = title.reduce((sum, { text }) => sum + width(text), 0);
  const room = LEAD + (peer?.width ?? 0) - taken;
  if (rows.length === 0 || room < 0) return title;
  const titles = rowLine({ cells: COLUMNS.map((column) => cell(column.title, 'dim')) }, [BLANK_COLUMN, ...others], '');
  return [...title, span(' '.repeat(room)), ...titles.slice(1)];
}

/** Columns that rows of rules would take where there is room for everything. */
export function ruleColumns(rows: readonly RuleRow[]): number {
  return layoutOf(rows, Number.MAX_SAFE_INTEGER).reduce((sum, { width: own }) => sum + own + GAP, LEAD);
}

/** Stands where the column of peers would. */
const BLANK_COLUMN: LaidColumn = {
  column: { id: '', title: '', align: 'left', minWidth: 0, priority: 0 },
  index: -1,
  width: 0,
};

function layoutOf(rows: readonly RuleRow[], columns: number): readonly LaidColumn[] {
  // A peer that is joined to others leaves room for the line.
  const cells = rows.map((row, i) => ({
    cells: [
      cell(textOfPeer(row) + (placeInRule(rows, i).count === 1 ? '' : '  ')),
      cell(portsText(row.ports)),
      cell(row.by),
      // Counted when it is drawn.
      cell('0'),
    ],
  }));
  return layoutColumns(COLUMNS, cells, columns - LEAD);
}

interface RuleDrawing {
  readonly layout: readonly LaidColumn[];
  readonly isOpen: boolean;
  readonly place: PlaceInRule;
  readonly context: Context;
}

function ruleLine(row: RuleRow, { layout, isOpen, place, context }: RuleDrawing): Line {
  const { glyphs, snapshot } = context;
  const sign = row.peer === 'nobody' ? ' ' : isOpen ? glyphs.down : glyphs.pointer;
  const now = row.peer === 'nobody' ? 0 : membersNow(snapshot, row.peer).pods.length;
  const style = row.style ?? 'plain';
  const cells = [
    cell(textOfPeer(row), style === 'plain' ? 'strong' : style),
    cell(portsText(row.ports), style),
    cell(row.by, row.style === 'dim' ? 'dim' : 'policy'),
    cell(String(now), now === 0 && isOfPods(row.peer) ? 'warning' : 'dim'),
  ];
  const spans = rowLine({ cells }, layout, glyphs.ellipsis);
  return [span(` ${sign} `, 'dim'), ...(place.count === 1 ? spans : joined(spans, place, glyphs))];
}

// The peers of one rule come together in a line that goes on to its ports and its policy, which are said in full once.
function joined([peer, ports, ...others]: Line, { index, count: total }: PlaceInRule, glyphs: Glyphs): Line {
  if (peer === undefined || ports === undefined) return [];
  const name = peer.text.trimEnd();
  const room = peer.text.length - name.length;
  const line = room === 0 ? '' : ` ${stroke(glyphs).repeat(room - 1)}`;
  const said = (piece: Span): Span => (index === 0 ? piece : { ...piece, style: 'dim' });
  return [
    { ...peer, text: name },
    span(`${line}${togetherJoint(glyphs, index, total)} `, 'dim'),
    said({ ...ports, text: ports.text.slice(2) }),
    ...others.map((piece) => (piece.style === 'policy' ? said(piece) : piece)),
  ];
}

function textOfPeer({ peer }: RuleRow): string {
  return peer === 'nobody' ? 'nobody' : peerText(peer);
}

function isOfPods(peer: RuleRow['peer']): boolean {
  return typeof peer === 'object' && peer.kind === 'endpoints';
}

function memberItems(row: RuleRow, { context }: RuleRowsOptions): readonly Item[] {
  if (row.peer === 'nobody') return [];
  const { pods, outside } = membersNow(context.snapshot, row.peer);
  const shown = pods.slice(0, MOST_MEMBERS).map((pod) => podItem(row.id, pod));
  const hidden = pods.length - shown.length;
  const more: readonly Item[] =
    hidden === 0 ? [] : [{ line: [span(`       and ${count(hidden, 'more pod')}`, 'dim')] }];
  const beyond = outsideItems(row.id, outside);
  if (shown.length === 0 && beyond.length === 0)
    return [{ line: [span('       nothing in the input matches it now', 'warning')] }];
  return [...shown, ...more, ...beyond];
}

function podItem(rowId: string, pod: Pod): Item {
  const address = pod.addresses.map(({ text }) => text).join(',');
  const details = [workloadText(pod.workload), address].filter((text) => text !== '').join('  ');
  return {
    id: `${rowId}/pod/${pod.key}`,
    subject: { kind: 'pod', key: pod.key },
    line: [span('       '), span(printable(pod.key)), span(`  ${details}`, 'dim')],
  };
}

function outsideItems(rowId: string, outside: PeerMembers['outside']): readonly Item[] {
  if (outside === 'none') return [];
  const id = `${rowId}/outside`;
  if (outside === 'any') {
    const line = [span('       '), span('every address outside the cluster', 'info')];
    return [{ id, subject: { kind: 'outside', text: 'external' }, line }];
  }
  const except = outside.except.length === 0 ? '' : ` except ${outside.except.join(', ')}`;
  const line = [span('       '), span(`addresses ${outside.cidr}${except}`, 'info')];
  return [{ id, subject: { kind: 'outside', text: outside.cidr }, line }];
}

const members = new WeakMap<Snapshot, Map<Peer | 'any', PeerMembers>>();

function membersNow(snapshot: Snapshot, peer: Peer | 'any'): PeerMembers {
  const known = members.get(snapshot) ?? new Map<Peer | 'any', PeerMembers>();
  members.set(snapshot, known);
  const found = known.get(peer) ?? membersOf(snapshot, peer);
  known.set(peer, found);
  return found;
}

/** What a rule's rows stand for; with the peer of one row, that. */
export function ruleSubject(rule: CompiledRule, peer?: Peer | 'any'): Subject {
  const { policy, direction, index } = rule.ref;
  const at = peer === undefined || peer === 'any' || rule.peers === 'any' ? -1 : rule.peers.indexOf(peer);
  return { kind: 'rule', policy: policyId(policy), direction, index, ...(at < 0 ? {} : { peer: at }) };
}

export function verbOf(direction: Direction): 'from' | 'to' {
  return direction === 'ingress' ? 'from' : 'to';
}
