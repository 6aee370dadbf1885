import type { Diagnostic } from '../model/diagnostics.ts';
import type { Position } from '../model/raw-object.ts';
import type { DocumentFault } from './yaml-document.ts';

const REST_IS_READ = 'left out; everything else is read';

/** A document that cannot be read: its first fault, and how many there are. */
export function faultProblem(faults: readonly DocumentFault[], first: DocumentFault): Diagnostic {
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more in this document)` : '';
  const remedy =
    first.code === 'alias-limit'
      ? 'write out what the aliases stand for, or split the document'
      : 'correct the line; kubectl refuses the document too';
  return {
    code: first.code,
    severity: 'error',
    message: `${shortened(printable(first.message))}${more}`,
    position: first.position,
    lenient: REST_IS_READ,
    remedy,
  };
}

export function templateProblem(position: Position): Diagnostic {
  return {
    code: 'template',
    severity: 'error',
    message: 'a template ({{ … }}), not a manifest: it has no meaning until Helm has filled it in',
    position,
    lenient: REST_IS_READ,
    remedy: 'render it first: helm template CHART | netpol-tui -f -',
  };
}

/** Documents of one file that hold something else than Kubernetes objects. */
export function notKubernetesProblem(count: number, first: Position): Diagnostic {
  return {
    code: 'not-kubernetes',
    severity: 'info',
    message:
      count === 1
        ? 'no Kubernetes object: it has neither apiVersion nor kind'
        : `${count} documents or items are no Kubernetes objects: they have neither apiVersion nor kind; the first is here`,
    position: first,
    lenient: REST_IS_READ,
  };
}

/** Half of what names a kind is missing, or is not text. */
export function incompleteProblem(
  { apiVersion, kind }: { readonly apiVersion: unknown; readonly kind: unknown },
  position: Position,
): Diagnostic {
  const has = isName(kind) ? `kind ${kind}` : `apiVersion ${isName(apiVersion) ? apiVersion : ''}`;
  const lacks = isName(kind) ? 'apiVersion' : 'kind';
  return {
    code: 'not-kubernetes',
    severity: 'error',
    message: `${printable(has)} without ${lacks}`,
    position,
    strict: `refused: ${lacks} not set`,
    lenient: REST_IS_READ,
    remedy: `add ${lacks}`,
  };
}

/** A list of which so many items were handed over before it turned out to be none. */
export function brokenList(items: number, position: Position): Diagnostic {
  return {
    code: 'yaml-error',
    severity: 'error',
    message: `the list breaks off here, behind ${items === 1 ? 'one item' : `${items} items`}: it is not JSON any more, or has no end`,
    position,
    lenient: 'what stands before is read, nothing behind it',
    remedy: 'write the file anew; it may have been cut off',
  };
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A document only the parser of record could read, and it would take minutes. */
export function tooLargeDocument(bytes: number, position: Position): Diagnostic {
  return {
    code: 'too-large',
    severity: 'error',
    message: `one document of ${megabytes(bytes)} that is not in the plain form programs write cannot be read in reasonable time`,
    position,
    lenient: REST_IS_READ,
    remedy: 'write it as JSON, or split it with ---',
  };
}

export type FileProblemCode = 'unreadable' | 'too-large' | 'binary' | 'symlink-loop';

/** Something about a whole file or folder. */
export function fileProblem(
  code: FileProblemCode,
  file: string,
  words: { readonly message: string; readonly remedy: string },
): Diagnostic {
  return {
    code,
    severity: code === 'symlink-loop' ? 'warning' : 'error',
    message: printable(words.message),
    position: { file, line: 1, column: 1 },
    lenient: code === 'symlink-loop' ? 'nothing is lost: what it leads to is read where it lies' : REST_IS_READ,
    remedy: printable(words.remedy),
  };
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / (1024 * 1024))} MB`;
}

// Parsers quote what they stumble over, which may be all of a file that is one long word.
const LONGEST_MESSAGE = 300;

function shortened(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1)}…`;
}

/** Text from input without the characters a terminal obeys. */
function printable(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
