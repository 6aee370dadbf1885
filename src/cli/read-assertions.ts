import { type Document, isMap, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { Assertion, Expected } from '../engine/assertions.ts';
import { readPort, readProtocol } from '../engine/endpoint-syntax.ts';
import { PROTOCOLS } from '../model/ports.ts';
import { nearestOf } from './nearest-word.ts';
import { UserError } from './user-error.ts';

const KEYS = ['name', 'from', 'to', 'port', 'protocol', 'expect', 'reason'] as const;
const EXPECTED: readonly Expected[] = ['allowed', 'denied', 'partly', 'unknown'];

/**
 * Reads assertions from YAML or JSON text of any number of documents: each one assertion, a list of them, or a mapping with a list
 * under `assertions`. Throws a UserError that names the line: a test that is not understood must not pass.
 */
export function readAssertions(text: string, file: string): readonly Assertion[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const found: Assertion[] = [];
  const visit = (node: Node | null | undefined, place: Place): void => {
    if (node === null || node === undefined) return;
    if (isSeq(node)) {
      for (const item of node.items) visit(item as Node, place);
      return;
    }
    if (!isMap(node)) throw problem(placeOf(node, place), 'not an assertion: it wants from, to and expect');
    const list = node.get('assertions', true) as Node | undefined;
    if (list === undefined) found.push(assertionOf(node.toJS(place.document), placeOf(node, place)));
    else if (isSeq(list)) visit(list, place);
    else throw problem(placeOf(node, place), '"assertions" wants a list');
  };
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error !== undefined) throw problem({ file, line: lines.linePos(error.pos[0]).line }, error.message);
    visit(document.contents, { file, lines, document });
  }
  if (found.length === 0) throw new UserError(`${file} holds no assertion`);
  return found;
}

interface Place {
  readonly file: string;
  readonly lines: LineCounter;
  readonly document: Document;
}

interface Where {
  readonly file: string;
  readonly line: number;
}

function placeOf(node: Node, { file, lines }: Place): Where {
  return { file, line: lines.linePos(node.range?.[0] ?? 0).line };
}

function problem({ file, line }: Where, words: string): UserError {
  return new UserError(`${file}:${line}: ${words}`);
}

function assertionOf(value: unknown, where: Where): Assertion {
  const fields = new Map(Object.entries(value ?? {}));
  for (const key of fields.keys()) {
    if (!KEYS.some((known) => known === key))
      throw problem(where, `an assertion has no "${key}"${nearestOf(key, KEYS)}; it has ${KEYS.join(', ')}`);
  }
  const text = (key: string): string | undefined => {
    const field: unknown = fields.get(key) ?? undefined;
    if (field !== undefined && typeof field !== 'string') throw problem(where, `"${key}" wants text`);
    return field;
  };
  const needed = (key: string): string => {
    const field = text(key);
    if (field === undefined) throw problem(where, `an assertion wants "${key}"`);
    return field;
  };
  const expect = EXPECTED.find((decision) => decision === fields.get('expect'));
  if (expect === undefined) throw problem(where, `"expect" wants ${EXPECTED.join(', ')}`);
  const port: unknown = fields.get('port') ?? undefined;
  if (
    port !== undefined &&
    (!(typeof port === 'number' || typeof port === 'string') || readPort(`${port}`) === undefined)
  )
    throw problem(where, '"port" wants a number from 1 to 65535 or a name');
  const written = text('protocol');
  const protocol = written === undefined ? undefined : readProtocol(written);
  if (written !== undefined && protocol === undefined) throw problem(where, `"protocol" wants ${PROTOCOLS.join(', ')}`);
  if (protocol !== undefined && port === undefined) throw problem(where, '"protocol" wants a "port" beside it');
  const [name, from, to, reason] = [text('name'), needed('from'), needed('to'), text('reason')];
  return { name, from, to, port, protocol, expect, reason, ...where };
}
