import type { CheckAnswer, PairAnswer } from '../engine/check.ts';
import type { PortPiece } from '../engine/connections.ts';
import type { FlowVerdict } from '../engine/flow.ts';
import type { Resolved } from '../engine/resolve.ts';
import type { AnsweredSide } from '../engine/why/answered-side.ts';
import { nameResolutionFor } from '../engine/why/name-resolution.ts';
import { caveatsFor } from '../engine/why/question-caveats.ts';
import type { RuleRef } from '../model/policies.ts';
import { isNoPort, NO_PORTS, type PortSet, uniteSets } from '../model/ports.ts';
import type { Decision, SideVerdict, Verdict } from '../model/verdict.ts';
import { destinationText, endpointText } from './endpoint-text.ts';
import type { ExplainedLine } from './explained-line.ts';
import { decisionGlyph, type Glyphs } from './glyphs.ts';
import { nameResolutionLine, nameResolutionOutline } from './name-resolution-text.ts';
import { noEndpointsText } from './no-endpoints-text.ts';
import { noteLines, noteText } from './note-text.ts';
import { groupPairs, type PairGroup } from './pair-groups.ts';
import { caveatText, notEnforcedBy, sideSentence } from './reason-text.ts';
import { policyName, portSetText, ruleName } from './rule-text.ts';
import { type Line, span } from './spans.ts';
import { count, enumerate, printable } from './text.ts';
import { topicOfCaveat } from './topic-of.ts';
import { decisiveRule, linkedTo, sideLines } from './trace-lines.ts';

export type { ExplainedLine } from './explained-line.ts';

/** The answer in one sentence a person can act on; who may connect to whom is said beside it, not in it. */
export function headline(answer: CheckAnswer): Line {
  return [span(headlineText(answer))];
}

/** The same as text. */
export function headlineText(answer: CheckAnswer): string {
  return [reasonText(answer), ...namesText(answer), ...[answer.from, answer.to].flatMap(exceptPods)].join('; ');
}

function namesText(answer: CheckAnswer): readonly string[] {
  const resolution = nameResolutionFor(answer);
  const outline = resolution === undefined ? undefined : nameResolutionOutline(resolution);
  return outline === undefined ? [] : [answer.decision === 'allowed' ? `but ${outline}` : outline];
}

// A range is decided as addresses that are no pod's; of the pods inside it that says nothing.
function exceptPods({ text, podsInside }: Resolved): readonly string[] {
  if (podsInside === undefined) return [];
  return [`not said of ${count(podsInside.length, 'pod')} with an address in ${text}: ask for pods by name`];
}

function reasonText(answer: CheckAnswer): string {
  if (answer.noEndpoints !== undefined) return noEndpointsText(answer, answer.noEndpoints);
  const deciding = answer.pairs.find((pair) => pair.decision === answer.decision);
  if (deciding === undefined)
    return answer.undecided === undefined ? `${answer.to.text} cannot be told` : noteText(answer.undecided);
  const sentence = pairHeadline(deciding);
  const total = answer.pairs.length;
  if (total === 1) return sentence;
  if (groupPairs(answer.pairs).length === 1)
    return `${sentence}; likewise ${total === 2 ? 'the other connection' : `the other ${total - 1} connections`}`;
  const what = nounOf(answer);
  const alike = answer.pairs.filter((pair) => pair.decision === answer.decision).length;
  const share = alike === total ? allOf(total, what) : `${alike} of ${total} ${what}`;
  const example = `${endpointText(deciding.source)} to ${destinationText(deciding)}`;
  return printable(`${share} ${decisionWord(answer.decision)}; ${example}: ${sentence}`);
}

function allOf(number: number, what: string): string {
  return number === 2 ? `both ${what}` : `all ${number} ${what}`;
}

/** From one source to one port of a Service, each connection is an endpoint. */
function nounOf({ to, pairs }: CheckAnswer): 'connections' | 'endpoints' {
  const ends = new Set(pairs.map(({ destination }) => destination));
  return to.service !== undefined && ends.size === pairs.length ? 'endpoints' : 'connections';
}

function decisionWord(decision: Decision): string {
  return decision === 'unknown' ? 'not known' : decision;
}

/** Why one pair is decided as it is, in one sentence. */
export function pairHeadline(pair: PairAnswer): string {
  if (pair.flow !== undefined) return flowSentence(pair, pair.flow);
  const { connections } = pair;
  if (connections === undefined) return '';
  const piece = connections.pieces.find((candidate) => candidate.flow.decision === pair.decision);
  const because = piece === undefined ? '' : flowSentence(pair, piece.flow);
  const open = isNoPort(connections.unknown)
    ? ''
    : `, depending on what is not known: ${portSetText(connections.unknown)}`;
  if (isNoPort(connections.allowed))
    return pair.decision === 'denied' ? `no port is open: ${because}` : `no port is surely open: ${because}`;
  return `${portSetText(connections.allowed)}${open}: ${because}`;
}

function flowSentence(pair: PairAnswer, flow: FlowVerdict): string {
  const { asWritten, byFamily, verdict: deciding } = flow;
  if (asWritten !== undefined) return notEnforcedSentence(pair, deciding, asWritten);
  const sentence = verdictSentence(pair, deciding);
  if (byFamily.length < 2) return sentence;
  const families = byFamily.map((verdict) => `${verdict.families.join(' and ')} ${decisionWord(verdict.decision)}`);
  return `${enumerate(families)}: ${sentence}`;
}

function notEnforcedSentence(pair: PairAnswer, { ingress: { reason } }: Verdict, asWritten: FlowVerdict): string {
  const plugin = reason.kind === 'not-enforced' ? reason.plugin : undefined;
  const say = `the policies say ${asWritten.decision === 'unknown' ? 'nothing certain' : asWritten.decision}`;
  return `not enforced: ${notEnforcedBy(plugin)}; ${say}: ${flowSentence(pair, asWritten)}`;
}

/** The sides that decide: those that deny, or that are not known, else both. */
function verdictSentence(pair: PairAnswer, verdict: Verdict): string {
  const sides = [verdict.egress, verdict.ingress];
  const deciding = sides.filter((side) => side.decision === verdict.decision);
  const sentences = deciding.map((side) => sideSentence(answeredSide(pair, verdict, side)));
  return [...new Set(sentences), ...onlyEgressMissing(pair, verdict)].join('; ');
}

// Both sides must allow, and who wrote the rule at the destination often thinks of that one only.
function onlyEgressMissing({ destination }: PairAnswer, { egress, ingress }: Verdict): readonly string[] {
  const { reason } = ingress;
  if (egress.decision !== 'denied' || egress.reason.kind !== 'isolated') return [];
  if (ingress.decision !== 'allowed' || reason.kind !== 'rule') return [];
  const [rule] = reason.rules;
  const by = rule === undefined ? '' : ` (${ruleName(rule)})`;
  return [printable(`${endpointText(destination)} would let it in${by}: only egress is missing`)];
}

function answeredSide(pair: PairAnswer, { families }: Verdict, side: SideVerdict): AnsweredSide {
  return { side, subject: side.direction === 'egress' ? pair.source : pair.destination, pair, families };
}

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
  return sides.map((side) => decisiveRule(answeredSide(pair, verdict, side))).find((rule) => rule !== undefined);
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
    sideLines(answeredSide(pair, verdict, side), glyphs),
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

/** `of 5 connections 2 denied and 3 allowed`, `all 5 connections`, or undefined when there is one only. */
export function shareText(answer: CheckAnswer): string | undefined {
  if (answer.pairs.length < 2) return undefined;
  const what = nounOf(answer);
  if (answer.pairs.every((pair) => pair.decision === answer.decision)) return allOf(answer.pairs.length, what);
  const counts = (['denied', 'unknown', 'allowed'] as const)
    .map((decision) => ({ decision, number: answer.pairs.filter((pair) => pair.decision === decision).length }))
    .filter(({ number }) => number > 0);
  return `of ${answer.pairs.length} ${what} ${enumerate(counts.map(({ decision, number }) => `${number} ${decision}`))}`;
}
