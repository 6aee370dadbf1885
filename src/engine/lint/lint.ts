import type { Severity } from '../../model/diagnostics.ts';
import { remember } from '../../model/memo.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { blocksInCluster, oneFamily } from './blocks-meant.ts';
import { coveredRules } from './covered-rules.ts';
import { noDefaultDeny } from './default-deny.ts';
import { egressWithoutDns } from './egress-without-dns.ts';
import { emptyPeers, peersOrSuspected } from './empty-peers.ts';
import { evidenceOf, type LintRule } from './evidence.ts';
import type { Finding, InputFinding, LintFinding } from './finding.ts';
import { pluginEnforces } from './plugin-enforces.ts';
import { portsMeant } from './ports-meant.ts';
import { redundantPolicies } from './redundant-policies.ts';
import { selectsNothing } from './selects-nothing.ts';
import { suppressedBecause, suppressionsInvalid } from './suppressions.ts';
import { allowsAnyone, inertRules, openToInternet, typesForgotten } from './written-otherwise.ts';

/** Every rule; the order is that of findings that are otherwise equal. */
const RULES: readonly LintRule[] = [
  pluginEnforces,
  selectsNothing,
  emptyPeers,
  peersOrSuspected,
  portsMeant,
  egressWithoutDns,
  typesForgotten,
  inertRules,
  allowsAnyone,
  openToInternet,
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
  return remember(known, snapshot, () => {
    const evidence = evidenceOf(snapshot);
    const inPolicies = withoutConsequences(RULES.flatMap((rule) => rule(evidence)));
    const inOrder = [...snapshot.diagnostics.map(inputFinding), ...byPolicy(inPolicies, snapshot)];
    const entries = inOrder.map((finding) => ({ finding, reason: suppressedBecause(finding, snapshot) }));
    return {
      findings: worstFirst(entries.flatMap(({ finding, reason }) => (reason === undefined ? [finding] : []))),
      suppressed: entries.flatMap(({ finding, reason }) => (reason === undefined ? [] : [{ finding, reason }])),
    };
  });
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

function byPolicy(findings: readonly LintFinding[], { policies }: Snapshot): readonly LintFinding[] {
  const places = new Map(policies.map((policy, index) => [policy, index]));
  const placeOf = ({ about }: LintFinding): number =>
    (about.kind === 'policy' ? places.get(about.policy) : undefined) ?? policies.length;
  return [...findings].sort((a, b) => placeOf(a) - placeOf(b));
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Whether a severity is as bad as another, or worse. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return RANK[severity] <= RANK[threshold];
}

function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
