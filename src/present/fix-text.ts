import type { Effect, Effects } from '../engine/difference-rows.ts';
import {
  type FixAnswer,
  type FixProblem,
  type Obstacle,
  type Proposal,
  subjectOfObstacle,
} from '../engine/fix/propose.ts';
import { type CompiledRule, formatPolicy } from '../model/policies.ts';
import { endpointText } from './endpoint-text.ts';
import { editText } from './fix-edit-text.ts';
import type { Glyphs } from './glyphs.ts';
import { listEndText } from './list-text.ts';
import { problemText } from './problem-text.ts';
import { caveatText, reasonOutline } from './reason-text.ts';
import { portSetText, ruleName } from './rule-text.ts';
import { type Line, span } from './spans.ts';
import { count } from './text.ts';

/** Why no fix can be asked for, and what to ask instead. */
export function fixProblemText(problem: FixProblem): string {
  return problem.problem === 'no-port'
    ? 'a fix is for one port: put it behind TO, as in shop/db:5432 or shop/dns:53/UDP'
    : problemText(problem);
}

/** What was found, in a sentence. */
export function fixSentence({ already, proposals, wanted, answer }: FixAnswer): string {
  if (already) return `it is ${wanted} already: nothing to change`;
  if (answer.pairs.length === 0) return 'there is nothing to connect to, so that no policy can be at fault';
  if (proposals.length === 0) return `no edit of a NetworkPolicy was found that makes it ${wanted}`;
  const ways = count(proposals.length, 'way');
  const verb = wanted === 'allowed' ? 'allow' : 'deny';
  return `${ways} to ${verb} it, each evaluated with its edit in place; what changes least comes first, and nothing was written`;
}

/** Of each sort, unless more are wanted. */
export const MOST_EFFECTS = 6;

/** How much of what a change does is listed; the rest is counted. */
export interface Listed {
  /** Of each sort. */
  readonly most?: number;
  /** How to see the others. */
  readonly hint?: string;
}

/** A proposal: its edits, and everything else they do. */
export function proposalLines(
  proposal: Proposal,
  number: number,
  glyphs: Glyphs,
  listed: Listed = {},
): readonly Line[] {
  const edits = proposal.edits.map((edit, index): Line => {
    return [span(index === 0 ? `${number}. ` : '   ', 'title'), span(editText(edit), 'strong')];
  });
  return [...edits, ...effectLines(proposal.effects, glyphs, { beside: true, ...listed }), ...caveatLines(proposal)];
}

/** Everything that a change opens, closes and puts in doubt; `beside` what it is for, or altogether. */
export function effectLines(
  { opened, closed, inDoubt }: Effects,
  glyphs: Glyphs,
  { beside, most = MOST_EFFECTS, hint = '-o json lists all' }: Listed & { readonly beside: boolean },
): readonly Line[] {
  if (opened.length + closed.length + inDoubt.length === 0)
    return [[span('   '), span(`opens nothing${beside ? ' else' : ''} and closes nothing`, 'dim')]];
  return [
    ...someEffects(beside ? 'also opens' : 'opens', opened, { glyphs, most, hint }),
    ...someEffects('closes', closed, { glyphs, most, hint }),
    ...someEffects('can no longer, or not yet, be told', inDoubt, { glyphs, most, hint }),
  ];
}

interface Shown {
  readonly glyphs: Glyphs;
  readonly most: number;
  readonly hint: string;
}

function someEffects(title: string, effects: readonly Effect[], { glyphs, most, hint }: Shown): readonly Line[] {
  if (effects.length === 0) return [];
  const shown = effects.slice(0, most).map((effect): Line => [span(`     ${effectText(effect, glyphs)}`)]);
  const more = effects.length - shown.length;
  return [
    [span(`   ${title}: ${count(effects.length, 'connection')}`, 'warning')],
    ...shown,
    ...(more > 0 ? [[span(`     and ${more} more (${hint})`, 'dim')]] : []),
  ];
}

/** `12 connections change (11 open, 1 closes)`, or `nothing changes`. */
export function removalText({ opened, closed, inDoubt }: Effects): string {
  const number = opened.length + closed.length + inDoubt.length;
  if (number === 0) return 'nothing changes';
  const parts = [
    ...(opened.length === 0 ? [] : [`${opened.length} ${opened.length === 1 ? 'opens' : 'open'}`]),
    ...(closed.length === 0 ? [] : [`${closed.length} ${closed.length === 1 ? 'closes' : 'close'}`]),
    ...(inDoubt.length === 0 ? [] : [`${inDoubt.length} in doubt`]),
  ];
  return `${count(number, 'connection changes', 'connections change')} (${parts.join(', ')})`;
}

const MOST_RANGES = 3;

/** `shop/web → shop/db on TCP 5432 (some pods)`. */
export function effectText({ from, to, ports, everyPod }: Effect, glyphs: Glyphs): string {
  const ends = `${listEndText(from, MOST_RANGES)} ${glyphs.right} ${listEndText(to, MOST_RANGES)}`;
  return `${ends} on ${portSetText(ports)}${everyPod ? '' : ' (some pods)'}`;
}

function caveatLines({ answer }: Proposal): readonly Line[] {
  const texts = new Set(answer.pairs.flatMap(({ flow }) => flow?.verdict.caveats.map(caveatText) ?? []));
  return [...texts].map((text): Line => [span('   but: ', 'warning'), span(text)]);
}

/** What stands in the way, when nothing helps. */
export function obstacleLines(obstacles: readonly Obstacle[]): readonly Line[] {
  return obstacles.map((obstacle): Line => {
    const { side } = obstacle;
    const of = `${side.direction} of ${endpointText(subjectOfObstacle(obstacle))}: `;
    return [span(of, 'strong'), span(`${reasonOutline(side)}${deciding(obstacle)}`)];
  });
}

// A rule of another tier that decides.
function deciding({ side }: Obstacle): string {
  const { reason } = side;
  const policies =
    reason.kind === 'isolated'
      ? reason.policies
      : reason.kind === 'rule'
        ? reason.rules.map(({ policy }) => policy)
        : [];
  if (policies.every(({ kind }) => kind === 'NetworkPolicy')) return '';
  const name =
    reason.kind === 'rule' && reason.rules[0] !== undefined
      ? ruleName(reason.rules[0])
      : formatPolicy(policies[0] ?? NONE);
  return `; ${name} decides, and no NetworkPolicy can change that`;
}

const NONE = { kind: 'another policy', namespace: undefined, name: '' };

/** The rules of a changed policy that were not there before. */
export function changedRules({ changes }: Proposal): readonly CompiledRule[] {
  return changes.flatMap(({ before, after }) => {
    if (before === undefined) return [];
    const known = new Map(before.rules.map((rule) => [`${rule.ref.direction} ${rule.ref.index}`, rule]));
    return after.rules.filter((rule) => {
      const was = known.get(`${rule.ref.direction} ${rule.ref.index}`);
      return was?.peers !== rule.peers || was.ports !== rule.ports;
    });
  });
}
