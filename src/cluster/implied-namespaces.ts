import { withNameLabel } from '../kinds/core/namespace.ts';
import { printable } from '../kinds/quoting.ts';
import type { Namespace } from '../model/cluster-objects.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import { NAMESPACE_NAME_LABEL } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import type { Origin } from '../model/raw-object.ts';

/** Something that stands in a namespace. */
export interface Resident {
  /** The same thing, the same object. */
  readonly of: object;
  readonly namespace: string;
  /** As a message names it: `Pod shop/web`. */
  readonly title: () => string;
  readonly origin: Origin;
}

export interface Implied {
  readonly namespaces: readonly Namespace[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The namespaces that are used and not declared, each with what uses it first. */
export function impliedNamespaces(declared: ReadonlyMap<string, Namespace>, residents: Iterable<Resident>): Implied {
  const first = new Map<string, Resident>();
  for (const resident of residents) {
    if (!declared.has(resident.namespace) && !first.has(resident.namespace)) first.set(resident.namespace, resident);
  }
  const implied = [...first].map(([name, resident]) => remember(known, resident.of, () => implication(name, resident)));
  return {
    namespaces: implied.map(({ namespace }) => namespace),
    diagnostics: implied.map(({ diagnostic }) => diagnostic),
  };
}

interface Implication {
  readonly namespace: Namespace;
  readonly diagnostic: Diagnostic;
}

const known = new WeakMap<object, Implication>();

function implication(name: string, { title, origin }: Resident): Implication {
  const by = printable(title());
  return {
    namespace: {
      name,
      labels: withNameLabel(new Map(), name),
      declared: false,
      origin: { kind: 'implied', by },
    },
    diagnostic: impliedDiagnostic(name, by, origin),
  };
}

function impliedDiagnostic(name: string, title: string, origin: Origin): Diagnostic {
  const safe = printable(name);
  return {
    code: 'implied-namespace',
    severity: 'info',
    message: `namespace ${safe} is not in the input and is implied by ${title}: of its labels only ${NAMESPACE_NAME_LABEL}=${safe} is known, so a namespaceSelector that asks for another one does not match it as far as the input says`,
    object: { apiVersion: 'v1', kind: 'Namespace', namespace: '', name },
    ...(origin.kind === 'file' ? { position: { file: origin.file, line: origin.line, column: 1 } } : {}),
    remedy: `add the Namespace ${safe} with its labels to the input`,
  };
}
