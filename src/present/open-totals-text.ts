import type { DirectionTotals, OpenTotals } from '../engine/open-totals.ts';
import { DIRECTIONS, type Direction } from '../model/policies.ts';
import type { JsonObject } from './json.ts';
import { type Line, span } from './spans.ts';

/** A line for each direction: how many pods are isolated, and how many are open to the outside. */
export function openTotalsLines(totals: OpenTotals): readonly Line[] {
  return DIRECTIONS.map((direction) => [
    span(`${direction}  `.padEnd('ingress  '.length), 'title'),
    span(isolatedText(totals.subjects, totals[direction])),
    span('; ', 'dim'),
    span(outsideText(totals.pods, direction, totals[direction])),
    span(unknownText(totals[direction]), 'unknown'),
  ]);
}

function isolatedText(subjects: number, { isolated }: DirectionTotals): string {
  return `${number(isolated)} of ${number(subjects)} ${subjects === 1 ? 'pod' : 'pods'} isolated`;
}

function outsideText(pods: number, direction: Direction, { everywhere, somewhere, ranges }: DirectionTotals): string {
  const open = direction === 'ingress' ? 'open from outside' : 'open to the outside';
  if (everywhere + somewhere === 0) return `none ${open}`;
  const named =
    somewhere === 0 ? '' : ranges === 1 ? ' (1 range of addresses)' : ` (${number(ranges)} ranges of addresses)`;
  const parts = [
    everywhere === 0 ? '' : `${number(everywhere)} everywhere`,
    somewhere === 0 ? '' : `${number(somewhere)} in part${named}`,
  ];
  const text = parts.filter((part) => part !== '').join(', ');
  return `${number(everywhere + somewhere)} of ${number(pods)} ${open}: ${text}`;
}

function unknownText({ perhapsIsolated, perhaps }: DirectionTotals): string {
  const isolated =
    perhapsIsolated === 0 ? '' : `; of ${number(perhapsIsolated)} it is not known whether they are isolated`;
  return `${isolated}${perhaps === 0 ? '' : `; of ${number(perhaps)} it is not known whether they are open`}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/** The same as data. */
export function openTotalsJson({ pods, subjects, ingress, egress }: OpenTotals): JsonObject {
  return { pods, subjects, ingress: directionJson(ingress), egress: directionJson(egress) };
}

function directionJson({
  isolated,
  perhapsIsolated,
  everywhere,
  somewhere,
  perhaps,
  ranges,
}: DirectionTotals): JsonObject {
  return {
    isolated,
    isolationUnknown: perhapsIsolated,
    outside: { everywhere, inPart: somewhere, unknown: perhaps, ranges },
  };
}
