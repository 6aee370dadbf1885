import type { Severity } from '../../model/diagnostics.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { finished, type InSteps } from '../in-steps.ts';
import { blocksInCluster, oneFamily } from './blocks-meant.ts';
import { coveredRules } from './covered-rules.ts';
import { noDefaultDeny } from './default-deny.ts';
import { egressWithoutDns } from './egress-without-dns.ts';
import { emptyPeers, peersOrSuspected } from './empty-peers.ts';
import { type Evidence, evidenceInSteps, type LintRule } from './evidence.ts';
import { exposedWithoutPolicy } from './exposed-services.ts';
import type { Finding, InputFinding, LintFinding } from './finding.ts';
import { pluginEnforces } from './plugin-enforces.ts';
import { portsMeant } from './ports-meant.ts';
import { redundantPolicies } from './redundant-policies.ts';
import { selectsNothing } from './selects-nothing.ts';
import { suppressionsInvalid, suppressionsOf } from './suppressions.ts';
import { allowsAnyone, inertRules, nullRules, openToInternet, typesForgotten } from './written-otherwise.ts';

/** Every rule; the order is that of findings that are otherwise equal. */
const RULES: readonly LintRule[] = [
  pluginEnforces,
  selectsNothing,
  emptyPeers,
  peersOrSuspected,
  portsMeant,
  egressWithoutDns,
  typesForgotten,
  nullRules,
  inertRules,
  allowsAnyone,
  openToInternet,
  exposedWithoutPolicy,
  blocksInCluster,
  oneFamily,
  coveredRules,
  redundantPolicies,
  noDefaultDeny,
  suppressionsInvalid,
];

export interface LintResult {
  /** Worst first, then what was noticed while reading, then by policy. */
  readonly findings: readonly Finding[];
  /** Those an annotation asks to leave out. */
  readonly suppressed: readonly { readonly finding: Finding; readonly reason: string }[];
}

const known = new WeakMap<Snapshot, LintResult>();

/** Everything to be said of a snapshot. Looks at all of it: made at the first asking, once for each snapshot. */
export function lint(snapshot: Snapshot): LintResult {
  return finished(lintInSteps(snapshot));
}

/** The same by and by: each step takes about as long as one policy, and the last one answers. */
export function* lintInSteps(snapshot: Snapshot): InSteps<LintResult> {
  const before = known.get(snapshot);
  if (before !== undefined) return before;
  const evidence = yield* evidenceInSteps(snapshot);
  const found: LintFinding[] = [];
  for (const rule of RULES) {
    for (const findings of rule(evidence)) {
      found.push(...findings);
      yield;
    }
  }
  const result = resultOf(found, evidence);
  known.set(snapshot, result);
  return result;
}

function resultOf(found: readonly LintFinding[], { snapshot, placeOf }: Evidence): LintResult {
  const inPolicies = byPolicy(withoutConsequences(found), placeOf);
  const reasonFor = suppressionsOf(snapshot);
  const entries = [...snapshot.diagnostics.map(inputFinding), ...inPolicies].map((finding) => ({
    finding,
    reason: reasonFor(finding),
  }));
  return {
    findings: worstFirst(entries.flatMap(({ finding, reason }) => (reason === undefined ? [finding] : []))),
    suppressed: entries.flatMap(({ finding, reason }) => (reason === undefined ? [] : [{ finding, reason }])),
  };
}

function inputFinding(diagnostic: Snapshot['diagnostics'][number]): InputFinding {
  return { code: diagnostic.code, severity: diagnostic.severity, about: { kind: 'input' }, facts: diagnostic };
}

/** Of a policy that is redundant altogether it goes without saying that its rules are covered by those of others. */
function withoutConsequences(findings: readonly LintFinding[]): readonly LintFinding[] {
  const redundant = new Set(
    findings.flatMap(({ code, about }) =>
      code === 'policy-redundant' && about.kind === 'policy' ? [about.policy] : [],
    ),
  );
  return findings.filter((found) => {
    if (found.code !== 'rule-shadowed' && found.code !== 'duplicate-rule') return true;
    if (found.about.kind !== 'policy' || !redundant.has(found.about.policy)) return true;
    return found.facts.by.policy === found.about.policy;
  });
}

function byPolicy(findings: readonly LintFinding[], placeOf: Evidence['placeOf']): readonly LintFinding[] {
  const place = ({ about }: LintFinding): number =>
    about.kind === 'policy' ? placeOf(about.policy) : Number.POSITIVE_INFINITY;
  return findings
    .map((finding) => ({ finding, at: place(finding) }))
    .sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map(({ finding }) => finding);
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Whether a severity is as bad as another, or worse. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return RANK[severity] <= RANK[threshold];
}

function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
