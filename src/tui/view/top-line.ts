import type { Snapshot } from '../../model/snapshot.ts';
import { connectionLine } from '../../present/connection-text.ts';
import { problemsIn, tallyOf } from '../../present/finding-tally.ts';
import { pluginLabel } from '../../present/plugin-text.ts';
import { type Line, type Span, span } from '../../present/spans.ts';
import { count, printable, width } from '../../present/text.ts';
import type { Context } from '../screens/content.ts';
import { tallyOfAll } from '../screens/found.ts';
import type { Loading } from '../state/store.ts';
import { pathTail } from './path-tail.ts';

interface Segment {
  readonly spans: Line;
  /** The highest goes first where there is no room. */
  readonly priority: number;
}

/** Program, source, namespace, counts, findings; on a narrow screen the less important parts are left out. */
export function topLine(context: Context): Line {
  const { glyphs } = context;
  const separator = span(` ${glyphs.bar} `, 'dim');
  let kept = segmentsOf(context);
  while (totalWidth(kept) > context.columns) {
    const worst = Math.max(...kept.map(({ priority }) => priority));
    // What is of the first rank stays, and is cut where it must be.
    if (worst <= 0) break;
    kept = kept.filter(({ priority }) => priority !== worst);
  }
  return kept.flatMap(({ spans }, i): Line => (i === 0 ? [span(' '), ...spans] : [separator, ...spans]));
}

function totalWidth(segments: readonly Segment[]): number {
  return (
    segments.reduce((sum, { spans }) => sum + spans.reduce((own, { text }) => own + width(text), 0), 1) +
    3 * (segments.length - 1)
  );
}

function segmentsOf(context: Context): readonly Segment[] {
  const { world, namespace, snapshot, problemsOnly, glyphs, whatIf } = context;
  const { loading, source } = world;
  const pods = snapshot.pods.size;
  return [
    { spans: [span('netpol-tui', 'title')], priority: 4 },
    ...(whatIf.made.length === 0 ? [] : [{ spans: [whatIfSpan(whatIf.made.length, glyphs.warning)], priority: 0 }]),
    {
      spans: [span(source.kind === 'files' ? pathTail(source.label) : printable(source.label))],
      priority: source.kind === 'files' ? 3 : 0.5,
    },
    { spans: [span('ns: ', 'dim'), span(namespace ?? 'all', 'namespace')], priority: 1 },
    ...(problemsOnly ? [{ spans: [span('problems only', 'warning')], priority: 0 }] : []),
    ...enforcement(snapshot),
    ...(source.kind === 'cluster' ? [{ spans: connectionLine(source.connection, glyphs), priority: 0 }] : []),
    ...(loading.stopped === true
      ? [{ spans: [span(`${glyphs.warning} read in part: ctrl-r reads all`, 'warning')], priority: 0 }]
      : []),
    loading.done || source.kind === 'cluster'
      ? {
          spans: [span(`${count(pods, 'pod')}  ${count(snapshot.policies.length, 'policy', 'policies')}`)],
          priority: 2,
        }
      : { spans: [span(progressText(loading, glyphs.ellipsis), 'info')], priority: 0 },
    ...notEvaluated(snapshot, glyphs.warning),
    {
      spans: [findings(context)],
      priority: 1.5,
    },
  ];
}

function progressText({ files, objects, percent }: Loading, ellipsis: string): string {
  const part = percent === undefined ? '' : ` ${percent} %`;
  return `reading${part}: ${count(files, 'file')}, ${count(objects, 'object')}${ellipsis} ctrl-t stops`;
}

/** A cluster that does not enforce policies says so at any width. */
function enforcement(snapshot: Snapshot): readonly Segment[] {
  const label = pluginLabel(snapshot);
  return label === undefined ? [] : [{ spans: label, priority: snapshot.plugin.enforces === 'no' ? 0 : 1.8 }];
}

/** Nobody may take this for the cluster. */
function whatIfSpan(edits: number, sign: string): Span {
  return span(`${sign} WHAT-IF, ${count(edits, 'edit')}`, 'error');
}

/** Policies of other engines are never passed over in silence: they may turn any answer round. */
function notEvaluated(snapshot: Snapshot, sign: string): readonly Segment[] {
  const kinds = new Set(snapshot.foreign.filter(({ unread }) => unread === undefined).map(({ ref }) => ref.kind));
  const number = snapshot.foreign.filter(({ unread }) => unread === undefined).length;
  const [kind] = kinds;
  if (kind === undefined) return [];
  const what = kinds.size === 1 ? `${number} ${kind}` : count(number, 'policy', 'policies');
  return [{ spans: [span(`${sign} ${what} not evaluated`, 'warning')], priority: 0.7 }];
}

/** Errors and warnings; with an ellipsis while they are being looked for, or again. */
function findings(context: Context): Span {
  const { linted, snapshot, glyphs } = context;
  const tally = tallyOfAll(context) ?? tallyOf(snapshot.diagnostics);
  const number = problemsIn(tally);
  const more = linted?.snapshot === snapshot ? '' : glyphs.ellipsis;
  if (number === 0) return span(linted === undefined ? `findings${more}` : `no findings${more}`, 'dim');
  const worst = tally.error > 0 ? 'error' : 'warning';
  return span(`${glyphs[worst]} ${count(number, 'finding')}${more}`, worst);
}
