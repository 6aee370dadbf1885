import type { Finding } from '../../engine/lint/finding.ts';
import type { CompiledPolicy } from '../../model/policies.ts';
import { SUPPRESSION_ANNOTATION } from '../../model/suppression.ts';
import { findingPath, findingPosition } from '../../present/finding-place.ts';
import { findingText } from '../../present/finding-text.ts';
import {
  endpointsText,
  peerText,
  policyName,
  policyWhere,
  portsText,
  positionText,
  ruleWhere,
} from '../../present/rule-text.ts';
import { span } from '../../present/spans.ts';
import { count, printable } from '../../present/text.ts';
import type { Subject } from '../state/screens.ts';
import type { Context } from './content.ts';
import { type Entry, entry, historyEntries, list } from './described-entries.ts';
import { aboutPolicy } from './found.ts';
import { ruleSubject } from './rule-rows.ts';

/** A policy as a line of those that select something. */
export function policyEntry({ ref }: CompiledPolicy): Entry {
  const where = policyWhere(ref);
  const subject: Subject = { kind: 'policy', id: `${ref.kind}/${ref.namespace ?? ''}/${ref.name}` };
  return {
    label: '',
    spans: [span(policyName(ref), 'policy'), span(where === undefined ? '' : `  ${where}`, 'dim')],
    subject,
  };
}

/** A policy: whom it selects, and what each rule allows. */
export function describedPolicy(policy: CompiledPolicy): readonly Entry[] {
  const { ref, isolates, subject, rules, inert } = policy;
  const where = policyWhere(ref);
  const ruleEntries = rules.map((rule) => {
    const peers =
      rule.peers === 'any' ? 'anywhere' : rule.peers.length === 0 ? 'nobody' : rule.peers.map(peerText).join(' or ');
    const at = ruleWhere(rule.ref);
    const verb = rule.ref.direction === 'ingress' ? 'from' : 'to';
    const text = `${rule.ref.direction} #${rule.ref.index + 1}: ${verb} ${peers} on ${portsText(rule.ports)}`;
    return { label: '', spans: [span(text), span(at === undefined ? '' : `  ${at}`, 'dim' as const)] };
  });
  return [
    entry('name', policyName(ref), 'strong'),
    entry('kind', printable(`${ref.kind} (${ref.apiVersion})`)),
    entry('tier', policy.tier.id),
    entry('selects', endpointsText(subject)),
    entry('isolates', isolates.length === 0 ? 'nothing' : isolates.join(' and ')),
    ...list('rules', ruleEntries, 'none: where it isolates, it allows nothing'),
    ...(inert.length === 0
      ? []
      : [entry('unused', `${count(inert.length, 'rule')} for a direction that policyTypes leaves out`, 'warning')]),
    ...historyEntries(ref.history),
    ...(where === undefined ? [] : [entry('file', where, 'dim')]),
  ];
}

/** A finding: what was found, why it matters, and what to do. */
export function describedFinding(finding: Finding, { glyphs }: Context): readonly Entry[] {
  const { severity, code, about } = finding;
  const { object, message, why, remedy } = findingText(finding);
  const path = findingPath(finding);
  const position = findingPosition(finding);
  const id = aboutPolicy(finding);
  const subject: Subject | undefined =
    about.kind === 'policy' && about.rule !== undefined
      ? ruleSubject(about.rule)
      : id === undefined
        ? undefined
        : { kind: 'policy', id };
  return [
    entry('finding', `${glyphs[severity]} ${severity}  ${code}`, severity),
    ...(object === undefined ? [] : [entry('object', object, 'policy', subject)]),
    ...(path === '' ? [] : [entry('field', path, 'code')]),
    ...(position === undefined ? [] : [entry('file', positionText(position), 'dim')]),
    entry('found', message, 'strong'),
    entry('why', why),
    entry('to do', remedy),
    ...(severity === 'error' || about.kind === 'cluster' ? [] : [entry('or leave it', leavingOut(finding), 'dim')]),
  ];
}

function leavingOut({ code, about }: Finding): string {
  const where =
    about.kind === 'namespace' || about.kind === 'service' ? 'the namespace' : 'the policy, or its namespace,';
  return `annotate ${where} with ${SUPPRESSION_ANNOTATION}: "${code}: REASON"`;
}
