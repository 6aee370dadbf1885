import { type CheckQuery, check, isProblem } from '../engine/check.ts';
import { readProtocol } from '../engine/endpoint-syntax.ts';
import { checkJson } from '../present/answer-json.ts';
import type { JsonObject } from '../present/json.ts';
import { jsonLine } from '../present/json-text.ts';
import { problemText } from '../present/problem-text.ts';
import { EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import type { Session } from './session.ts';

const CHUNK = 65_536;

/**
 * Answers one query object a line, in order, one answer a line; the query's other keys are copied through. A query that cannot be
 * answered yields an object with `error` in its place. Returns the exit code: 0 when all were answered, else 2.
 */
export function runBatch(queries: string, session: Session, write: (text: string) => unknown): number {
  const errors = session.snapshot.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  let exitCode = EXIT_OK;
  let chunk = '';
  for (const [index, line] of queries.split('\n').entries()) {
    if (line.trim() === '') continue;
    const answer = answerLine(line, index + 1, session);
    if (answer['error'] !== undefined) exitCode = EXIT_USAGE;
    chunk += `${jsonLine(errors === 0 ? answer : { ...answer, inputErrors: errors })}\n`;
    if (chunk.length < CHUNK) continue;
    write(chunk);
    chunk = '';
  }
  if (chunk !== '') write(chunk);
  return exitCode;
}

function answerLine(line: string, number: number, session: Session): JsonObject {
  const parsed = parseLine(line);
  if (parsed === undefined) return { error: `line ${number} is not a JSON object`, line: number };
  const query = readQuery(parsed);
  if (typeof query === 'string') return { ...parsed, error: query };
  const answer = check(session.snapshot, query, session.namespace);
  return isProblem(answer) ? { ...parsed, error: problemText(answer) } : { ...parsed, ...checkJson(answer, 'brief') };
}

function parseLine(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// What JSON.parse returns holds nothing but JSON.
function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readQuery(parsed: JsonObject): CheckQuery | string {
  const { from, to, port, protocol } = parsed;
  if (typeof from !== 'string') return '"from" must be a string';
  if (typeof to !== 'string') return '"to" must be a string';
  if (!isAbsent(port) && typeof port !== 'number' && typeof port !== 'string')
    return '"port" must be a number or a name';
  const known = typeof protocol === 'string' ? readProtocol(protocol) : undefined;
  if (!isAbsent(protocol) && known === undefined) return '"protocol" must be TCP, UDP or SCTP';
  return { from, to, ...(isAbsent(port) ? {} : { port }), ...(known === undefined ? {} : { protocol: known }) };
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
