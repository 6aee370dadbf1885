import { INPUT_CODES, LINT_CODES } from '../engine/lint/codes.ts';
import type { Severity } from '../model/diagnostics.ts';
import { type Guide, INPUT_GUIDE, LINT_GUIDE } from './finding-guide.ts';
import type { JsonObject } from './json.ts';
import { type Line, span } from './spans.ts';

/** One code with all that is said of it. */
export interface GuideEntry extends Guide {
  readonly code: string;
  /** The worst it can be. */
  readonly severity: Severity;
  readonly of: 'policies' | 'input';
}

/** Every code, those about policies first. */
export function guideEntries(): readonly GuideEntry[] {
  return [...entriesOf(LINT_CODES, LINT_GUIDE, 'policies'), ...entriesOf(INPUT_CODES, INPUT_GUIDE, 'input')];
}

function entriesOf<C extends string>(
  severities: Readonly<Record<C, Severity>>,
  guides: Readonly<Record<C, Guide>>,
  of: GuideEntry['of'],
): readonly GuideEntry[] {
  // Object.keys forgets which strings they are; both records have the same.
  return (Object.keys(severities) as C[]).map((code) => ({ code, severity: severities[code], of, ...guides[code] }));
}

/** The list of codes for a terminal. */
export function guideLines(): readonly Line[] {
  return guideEntries().flatMap(({ code, severity, title, why, remedy }): readonly Line[] => [
    [span(code, 'strong'), span(` (${severity})`, severity), span(`: ${title}`)],
    [span(`    ${why}`)],
    [span('    to do: ', 'dim'), span(remedy)],
  ]);
}

export function guideJson(): readonly JsonObject[] {
  return guideEntries().map(({ code, severity, of, title, why, remedy }) => ({
    code,
    severity,
    of,
    title,
    why,
    remedy,
  }));
}

/** `docs/findings.md`. */
export function findingsDocument(): string {
  const table = (of: GuideEntry['of']): readonly string[] => [
    '| code | severity | found | why it matters | what to do |',
    '|---|---|---|---|---|',
    ...guideEntries()
      .filter((entry) => entry.of === of)
      .map(({ code, severity, title, why, remedy }) => `| \`${code}\` | ${severity} | ${title} | ${why} | ${remedy} |`),
  ];
  return [
    '# Findings',
    '',
    '<!-- Written by `npm run generate` from src/present/finding-guide.ts. -->',
    '',
    '`netpol-tui lint` and the explorer (`L`) look for what is probably not meant. A finding names its object, file and line. The severity',
    'is the worst a code can have; where the input may not hold all there is, or a reading is only likely, it is a note.',
    '',
    'Selectors are compared with the pods and namespaces of the input. Manifests of one application without the rest of the cluster',
    'are no ground to say that a peer in another namespace means nobody, so nothing is said there.',
    '',
    '## Leave one out',
    '',
    'An annotation on the policy, or on the namespace for all policies in it, names codes and the reason, without which it is not heard:',
    '',
    '```yaml',
    'metadata:',
    '  annotations:',
    '    netpol-tui.dev/ignore: "open-to-internet: this is the front door"',
    '```',
    '',
    'What is left out is counted. Errors are never left out.',
    '',
    '## In policies',
    '',
    ...table('policies'),
    '',
    '## In the input',
    '',
    ...table('input'),
    '',
  ].join('\n');
}
