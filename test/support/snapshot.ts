import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import { type CheckAnswer, type CheckQuery, check, isProblem } from '../../src/engine/check.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';

/** The snapshot of one multi-document text, diagnostics of reading and decoding included. */
export function snapshotFromYaml(text: string, file = 'test.yaml'): Snapshot {
  const { events, diagnostics } = readManifestText(text, file);
  const snapshot = applyEvents(emptySnapshot(), events);
  return { ...snapshot, diagnostics: [...diagnostics, ...snapshot.diagnostics] };
}

/** The answer to a question that can be asked; throws when it cannot. */
export function answerTo(snapshot: Snapshot, query: CheckQuery): CheckAnswer {
  const answer = check(snapshot, query, 'default');
  if (isProblem(answer)) throw new Error(`cannot be asked: ${JSON.stringify(answer)}`);
  return answer;
}
