import { messageOf } from '../model/errors.ts';
import { clusterObjectText, editableObjectText } from '../present/cluster-object.ts';
import { printable } from '../present/text.ts';
import type { Outside } from './outside.ts';
import { dedented, sourceSlice } from './screens/source-slice.ts';
import type { SourceText, TextPlace } from './state/screens.ts';
import type { TextToEdit } from './state/what-if.ts';

/** Where texts of objects come from. */
export type TextSources = Pick<Outside, 'readSource' | 'readObject'>;

/** The text of an object, as it is written in its file or as the cluster has it. Never rejects. */
export async function sourceText(outside: TextSources, of: TextPlace): Promise<SourceText> {
  if (of.from === 'cluster') return clusterText(outside, of);
  const { file, place } = of;
  return outside.readSource(file).then(
    (text): SourceText => (text === undefined ? unavailable(file) : sourceSlice(text, place)),
    (error: unknown): SourceText => unavailable(file, messageOf(error)),
  );
}

function unavailable(file: string, why = 'it was not read from a file, or is not there any more'): SourceText {
  return { state: 'unavailable', why: `The text of ${printable(file)} is not available: ${printable(why)}.` };
}

type InCluster = Extract<TextPlace, { from: 'cluster' }>;

async function clusterText(outside: TextSources, { object, held }: InCluster): Promise<SourceText> {
  try {
    return { state: 'read', firstLine: 1, lines: linesOf(clusterObjectText(await outside.readObject(object))) };
  } catch (error) {
    const why = messageOf(error);
    if (held === undefined) return { state: 'unavailable', why: `It cannot be asked for: ${printable(why)}.` };
    return {
      state: 'read',
      firstLine: 1,
      lines: linesOf(held),
      note: `it cannot be asked for: ${why}; this is what is evaluated of it`,
    };
  }
}

/** The text to begin an edit with, or why there is none. Never rejects. */
export async function textToEdit(
  outside: TextSources,
  from: TextToEdit,
): Promise<{ readonly text: string } | { readonly why: string }> {
  switch (from.from) {
    case 'text':
      return { text: from.text };
    case 'file': {
      const text = await outside.readSource(from.file).catch(() => undefined);
      if (text === undefined) return { why: `the text of ${from.file} is not to be had any more` };
      return { text: `${dedented(sourceSlice(text, from.place).lines).join('\n')}\n` };
    }
    case 'cluster':
      try {
        return { text: editableObjectText(await outside.readObject(from.object)) };
      } catch (error) {
        const why = messageOf(error);
        return from.held === undefined
          ? { why: `its text is not to be had: ${why}` }
          : { text: `# It cannot be asked for: ${printable(why)}.\n${from.held}` };
      }
  }
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}
