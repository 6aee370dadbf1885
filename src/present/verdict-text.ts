import type { CheckAnswer, PairAnswer } from '../engine/check.ts';
import type { PortPiece } from '../engine/connections.ts';
import type { FlowVerdict } from '../engine/flow.ts';
import { answeredSide } from '../engine/why/answered-side.ts';
import { nameResolutionFor } from '../engine/why/name-resolution.ts';
import { caveatsFor } from '../engine/why/question-caveats.ts';
import type { RuleRef } from '../model/policies.ts';
import { NO_PORTS, type PortSet, uniteSets } from '../model/ports.ts';
import type { Decision, SideVerdict, Verdict } from '../model/verdict.ts';
import { destinationText, endpointText } from './endpoint-text.ts';
import type { ExplainedLine } from './explained-line.ts';
import { decisionGlyph, type Glyphs } from './glyphs.ts';
import { nameResolutionLine } from './name-resolution-text.ts';
import { noteLines } from './note-text.ts';
import { groupPairs, type PairGroup } from './pair-groups.ts';
import { caveatText } from './reason-text.ts';
import { policyName, portSetText, ruleName } from './rule-text.ts';
import { span } from './spans.ts';
import { enumerate, printable } from './text.ts';
import { topicOfCaveat } from './topic-of.ts';
import { decisiveRule, linkedTo, sideLines } from './trace-lines.ts';

export type { ExplainedLine } from './explained-line.ts';

/**
 * The whole explanation: for every group of connections that are decided alike, both sides tier by tier, each policy that isolates,
 * each rule with the clauses that failed, near misses nearest first, and what may make the real cluster differ.
 */
export function explain(answer: CheckAnswer, glyphs: Glyphs): readonly ExplainedLine[] {
  const groups = groupPairs(answer.pairs);
  const several = groups.length > 1 || answer.pairs.length > 1;
  return [
    ...recognisedLines(answer),
    ...podsInsideLines(answer, glyphs),
    ...noteLines(answer.notes, glyphs),
    ...groups.flatMap((group) => groupLines(group, { answer, glyphs, several })),
    ...nameLines(answer, glyphs),
  ];
}

function nameLines(answer: CheckAnswer, glyphs: Glyphs): readonly ExplainedLine[] {
  const resolution = nameResolutionFor(answer);
  return resolution === undefined ? [] : [nameResolutionLine(resolution, glyphs)];
}

interface Drawing {
  readonly answer: CheckAnswer;
  readonly glyphs: Glyphs;
  /** Whether groups need a title. */
  readonly several: boolean;
}

function recognisedLines({ from, to }: CheckAnswer): readonly ExplainedLine[] {
  return [from, to].flatMap(({ recognised }) =>
    recognised === undefined ? [] : [{ indent: 0, spans: [span(`${recognised.address} is ${recognised.as}`, 'info')] }],
  );
}

function podsInsideLines({ from, to }: CheckAnswer, glyphs: Glyphs): readonly ExplainedLine[] {
  return [from, to].flatMap(({ text, podsInside }) => {
    if (podsInside === undefined) return [];
    const sentence = `${text} holds addresses of pods, which policies see as pods and this answer leaves out: ${enumerate(podsInside, MOST_NAMED)}`;
    return [{ indent: 0, spans: [span(`${glyphs.warning} `, 'warning'), span(printable(sentence))] }];
  });
}

const MOST_PAIRS = 2;
const MOST_NAMED = 4;

function groupLines(group: PairGroup, { answer, glyphs, several }: Drawing): readonly ExplainedLine[] {
  const [pair] = group.pairs;
  if (pair === undefined) return [];
  const title = several ? [groupTitle(group, { glyphs, total: answer.pairs.length })] : [];
  const indent = several ? 1 : 0;
  const body = [
    ...servicePortLines(pair),
    ...(pair.flow === undefined ? pieceLines(pair, glyphs) : flowLines(pair, pair.flow, glyphs)),
  ];
  return [...title, ...body.map((line) => ({ ...line, indent: line.indent + indent }))];
}

function groupTitle(
  { decision, pairs }: PairGroup,
  { glyphs, total }: { readonly glyphs: Glyphs; readonly total: number },
): ExplainedLine {
  const [first] = pairs;
  const named = pairs.map((pair) => `${endpointText(pair.source)} ${glyphs.right} ${destinationText(pair)}`);
  const howMany = pairs.length === total ? '' : ` ${pairs.length} of ${total}`;
  return {
    indent: 0,
    spans: [
      span(`${decisionGlyph(decision, glyphs)} ${decision}${howMany}: `, decision),
      span(enumerate(named, MOST_PAIRS)),
    ],
    ...(first === undefined ? {} : linkedTo(decidingRule(first))),
  };
}

/** The rule to look at first: that which decided, or came nearest to letting in what is denied; undefined where there is none. */
export function ruleToLookAt(answer: CheckAnswer): RuleRef | undefined {
  const deciding = answer.pairs.find((pair) => pair.decision === answer.decision);
  return deciding === undefined ? undefined : decidingRule(deciding);
}

// Of the sides that decide the first that leads somewhere.
function decidingRule(pair: PairAnswer): RuleRef | undefined {
  const deciding = pair.flow ?? pair.connections?.pieces.find(({ flow }) => flow.decision === pair.decision)?.flow;
  if (deciding === undefined) return undefined;
  const { verdict } = deciding.asWritten ?? deciding;
  const sides = [verdict.egress, verdict.ingress].filter(({ decision }) => decision === verdict.decision);
  return sides
    .map((side) => decisiveRule(answeredSide(pair, side, verdict.families)))
    .find((rule) => rule !== undefined);
}

function servicePortLines({ servicePort, port, destination }: PairAnswer): readonly ExplainedLine[] {
  if (servicePort === undefined || port === undefined || servicePort.port === port) return [];
  return [
    {
      indent: 0,
      spans: [
        span(
          `the Service's port ${servicePort.port} is port ${port} on ${endpointText(destination)}, which is what policies see`,
          'info',
        ),
      ],
      topic: 'service-ports',
    },
  ];
}

function flowLines(pair: PairAnswer, flow: FlowVerdict, glyphs: Glyphs): readonly ExplainedLine[] {
  const { asWritten } = flow;
  if (asWritten === undefined) return familyLines(pair, flow.byFamily, glyphs);
  const title = `if policies were enforced: ${decisionGlyph(asWritten.decision, glyphs)} ${asWritten.decision}`;
  const lines = familyLines(pair, asWritten.byFamily, glyphs);
  return [
    { indent: 0, spans: [span(title, asWritten.decision)] },
    ...lines.map((line) => ({ ...line, indent: line.indent + 1 })),
  ];
}

function familyLines(pair: PairAnswer, byFamily: readonly Verdict[], glyphs: Glyphs): readonly ExplainedLine[] {
  return byFamily.flatMap((verdict) => {
    const title: readonly ExplainedLine[] =
      byFamily.length < 2
        ? []
        : [
            {
              indent: 0,
              spans: [
                span(
                  `${decisionGlyph(verdict.decision, glyphs)} over ${enumerate(verdict.families)}`,
                  verdict.decision,
                ),
              ],
              topic: 'families' as const,
            },
          ];
    const indent = title.length;
    const body = verdictLines(pair, verdict, glyphs).map((line) => ({ ...line, indent: line.indent + indent }));
    return [...title, ...body];
  });
}

function verdictLines(pair: PairAnswer, verdict: Verdict, glyphs: Glyphs): readonly ExplainedLine[] {
  const sides = [verdict.egress, verdict.ingress].flatMap((side) =>
    sideLines(answeredSide(pair, side, verdict.families), glyphs),
  );
  const caveats = caveatsFor(pair, verdict).map((caveat): ExplainedLine => {
    return {
      indent: 0,
      spans: [span(`${glyphs.warning} `, 'warning'), span(caveatText(caveat))],
      topic: topicOfCaveat(caveat),
    };
  });
  return [...sides, ...caveats];
}

// Without a port: what each stretch of ports rests on, and the whole trace of the one that decides.
function pieceLines(pair: PairAnswer, glyphs: Glyphs): readonly ExplainedLine[] {
  const { connections } = pair;
  if (connections === undefined) return [];
  const pieces = piecesAlike(connections.pieces).map(({ decision, ports, reasons }): ExplainedLine => {
    const glyph = decisionGlyph(decision, glyphs);
    return { indent: 0, spans: [span(`${glyph} ${portSetText(ports)} `, decision), span(`${decision}, ${reasons}`)] };
  });
  const deciding = connections.pieces.find((piece) => piece.flow.decision === pair.decision);
  return [...pieces, ...(deciding === undefined ? [] : flowLines(pair, deciding.flow, glyphs))];
}

interface AlikePieces {
  readonly decision: Decision;
  readonly ports: PortSet;
  readonly reasons: string;
}

/** Stretches of ports, of any protocol, that are decided alike and for the same reasons; in order of first appearance. */
function piecesAlike(pieces: readonly PortPiece[]): readonly AlikePieces[] {
  const alike = new Map<string, AlikePieces>();
  for (const { protocol, first, last, flow } of pieces) {
    const reasons = shortReasons(flow.verdict);
    const key = `${flow.decision} ${reasons}`;
    const ports = uniteSets(alike.get(key)?.ports ?? NO_PORTS, { ...NO_PORTS, [protocol]: [[first, last]] });
    alike.set(key, { decision: flow.decision, ports, reasons });
  }
  return [...alike.values()];
}

function shortReasons({ egress, ingress }: Verdict): string {
  return [egress, ingress].map((side) => `${side.direction} ${shortReason(side)}`).join('; ');
}

function shortReason({ reason, decision }: SideVerdict): string {
  if (reason.kind === 'rule') return `by ${enumerate(reason.rules.map(ruleName), MOST_NAMED)}`;
  if (reason.kind === 'isolated') return `isolated by ${enumerate(reason.policies.map(policyName), MOST_NAMED)}`;
  if (reason.kind === 'not-a-subject') return 'not subject to policies';
  if (reason.kind === 'not-enforced') return `not enforced (the policies say ${reason.otherwise})`;
  return reason.kind === 'not-isolated' ? 'not isolated' : decision;
}
