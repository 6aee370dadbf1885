import { directionOfEdit, type Edit, policyOfEdit } from '../engine/fix/edit.ts';
import type { FixAnswer, Proposal } from '../engine/fix/propose.ts';
import { effectJson } from './diff-text.ts';
import { editText } from './fix-edit-text.ts';
import { fixSentence, obstacleLines } from './fix-text.ts';
import type { JsonObject } from './json.ts';
import { policyObject } from './policy-yaml.ts';
import { policyId, positionOf, positionText, rulePath } from './rule-text.ts';
import { plainText } from './spans.ts';

/** The proposals as data (docs/fixes.md). */
export function fixJson(answer: FixAnswer): JsonObject {
  const { from, to, port, protocol, decision } = answer.answer;
  return {
    from: from.text,
    to: to.text,
    port,
    protocol,
    verdict: decision,
    wanted: answer.wanted,
    message: fixSentence(answer),
    proposals: answer.proposals.map(proposalJson),
    obstacles: answer.obstacles.length === 0 ? undefined : obstacleLines(answer.obstacles).map(plainText),
  };
}

function proposalJson({ edits, changes, answer, effects }: Proposal): JsonObject {
  return {
    verdict: answer.decision,
    edits: edits.map(editJson),
    opens: effects.opened.map(effectJson),
    closes: effects.closed.map(effectJson),
    inDoubt: effects.inDoubt.map(effectJson),
    policies: changes.map(({ after }) => policyObject(after)),
  };
}

function editJson(edit: Edit): JsonObject {
  const rule = 'rule' in edit ? edit.rule : undefined;
  const position = rule === undefined ? undefined : positionOf(rule);
  return {
    kind: edit.kind,
    policy: policyId(policyOfEdit(edit)),
    direction: directionOfEdit(edit),
    path: rule === undefined ? undefined : rulePath(rule),
    position: position === undefined ? undefined : positionText(position),
    message: editText(edit),
  };
}
