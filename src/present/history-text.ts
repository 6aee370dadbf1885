import type { ObjectEdit, ObjectHistory } from '../model/object-history.ts';
import type { JsonObject } from './json.ts';
import { printable } from './text.ts';

/** Local time, as alerts and people have it: `2026-11-25 14:03`. */
function minuteText(milliseconds: number): string {
  const at = new Date(milliseconds);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Who changed an object last, and when: `edited 2026-11-25 14:03 by argocd`; else when it was made; undefined when neither is known. */
export function historyText(history: ObjectHistory | undefined): string | undefined {
  if (history?.edit !== undefined) return `edited ${editText(history.edit)}`;
  return history?.created === undefined ? undefined : `made ${minuteText(history.created)}`;
}

/** `2026-11-25 14:03 by argocd`. */
export function editText({ at, by }: ObjectEdit): string {
  return `${minuteText(at)} by ${printable(by)}`;
}

/** The fields that `-o json` has of an object's history, to be spread; none when nothing is known. */
export function historyJson(history: ObjectHistory | undefined): JsonObject {
  if (history === undefined) return {};
  const { created, generation, edit } = history;
  return {
    created: created === undefined ? undefined : new Date(created).toISOString(),
    generation,
    edited:
      edit === undefined ? undefined : { at: new Date(edit.at).toISOString(), by: edit.by, operation: edit.operation },
  };
}
