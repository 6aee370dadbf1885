import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A question and its answer, as `demo-manifests/README.md` describes them. */
export interface ExpectedCheck {
  readonly from: string;
  /** As on the command line: `payments/svc/ledger:8080`, `kube-system/coredns:53/UDP`. */
  readonly to: string;
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  /** Each must stand somewhere in the answer. */
  readonly says?: readonly string[];
  readonly why?: string;
}

export interface ExpectedIsolation {
  readonly pod: string;
  readonly ingress: 'isolated' | 'open';
  readonly egress: 'isolated' | 'open';
}

export interface ExpectedDiagnostic {
  /** Path inside the scenario's folder. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly path?: string;
  readonly severity: 'error' | 'warning' | 'info';
}

export interface Expected {
  readonly checks: readonly ExpectedCheck[];
  readonly isolation: readonly ExpectedIsolation[];
  /** Empty: nothing is wrong with the input. Undefined: not said. */
  readonly diagnostics?: readonly ExpectedDiagnostic[];
}

export interface Scenario {
  readonly name: string;
  /** From the root of the repository, as a user in a checkout would write it. */
  readonly folder: string;
  readonly readme: string;
  readonly expected: Expected;
}

export const ROOT = join(import.meta.dirname, '..', '..');
const DEMOS = 'demo-manifests';

/** The page that lists the scenarios. */
export function readOverview(): string {
  return readFileSync(join(ROOT, DEMOS, 'README.md'), 'utf8');
}

/** Every bundled scenario; what is missing in a folder is empty here. */
export function readScenarios(): readonly Scenario[] {
  const entries = readdirSync(join(ROOT, DEMOS), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort().map((name) => {
    const folder = `${DEMOS}/${name}`;
    const expected = textOf(`${folder}/expected.json`) || '{"checks":[],"isolation":[]}';
    // The repository's own file; a wrong shape shows in the tests that read it.
    return { name, folder, readme: textOf(`${folder}/README.md`), expected: JSON.parse(expected) as Expected };
  });
}

function textOf(path: string): string {
  const file = join(ROOT, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
