import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import type { Diagnostic } from '../../src/model/diagnostics.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

// The proof of semantics §3: for each malformed policy our diagnostics name the field paths that a real server names, strictly and
// leniently, and what we evaluate is what it stores.

interface Malformed {
  readonly about: string;
  readonly spec?: object;
  readonly policy?: object;
  /** JSON as it is sent, for what objects cannot say. */
  readonly text?: string;
}

const CASES = parse(readFileSync(new URL('malformed-policies.yaml', import.meta.url), 'utf8')) as readonly Malformed[];
const NAMESPACE = 'strictness';
const PATH = `/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/networkpolicies`;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  await plane.admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
});

afterAll(() => plane.stop());

function objectOf({ spec, policy }: Malformed): object {
  const metadata = { name: 'p', namespace: NAMESPACE };
  const body = policy ?? { spec };
  const own = 'metadata' in body ? (body.metadata as object) : {};
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    ...body,
    metadata: { ...metadata, ...own },
  };
}

interface ServerAnswer {
  readonly accepted: boolean;
  readonly code: number;
  /** Field paths of its causes, and of the fields it calls unknown. */
  readonly paths: readonly string[];
  readonly message: string;
  readonly stored: unknown;
}

/** What the server makes of it, without keeping it. */
async function ask(policy: string, validation: 'Strict' | 'Ignore'): Promise<ServerAnswer> {
  const { status, body } = await plane.admin.send('POST', `${PATH}?dryRun=All&fieldValidation=${validation}`, policy);
  const answer = JSON.parse(body) as {
    message?: string;
    details?: { causes?: readonly { field?: string; reason?: string }[] };
    spec?: unknown;
  };
  const message = answer.message ?? '';
  const causes = (answer.details?.causes ?? []).flatMap(({ field }) => (field === undefined ? [] : [field]));
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "([^"]*)"/g)].map(([, path]) => path ?? '');
  return {
    accepted: status < 300,
    code: status,
    paths: [...new Set([...causes, ...unknown])].sort(),
    message,
    stored: status < 300 ? answer.spec : undefined,
  };
}

interface OurAnswer {
  readonly snapshot: Snapshot;
  readonly refused: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

function evaluate(policy: string): OurAnswer {
  const { events } = readManifestText(policy, 'p.json');
  const snapshot = applyEvents(emptySnapshot(), events);
  return {
    snapshot,
    refused: snapshot.refused.length > 0,
    diagnostics: snapshot.diagnostics.filter(({ code }) => code !== 'implied-namespace'),
  };
}

const pathsOf = (diagnostics: readonly Diagnostic[], codes: (code: string) => boolean): readonly string[] =>
  [...new Set(diagnostics.filter(({ code }) => codes(code)).map(({ path }) => path ?? ''))].sort();

/** What the policies mean, however they are written. */
function meaning({ policies }: Snapshot): unknown {
  const shown = policies.map(({ subject, isolates, rules }) => ({
    subject,
    isolates,
    rules: rules.map(({ action, peers, ports }) => ({ action, peers, ports })),
  }));
  return JSON.parse(JSON.stringify(shown, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
}

/** Go's words for a value of a wrong type name no list positions: `NetworkPolicySpec.spec.ingress.from`. */
function typeErrorPath(message: string): string | undefined {
  return /Go struct field \w+\.([\w.]+) of type/.exec(message)?.[1];
}

const withoutPositions = (path: string): string => path.replaceAll(/\[\d+\]/g, '');

test('there are at least forty of them', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(40);
});

describe('of each malformed policy the server and we say the same', () => {
  test.each(CASES.map((malformed) => [malformed.about, malformed] as const))('%s', async (_, malformed) => {
    const policy = malformed.text ?? JSON.stringify(objectOf(malformed));
    const [strict, lenient] = [await ask(policy, 'Strict'), await ask(policy, 'Ignore')];
    const ours = evaluate(policy);

    // Strictly: refused where we report an error, at the same fields.
    const errors = ours.diagnostics.filter(({ severity }) => severity === 'error');
    expect({ accepted: strict.accepted, says: strict.message }).toEqual({
      accepted: errors.length === 0,
      says: strict.message,
    });
    if (strict.code === 400 && strict.paths.length === 0) {
      // Of a map Go names no key; we do.
      const wrong = pathsOf(errors, (code) => code === 'wrong-type').map(withoutPositions);
      const named = typeErrorPath(strict.message) ?? strict.message;
      expect(wrong.filter((path) => path === named || path.startsWith(`${named}.`))).toHaveLength(1);
      expect(errors.map(({ strict: words }) => words ?? '').join('\n')).toContain(
        /json: cannot unmarshal.*$/.exec(strict.message)?.[0] ?? strict.message,
      );
    } else if (strict.code === 400) {
      expect(pathsOf(errors, (code) => code === 'unknown-field' || code === 'duplicate-key')).toEqual(strict.paths);
    } else {
      expect(pathsOf(errors, () => true)).toEqual(strict.paths);
    }

    // Leniently: refused where we refuse, for the same fields; else what is stored means what we evaluate.
    expect({ accepted: lenient.accepted, says: lenient.message }).toEqual({
      accepted: !ours.refused,
      says: lenient.message,
    });
    if (lenient.code === 422) {
      const fatal = pathsOf(errors, (code) => code !== 'unknown-field' && code !== 'duplicate-key');
      expect(fatal).toEqual(lenient.paths);
    }
    if (!lenient.accepted) return;
    const stored = JSON.stringify({ ...objectOf({ about: '', spec: {} }), spec: lenient.stored });
    expect(meaning(ours.snapshot)).toEqual(meaning(evaluate(stored).snapshot));
  });
});
