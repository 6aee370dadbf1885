/** What the program remembers from one run to the next; nothing depends on it. */
export interface Memory {
  /** Whether the hints of the first run were shown. */
  readonly hintsSeen: boolean;
  /** The context that was looked at last. */
  readonly lastContext: string | undefined;
  /** What was behind the text of the terminal, so that the next first frame has the right colours. */
  readonly background: 'dark' | 'light' | undefined;
  /** What was typed into the prompts, newest first. */
  readonly history: History;
}

export interface History {
  readonly command: readonly string[];
  readonly filter: readonly string[];
}

export const NO_MEMORY: Memory = {
  hintsSeen: false,
  lastContext: undefined,
  background: undefined,
  history: { command: [], filter: [] },
};

/** Lines kept of each prompt. */
const MOST = 100;
const LONGEST = 1000;

/** The lines with one more, each only once. */
export function remembered(lines: readonly string[], line: string): readonly string[] {
  const text = line.trim();
  if (text === '' || text.length > LONGEST) return lines;
  return [text, ...lines.filter((other) => other !== text)].slice(0, MOST);
}

/** Reads what was written; whatever is not as it should be is forgotten. */
export function readMemory(value: unknown): Memory {
  const history = fieldOf(value, 'history');
  const context = fieldOf(value, 'lastContext');
  const background = fieldOf(value, 'background');
  return {
    hintsSeen: fieldOf(value, 'hintsSeen') === true,
    lastContext: typeof context === 'string' ? context : undefined,
    background: background === 'dark' || background === 'light' ? background : undefined,
    history: { command: linesIn(fieldOf(history, 'command')), filter: linesIn(fieldOf(history, 'filter')) },
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function linesIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((line) => typeof line === 'string' && line.length <= LONGEST).slice(0, MOST);
}
