import type { Proposal } from '../engine/fix/propose.ts';
import { editText } from './fix-edit-text.ts';
import { changedRules } from './fix-text.ts';
import { policyObject, ruleObject } from './policy-yaml.ts';
import { policyName, rulePath } from './rule-text.ts';
import { yamlText } from './yaml-text.ts';

/** What there is to write, in lines: new policies whole, of others the rules that change. */
export function writtenLines(proposal: Proposal): readonly string[] {
  const made = proposal.changes.filter(({ before }) => before === undefined).map(({ after }) => policyObject(after));
  const rules = changedRules(proposal).flatMap((rule): readonly string[] => [
    `# ${policyName(rule.ref.policy)}, ${rulePath(rule.ref)}`,
    ...linesOf(yamlText([ruleObject(rule, rule.ref.policy.namespace ?? '')])),
  ]);
  return [...rules, ...made.flatMap((object) => linesOf(yamlText(object)))];
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}

/** A proposal's policies as documents to apply. */
export function proposalDocuments({ edits, changes }: Proposal): string {
  const comments = edits.map((edit) => `# ${editText(edit)}\n`).join('');
  return comments + changes.map(document).join('');
}

function document({ before, after }: Proposal['changes'][number]): string {
  const note =
    before === undefined
      ? ''
      : '# an existing policy as it is evaluated, with the edit: its labels, annotations and comments are not repeated here\n';
  return `---\n${note}${yamlText(policyObject(after))}`;
}
