import type { Progress } from '../../engine/in-steps.ts';
import { type Topology, type TopologyFlow, type TopologyNode, topologyInSteps } from '../../engine/topology.ts';
import { isNoPort } from '../../model/ports.ts';
import { apartJoint, stroke, togetherJoint } from '../../present/joints.ts';
import { listEndText } from '../../present/list-text.ts';
import { portSetText } from '../../present/rule-text.ts';
import { type Line, type Span, span } from '../../present/spans.ts';
import { count, cut, cutMiddle, pad, printable, width } from '../../present/text.ts';
import { workloadText } from '../../present/workload-text.ts';
import { readFilter } from '../state/row-filter.ts';
import type { Screen } from '../state/screens.ts';
import { type Compared, compared, comparingContent, pendingOf } from './compared.ts';
import { type Context, type Item, itemContent, type ScreenKind } from './content.ts';
import { filteredItems, nothingMatches } from './item-filter.ts';

type TopologyScreen = Extract<Screen, { at: 'topology' }>;

export const topologyScreen: ScreenKind<TopologyScreen> = {
  title: ({ namespace }) => `Topology(${printable(namespace)})`,
  searches: false,
  subject: ({ namespace }) => ({ kind: 'namespace', name: namespace }),
  above: (screen, context) => {
    const found = seen(screen, context);
    if (found === undefined) return [[]];
    const { isInnerOnly, nodes } = found.value;
    const legend = ` ${count(nodes.length, 'workload')}: who may open connections to each, and where each may open them`;
    const note = '; without the outside, for there are too many workloads';
    return [[span(legend, 'dim'), span(isInnerOnly ? note : '', 'warning')]];
  },
  content: (screen, context) => {
    const found = seen(screen, context);
    if (found === undefined) return comparingContent(keyOf(screen), context);
    const { nodes } = found.value;
    const middle = Math.max(0, ...nodes.map(({ workload }) => width(workloadText(workload))));
    const items = nodes.flatMap((node, i): readonly Item[] => [
      ...(i === 0 ? [] : [{ line: [] }]),
      ...nodeItems(node, middle, context),
    ]);
    const content = itemContent(filteredItems(items, readFilter(screen.view.filter)), {
      total: items.filter(({ id }) => id !== undefined).length,
      empty:
        items.length === 0
          ? [`No workload in namespace ${printable(screen.namespace)}.`]
          : nothingMatches(screen.view.filter),
    });
    return { ...content, ...pendingOf(found) };
  },
};

function seen(screen: TopologyScreen, { snapshot }: Context): Compared<Topology> | undefined {
  const steps = (onProgress: Progress) => topologyInSteps(snapshot, screen.namespace, onProgress);
  return compared({ key: keyOf(screen), snapshot, steps });
}

function keyOf({ namespace }: TopologyScreen): string {
  return `topology ${namespace}`;
}

/** Ends named on one side of a workload. */
const MOST_ENDS = 12;

// Left the sources, in the middle the workload, right the destinations, joined by lines; ports stand with the end they belong to.
function nodeItems(
  { workload, from, to }: TopologyNode,
  widest: number,
  { columns, glyphs }: Context,
): readonly Item[] {
  const name = workloadText(workload);
  const middle = Math.min(widest, Math.floor(columns / 4));
  const side = Math.floor((columns - middle - 14) / 2);
  const left = endsOf(from, workload.namespace, 'nothing may connect');
  const right = endsOf(to, workload.namespace, 'it may connect to nothing');
  const line = stroke(glyphs);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row): Item => {
    const into = row === 0 ? `${line}${glyphs.right}` : '  ';
    const from = left[row] === undefined ? '   ' : ` ${line}${togetherJoint(glyphs, row, left.length)}`;
    const to = row === 0 ? line : ' ';
    const out = `${to}${apartJoint(glyphs, row, right.length)}${line}${glyphs.right} `;
    return {
      id: `${workload.key}/${row}`,
      subject: { kind: 'workload', key: workload.key },
      topic: 'both-sides',
      line: [
        span(' '),
        ...sideSpans(left[row], side, 'right', glyphs.ellipsis),
        span(from, 'dim'),
        span(into, 'dim'),
        span(row === 0 ? ` ${pad(cut(name, middle, glyphs.ellipsis), middle)} ` : ' '.repeat(middle + 2), 'strong'),
        span(right[row] === undefined ? '' : out, 'dim'),
        ...sideSpans(right[row], side, 'left', glyphs.ellipsis),
      ],
    };
  });
}

interface EndWords {
  readonly name: string;
  readonly ports: string;
  readonly style: Span['style'];
}

function endsOf(flows: readonly TopologyFlow[], namespace: string, none: string): readonly EndWords[] {
  if (flows.length === 0) return [{ name: none, ports: '', style: 'sealed' }];
  const isCut = flows.length > MOST_ENDS;
  const ends = flows.slice(0, isCut ? MOST_ENDS - 1 : MOST_ENDS).map((flow) => endWords(flow, namespace));
  const more: EndWords = { name: `and ${flows.length - ends.length} more`, ports: '', style: 'dim' };
  return isCut ? [...ends, more] : ends;
}

function endWords({ end, allowed, partial, isDoubtful }: TopologyFlow, namespace: string): EndWords {
  const isOwn = end.kind === 'workload' && end.workload.namespace === namespace;
  const sure = isNoPort(allowed) ? '' : portSetText(allowed);
  const some = isNoPort(partial) ? '' : `some pods ${portSetText(partial)}`;
  const said = [sure, some, isDoubtful ? '? not known' : ''].filter((text) => text !== '').join(', ');
  return {
    name: printable(isOwn ? workloadText(end.workload) : listEndText(end, 1)),
    // A node reaches its own pods, and they it, on every port: that is no rule's doing.
    ports: said === '' ? 'own node' : said,
    style: styleOf(sure + some, end.kind),
  };
}

function styleOf(known: string, kind: TopologyFlow['end']['kind']): Span['style'] {
  if (known === '') return 'unknown';
  return kind === 'outside' ? 'open' : 'plain';
}

function sideSpans(end: EndWords | undefined, columns: number, align: 'left' | 'right', ellipsis: string): Line {
  if (end === undefined) return [span(align === 'right' ? ' '.repeat(columns) : '')];
  const ports = cut(end.ports, Math.max(0, Math.floor(columns / 2)), ellipsis);
  const name = cutMiddle(end.name, columns - width(ports) - 1, ellipsis);
  const gap = ' '.repeat(Math.max(0, columns - width(name) - width(ports) - (ports === '' ? 0 : 1)));
  const between = ports === '' ? '' : ' ';
  return align === 'right'
    ? [span(gap), span(name, end.style), span(between), span(ports, 'dim')]
    : [span(name, end.style), span(between), span(ports, 'dim')];
}
