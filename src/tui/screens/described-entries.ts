import type { Labels } from '../../model/labels.ts';
import type { ObjectHistory } from '../../model/object-history.ts';
import { historyText } from '../../present/history-text.ts';
import { type Line, type Style, span } from '../../present/spans.ts';
import type { Subject } from '../state/screens.ts';

/** One line of what is said of an object: a label, words, and where enter leads from there. */
export interface Entry {
  readonly label: string;
  readonly spans: Line;
  readonly subject?: Subject;
}

export function entry(label: string, text: string, style: Style = 'plain', subject?: Subject): Entry {
  return { label, spans: [span(text, style)], ...(subject === undefined ? {} : { subject }) };
}

/** The first entry with the label, the others without. */
export function list(label: string, entries: readonly Entry[], none: string): readonly Entry[] {
  if (entries.length === 0) return [entry(label, none, 'dim')];
  return entries.map((item, i) => ({ ...item, label: i === 0 ? label : '' }));
}

/** Every label on a line of its own. */
export function labelEntries(labels: Labels): readonly Entry[] {
  return list(
    'labels',
    [...labels].map(([key, value]) => entry('', `${key}=${value}`)),
    'none',
  );
}

/** Who wrote it last and when, where the object says so. */
export function historyEntries(history: ObjectHistory | undefined): readonly Entry[] {
  const text = historyText(history);
  return text === undefined ? [] : [entry('history', text, 'dim')];
}
