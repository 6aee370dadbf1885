import type { FlippedPin, LoggedChange } from '../engine/watch/change-log.ts';
import { type FieldChange, nameKey, type ObjectChange, type ObjectName } from '../engine/watch/object-changes.ts';
import type { FlipCause, Pin, Standing } from '../engine/watch/pins.ts';
import { assertNever } from '../model/errors.ts';
import type { Glyphs } from './glyphs.ts';
import { type Line, type Span, type Style, span } from './spans.ts';
import { count, pad, printable } from './text.ts';

/** Signs beside the words; ASCII, for they stand in front of rows too. */
export const CHANGE_SIGNS = { added: '+', edited: '~', deleted: '-' } as const;

/** `NetworkPolicy shop/default-deny`. */
export function objectText(name: ObjectName): string {
  return printable(nameKey(name));
}

/** Local time, `14:05:12`. */
export function clockText(milliseconds: number): string {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}

const STYLES: Readonly<Record<ObjectChange['type'], Style>> = {
  added: 'allowed',
  edited: 'warning',
  deleted: 'denied',
};

/** `14:05:12  ~ edited   Pod shop/web-1  labels.app: web → api  ×3`. */
export function changeLine(change: LoggedChange, nameColumns: number, glyphs: Glyphs): Line {
  const { at, type, name, by, times } = change;
  const tail = [
    changeDetail(change, glyphs),
    by === undefined ? '' : printable(`by ${by}`),
    times > 1 ? `(${count(times, 'change')})` : '',
    ...change.flipped.map((pin) => flippedText(pin, glyphs)),
  ].filter((text) => text !== '');
  return [
    span(` ${clockText(at)}  `, 'dim'),
    span(`${CHANGE_SIGNS[type]} ${pad(type, 9)}`, STYLES[type]),
    span(pad(objectText(name), nameColumns), 'strong'),
    ...tail.map((text, i): Span => span(`  ${text}`, i === 0 && change.fields.length > 0 ? 'plain' : 'dim')),
  ];
}

/** `~ edited  NetworkPolicy shop/db-allow  spec.ingress[0].ports: TCP 5432 → TCP 5433`: every field. */
export function objectChangeLine(change: ObjectChange, glyphs: Glyphs): Line {
  const { type, name } = change;
  const fields = change.type === 'edited' ? change.fields.map((field) => fieldText(field, glyphs)).join('; ') : '';
  return [
    span(`${CHANGE_SIGNS[type]} ${pad(type, 9)}`, STYLES[type]),
    span(objectText(name), 'strong'),
    span(`  ${fields}`),
  ];
}

/** What an edit did: the field with both values, or the fields where there are several. */
function changeDetail({ fields }: LoggedChange, glyphs: Glyphs): string {
  const [only, ...others] = fields;
  if (only === undefined) return '';
  return others.length === 0 ? fieldText(only, glyphs) : fields.map(({ field }) => printable(field)).join(', ');
}

/** `labels.app: web → api`, `spec.ingress[1]: gone (was from all, ports TCP 80)`. */
export function fieldText({ field, before, after }: FieldChange, glyphs: Glyphs): string {
  if (after === undefined) return printable(`${field}: gone (was ${before ?? ''})`);
  if (before === undefined) return printable(`${field}: now ${after}`);
  return printable(`${field}: ${before} ${glyphs.right} ${after}`);
}

/** `turned shop/web → data/db:5432 denied`. */
export function flippedText({ from, to, standing }: FlippedPin, glyphs: Glyphs): string {
  return `turned ${printable(from)} ${glyphs.right} ${printable(to)} ${standing}`;
}

/** `shop/web → data/db:5432`. */
export function questionText({ from, to }: { readonly from: string; readonly to: string }, glyphs: Glyphs): string {
  return `${printable(from)} ${glyphs.right} ${printable(to)}`;
}

/** Sign and word. */
export function standingText(standing: Standing, glyphs: Glyphs): string {
  return standing === 'unanswerable' ? `${glyphs.warning} cannot be asked` : `${glyphs[standing]} ${standing}`;
}

export function standingStyle(standing: Standing): Style {
  return standing === 'unanswerable' ? 'warning' : standing;
}

/** `NetworkPolicy shop/default-deny added`, `one of 12 changes seen at once`. */
function causeText(cause: FlipCause): string {
  switch (cause.kind) {
    case 'object':
      return `${objectText(cause.name)} ${cause.type}${cause.others === 0 ? '' : `, and ${count(cause.others, 'more change')}`}`;
    case 'one-of':
      return cause.changes === 1
        ? 'one change, which alone does not explain it'
        : `one of ${cause.changes} changes seen at once`;
    case 'unwatched':
      return 'while nobody watched';
    case 'elsewhere':
      return 'no object listed in Changes: what could be read';
    default:
      return assertNever(cause);
  }
}

/** Why a pin stands as it does, for its row: the cause, and what it was before. */
export function pinReason({ turned, turns }: Pin): string {
  if (turned === undefined) return 'as when it was pinned';
  const again = turns > 1 ? `, turned ${turns} times` : '';
  const before = turned.from === 'unanswerable' ? 'could not be asked' : turned.from;
  return `${causeText(turned.cause)} (was ${before}${again})`;
}

/** News of a pin that has just turned. */
export function flipNews(pin: Pin, glyphs: Glyphs): string {
  const { standing, turned } = pin;
  const now = standing === 'unanswerable' ? 'cannot be asked any more' : `is ${standing} now`;
  const why = turned === undefined ? '' : `: ${causeText(turned.cause)}`;
  return `${questionText(pin, glyphs)} ${now}${why}`;
}
