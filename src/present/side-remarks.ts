import type { AnsweredSide } from '../engine/why/answered-side.ts';
import { isFar } from '../engine/why/distance.ts';
import { isolationNotes } from '../engine/why/isolation-notes.ts';
import { type NearMiss, nearMisses } from '../engine/why/near-misses.ts';
import { nearSelectorsOf } from '../engine/why/near-selectors.ts';
import { allowedByTwoPeers } from '../engine/why/reading-hints.ts';
import { type Removal, removalsOf } from '../engine/why/removals.ts';
import { assertNever } from '../model/errors.ts';
import { clauseText } from './clause-text.ts';
import { endpointText } from './endpoint-text.ts';
import type { ExplainedLine } from './explained-line.ts';
import { nearMissSentence, twoPeersText } from './near-miss-text.ts';
import { isolationNoteText } from './reason-text.ts';
import { inBrackets, policyName, policyWhere, ruleName } from './rule-text.ts';
import { span } from './spans.ts';
import { count, printable } from './text.ts';
import { topicOfHint, topicOfShortfall } from './topic-of.ts';

const MOST_NEAR_MISSES = 3;

/** What stands below a side's trace: which rules came near, what would close it, or which policy nearly selects the pod. */
export function sideRemarks(answered: AnsweredSide): readonly ExplainedLine[] {
  return [
    ...noteLines(answered),
    ...nearMissLines(answered),
    ...twoPeerLines(answered),
    ...removalLines(answered),
    ...selectorLines(answered),
  ];
}

function noteLines(answered: AnsweredSide): readonly ExplainedLine[] {
  return isolationNotes(answered).map((note): ExplainedLine => {
    return {
      indent: 1,
      spans: [span(printable(isolationNoteText(note)), 'nearmiss')],
      link: { policy: note.policy.ref },
      topic: 'isolation',
    };
  });
}

function nearMissLines(answered: AnsweredSide): readonly ExplainedLine[] {
  const misses = nearMisses(answered).filter(({ shortfalls }) => !isFar(shortfalls));
  const [first] = misses;
  // With one rule the trace above has said it already.
  if (first === undefined || (misses.length < 2 && isInTrace(first, answered))) return [];
  return [
    { indent: 1, spans: [span('nearest first', 'title')] },
    ...misses.slice(0, MOST_NEAR_MISSES).map((miss, i): ExplainedLine => {
      const { ref } = miss.trace.rule;
      return {
        indent: 2,
        spans: [span(`${i + 1}. `, 'dim'), span(nearMissSentence(miss, answered), 'nearmiss')],
        link: { policy: ref.policy, rule: ref },
        ...topicOfMiss(miss),
      };
    }),
  ];
}

function topicOfMiss({ hints, shortfalls }: NearMiss): Pick<ExplainedLine, 'topic'> {
  const [hint] = hints;
  const [shortfall] = shortfalls;
  if (hint !== undefined) return { topic: topicOfHint(hint) };
  return shortfall === undefined ? {} : { topic: topicOfShortfall(shortfall) };
}

function isInTrace({ trace, hints }: NearMiss, { side }: AnsweredSide): boolean {
  return hints.length === 0 && side.trace.some(({ policies }) => policies.some(({ rules }) => rules.includes(trace)));
}

function twoPeerLines(answered: AnsweredSide): readonly ExplainedLine[] {
  return allowedByTwoPeers(answered).map((allowed): ExplainedLine => {
    const { rule } = allowed;
    const spans = [span(twoPeersText(allowed), 'nearmiss')];
    return { indent: 1, spans, link: { policy: rule.policy, rule }, topic: 'and-or' };
  });
}

/** What would close an allowed side, and what would not though one might think so. */
function removalLines(answered: AnsweredSide): readonly ExplainedLine[] {
  const removals = removalsOf(answered);
  return removals
    .filter((removal) => isTelling(removal, removals))
    .map((removal): ExplainedLine => {
      return {
        indent: 1,
        spans: [span(printable(removalText(removal, answered)), 'dim')],
        link: linkOf(removal),
        topic: 'union',
      };
    });
}

// One rule of several that each allow it closes nothing, which the number of them says; and a policy that closes it does so by its rule.
function isTelling({ what, outcome }: Removal, all: readonly Removal[]): boolean {
  if (what.kind === 'all-rules') return all.every((other) => other.what.kind !== 'rule' || other.outcome === 'others');
  if (what.kind === 'policy') return outcome === 'opens';
  return outcome !== 'others';
}

function removalText({ what, outcome }: Removal, { side, subject }: AnsweredSide): string {
  const way = side.direction === 'ingress' ? 'in' : 'out';
  const open = `nothing else isolates ${endpointText(subject)} for ${side.direction}, and everything would be let ${way}`;
  switch (what.kind) {
    case 'rule':
      return `removing ${ruleName(what.rule)} ${outcomeText(outcome, open)}`;
    case 'all-rules':
      return `${count(what.rules.length, 'rule')} allow it: removing all of them ${outcomeText(outcome, open)}`;
    case 'policy':
      return `deleting the policy ${policyName(what.policy)} ${outcomeText(outcome, open)}`;
    default:
      return assertNever(what);
  }
}

function outcomeText(outcome: Removal['outcome'], open: string): string {
  switch (outcome) {
    case 'denied':
      return 'closes it';
    case 'unknown':
      return 'leaves it not known';
    case 'others':
      return 'closes nothing, others allow it';
    case 'opens':
      return `opens more: ${open}`;
    default:
      return assertNever(outcome);
  }
}

function linkOf({ what }: Removal): NonNullable<ExplainedLine['link']> {
  switch (what.kind) {
    case 'rule':
      return { policy: what.rule.policy, rule: what.rule };
    case 'all-rules': {
      const [rule] = what.rules;
      if (rule === undefined) throw new Error('there are several rules');
      return { policy: rule.policy, rule };
    }
    case 'policy':
      return { policy: what.policy };
    default:
      return assertNever(what);
  }
}

function selectorLines(answered: AnsweredSide): readonly ExplainedLine[] {
  return nearSelectorsOf(answered).map(({ policy, failures }): ExplainedLine => {
    const clauses = failures.map(clauseText).map(({ wants, has }) => `${wants}, ${has}`);
    const where = inBrackets(policyWhere(policy.ref));
    const sentence = `nearest: ${policyName(policy.ref)} selects ${clauses.join('; and ')}${where}`;
    return { indent: 1, spans: [span(printable(sentence), 'dim')], link: { policy: policy.ref }, topic: 'labels' };
  });
}
