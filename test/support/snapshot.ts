import { createFolder } from '../../src/cluster/fold.ts';
import { type CheckAnswer, type CheckQuery, check, isProblem } from '../../src/engine/check.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import type { ManifestBatch } from '../../src/sources/read-documents.ts';

/** The snapshot of one multi-document text, diagnostics of reading and decoding included. */
export function snapshotFromYaml(text: string, file = 'test.yaml'): Snapshot {
  return folded(readManifestText(text, file));
}

/** The same, as if a cluster had said it. */
export function snapshotOfCluster(text: string): Snapshot {
  const { events, diagnostics } = readManifestText(text, 'test.yaml');
  const origin = { kind: 'cluster', context: 'test' } as const;
  const said = events.map((event) =>
    event.type === 'set' ? { ...event, object: { ...event.object, origin } } : event,
  );
  return folded({ events: said, diagnostics });
}

function folded({ events, diagnostics }: ManifestBatch): Snapshot {
  const folder = createFolder();
  folder.apply(events);
  folder.addDiagnostics(diagnostics);
  return folder.snapshot();
}

/** The answer to a question that can be asked; throws when it cannot. */
export function answerTo(snapshot: Snapshot, query: CheckQuery): CheckAnswer {
  const answer = check(snapshot, query, 'default');
  if (isProblem(answer)) throw new Error(`cannot be asked: ${JSON.stringify(answer)}`);
  return answer;
}
