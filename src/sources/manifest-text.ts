import { EVERY_PART } from '../model/object-parts.ts';
import { createPositions } from './positions.ts';
import { type ManifestBatch, readDocuments } from './read-documents.ts';
import { createSkimmer } from './skim-json.ts';
import { textInMemory } from './source-text.ts';

/** Reads the objects of one text, YAML or JSON, of any number of documents. What cannot be read is a diagnostic. */
export function readManifestText(text: string, file: string): ManifestBatch {
  const events: ManifestBatch['events'][number][] = [];
  const diagnostics: ManifestBatch['diagnostics'][number][] = [];
  const tools = { positions: createPositions(), skimmer: createSkimmer(() => EVERY_PART) };
  const bytes = Buffer.from(text.startsWith('\ufeff') ? text.slice(1) : text);
  for (const batch of readDocuments(textInMemory(file, bytes), bytes, tools)) {
    if (batch === undefined) continue;
    events.push(...batch.events);
    diagnostics.push(...batch.diagnostics);
  }
  return { events, diagnostics };
}
