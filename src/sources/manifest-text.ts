import { createPositions } from './positions.ts';
import { type ManifestBatch, readDocuments } from './read-documents.ts';
import { textInMemory } from './source-text.ts';

/** Reads the objects of one text, YAML or JSON, of any number of documents. What cannot be read is a diagnostic. */
export function readManifestText(text: string, file: string): ManifestBatch {
  const events: ManifestBatch['events'][number][] = [];
  const diagnostics: ManifestBatch['diagnostics'][number][] = [];
  const bytes = Buffer.from(text.startsWith('\ufeff') ? text.slice(1) : text);
  for (const batch of readDocuments(textInMemory(file, bytes), bytes, createPositions())) {
    if (batch === undefined) continue;
    events.push(...batch.events);
    diagnostics.push(...batch.diagnostics);
  }
  return { events, diagnostics };
}
