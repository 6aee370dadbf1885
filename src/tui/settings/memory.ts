import type { KeptPin, Standing } from '../../engine/watch/pins.ts';

/** What the program remembers from one run to the next; nothing depends on it. */
export interface Memory {
  /** Whether the hints of the first run were shown. */
  readonly hintsSeen: boolean;
  /** The contexts that were looked at, the last one first. */
  readonly recentContexts: readonly string[];
  /** The questions that were pinned, by cluster, the one looked at last first. */
  readonly pinned: readonly PinnedThere[];
  /** What was behind the text of the terminal, so that the next first frame has the right colours. */
  readonly background: 'dark' | 'light' | undefined;
  /** What was typed into the prompts, newest first. */
  readonly history: History;
}

/** What was pinned in one cluster, and how it stood when that was looked at last. */
export interface PinnedThere {
  /** Context and server. */
  readonly cluster: string;
  readonly pins: readonly KeptPin[];
}

export interface History {
  readonly command: readonly string[];
  readonly filter: readonly string[];
}

export const NO_MEMORY: Memory = {
  hintsSeen: false,
  recentContexts: [],
  pinned: [],
  background: undefined,
  history: { command: [], filter: [] },
};

/** Lines kept of each prompt. */
const MOST = 100;
const LONGEST = 1000;

/** Clusters, and pins of each, that are kept. */
const MOST_CLUSTERS = 20;
const MOST_PINS = 50;

/** The memory with another context looked at last. */
export function withContext(memory: Memory, context: string): Memory {
  const others = memory.recentContexts.filter((other) => other !== context);
  return { ...memory, recentContexts: [context, ...others].slice(0, MOST_CLUSTERS) };
}

/** The memory with these questions pinned in a cluster. */
export function withPins(memory: Memory, { cluster, pins }: PinnedThere): Memory {
  const others = memory.pinned.filter((there) => there.cluster !== cluster);
  const own = pins.length === 0 ? [] : [{ cluster, pins: pins.slice(0, MOST_PINS) }];
  return { ...memory, pinned: [...own, ...others].slice(0, MOST_CLUSTERS) };
}

/**
 * What a run leaves, together with what others have left since it began: pins of clusters that it did not touch are theirs, and lines
 * typed into prompts are kept of all. `kept` is as it was read.
 */
export function memoryTogether(own: Memory, began: Memory, kept: unknown): Memory {
  const theirs = kept === undefined ? own : readMemory(kept);
  const pinsIn = (memory: Memory, cluster: string): string =>
    JSON.stringify(memory.pinned.find((there) => there.cluster === cluster)?.pins ?? []);
  const touched = new Set(
    [...own.pinned, ...began.pinned]
      .map(({ cluster }) => cluster)
      .filter((cluster) => pinsIn(own, cluster) !== pinsIn(began, cluster)),
  );
  const mine = own.pinned.filter(({ cluster }) => touched.has(cluster));
  const others = theirs.pinned.filter(({ cluster }) => !touched.has(cluster));
  return {
    ...own,
    recentContexts: [...new Set([...own.recentContexts, ...theirs.recentContexts])].slice(0, MOST_CLUSTERS),
    pinned: [...mine, ...others].slice(0, MOST_CLUSTERS),
    history: {
      command: linesTogether(own.history.command, began.history.command, theirs.history.command),
      filter: linesTogether(own.history.filter, began.history.filter, theirs.history.filter),
    },
  };
}

/** What was typed since this run began, before what all runs had typed when they kept it. */
function linesTogether(own: readonly string[], began: readonly string[], theirs: readonly string[]): readonly string[] {
  // Behind the new lines stand those of before, in their order; one that was typed again has gone to the front.
  let [fresh, old] = [own.length, began.length];
  while (fresh > 0 && old > 0) {
    old = began.lastIndexOf(own[fresh - 1] ?? '', old - 1);
    if (old >= 0) fresh -= 1;
  }
  return [...new Set([...own.slice(0, fresh), ...theirs, ...own])].slice(0, MOST);
}

/** The lines with one more, each only once. */
export function remembered(lines: readonly string[], line: string): readonly string[] {
  const text = line.trim();
  if (text === '' || text.length > LONGEST) return lines;
  return [text, ...lines.filter((other) => other !== text)].slice(0, MOST);
}

/** Reads what was written; whatever is not as it should be is forgotten. */
export function readMemory(value: unknown): Memory {
  const history = fieldOf(value, 'history');
  const background = fieldOf(value, 'background');
  return {
    hintsSeen: fieldOf(value, 'hintsSeen') === true,
    recentContexts: linesIn(fieldOf(value, 'recentContexts')).slice(0, MOST_CLUSTERS),
    pinned: listIn(fieldOf(value, 'pinned')).flatMap(pinnedIn).slice(0, MOST_CLUSTERS),
    background: background === 'dark' || background === 'light' ? background : undefined,
    history: { command: linesIn(fieldOf(history, 'command')), filter: linesIn(fieldOf(history, 'filter')) },
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function pinnedIn(value: unknown): readonly PinnedThere[] {
  const cluster = fieldOf(value, 'cluster');
  const pins = listIn(fieldOf(value, 'pins')).flatMap(pinIn).slice(0, MOST_PINS);
  return typeof cluster === 'string' && pins.length > 0 ? [{ cluster, pins }] : [];
}

const STANDINGS: readonly Standing[] = ['allowed', 'denied', 'unknown', 'unanswerable'];

function pinIn(value: unknown): readonly KeptPin[] {
  const [from, to] = linesIn([fieldOf(value, 'from'), fieldOf(value, 'to')]);
  const standing = STANDINGS.find((word) => word === fieldOf(value, 'standing'));
  return from === undefined || to === undefined || standing === undefined ? [] : [{ from, to, standing }];
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function linesIn(value: unknown): readonly string[] {
  return listIn(value)
    .filter((line): line is string => typeof line === 'string' && line.length <= LONGEST)
    .slice(0, MOST);
}
