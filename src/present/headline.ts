import type { CheckAnswer, PairAnswer } from '../engine/check.ts';
import type { FlowVerdict } from '../engine/flow.ts';
import type { Resolved } from '../engine/resolve.ts';
import { answeredSide } from '../engine/why/answered-side.ts';
import { nameResolutionFor } from '../engine/why/name-resolution.ts';
import { isNoPort } from '../model/ports.ts';
import type { Decision, Verdict } from '../model/verdict.ts';
import { destinationText, endpointText } from './endpoint-text.ts';
import { nameResolutionOutline } from './name-resolution-text.ts';
import { noEndpointsText } from './no-endpoints-text.ts';
import { noteText } from './note-text.ts';
import { groupPairs } from './pair-groups.ts';
import { notEnforcedBy, sideSentence } from './reason-text.ts';
import { portSetText, ruleName } from './rule-text.ts';
import { type Line, span } from './spans.ts';
import { count, enumerate, printable } from './text.ts';

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
  const sentences = deciding.map((side) => sideSentence(answeredSide(pair, side, verdict.families)));
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
