import type { ListEnd, ListRow } from '../engine/list.ts';
import { isNoPort } from '../model/ports.ts';
import { listEndText, onlyPartly } from './list-text.ts';
import { portSetText } from './rule-text.ts';
import { printable } from './text.ts';

interface GraphNode {
  readonly id: string;
  readonly text: string;
  /** Undefined outside the cluster. */
  readonly namespace: string | undefined;
}

interface GraphEdge {
  readonly from: GraphNode;
  readonly to: GraphNode;
  readonly label: string;
  /** Whether all of it is allowed between all pods. */
  readonly whole: boolean;
}

interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

function graphOf(rows: readonly ListRow[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const nodeOf = (end: ListEnd): GraphNode => {
    const text = printable(listEndText(end));
    const known = nodes.get(text);
    if (known !== undefined) return known;
    const namespace = end.kind === 'workload' ? printable(end.workload.namespace) : undefined;
    const made = { id: `n${nodes.size + 1}`, text, namespace };
    nodes.set(text, made);
    return made;
  };
  const edges = rows.map((row): GraphEdge => {
    const [partly, unknown] = [onlyPartly(row), row.unknown];
    const parts = [
      ...(isNoPort(row.allowed) ? [] : [portSetText(row.allowed)]),
      ...(isNoPort(partly) ? [] : [`some pods: ${portSetText(partly)}`]),
      ...(isNoPort(unknown) ? [] : [`unknown: ${portSetText(unknown)}`]),
    ];
    const whole = isNoPort(partly) && isNoPort(unknown);
    return { from: nodeOf(row.from), to: nodeOf(row.to), label: parts.join('; '), whole };
  });
  return { nodes: [...nodes.values()], edges };
}

function byNamespace(nodes: readonly GraphNode[]): ReadonlyMap<string | undefined, readonly GraphNode[]> {
  const groups = new Map<string | undefined, GraphNode[]>();
  for (const node of nodes) groups.set(node.namespace, [...(groups.get(node.namespace) ?? []), node]);
  return groups;
}

/** The connections as a Graphviz graph, namespaces as boxes; what is allowed to some pods only, or unknown, is dashed. */
export function listDot(rows: readonly ListRow[]): string {
  const { nodes, edges } = graphOf(rows);
  const node = ({ id, text }: GraphNode): string => `${id} [label=${dotText(text)}];`;
  const groups = [...byNamespace(nodes)].flatMap(([namespace, own], i): readonly string[] => {
    if (namespace === undefined) return own.map((one) => `  ${node(one)}`);
    const inside = own.map((one) => `    ${node(one)}`);
    return [`  subgraph cluster_${i} {`, `    label=${dotText(namespace)};`, ...inside, '  }'];
  });
  const arrows = edges.map(
    ({ from, to, label, whole }) =>
      `  ${from.id} -> ${to.id} [label=${dotText(label)}${whole ? '' : ', style=dashed'}];`,
  );
  return ['digraph connections {', '  rankdir=LR;', '  node [shape=box];', ...groups, ...arrows, '}', ''].join('\n');
}

function dotText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The connections as a Mermaid flowchart, which code hosts draw in Markdown. */
export function listMermaid(rows: readonly ListRow[]): string {
  const { nodes, edges } = graphOf(rows);
  const node = ({ id, text }: GraphNode): string => `${id}[${mermaidText(text)}]`;
  const groups = [...byNamespace(nodes)].flatMap(([namespace, own], i): readonly string[] => {
    if (namespace === undefined) return own.map((one) => `  ${node(one)}`);
    const inside = own.map((one) => `    ${node(one)}`);
    return [`  subgraph s${i}[${mermaidText(namespace)}]`, ...inside, '  end'];
  });
  const arrows = edges.map(
    ({ from, to, label, whole }) => `  ${from.id} ${whole ? '-->' : '-.->'}|${mermaidText(label)}| ${to.id}`,
  );
  return ['flowchart LR', ...groups, ...arrows, ''].join('\n');
}

// Quoted, with everything that Mermaid or HTML would read as an entity.
function mermaidText(text: string): string {
  return `"${text.replace(/[#"<>&`\\]/g, (sign) => `#${sign.charCodeAt(0)};`)}"`;
}
