import type { JsonObject } from '../present/json.ts';
import type { Memory } from './settings/memory.ts';
import type { Contexts } from './state/contexts.ts';
import type { AskedObject } from './state/screens.ts';
import type { EditorEnd } from './state/what-if.ts';
import type { Copied } from './terminal/clipboard.ts';

/** What a session needs done outside. */
export interface Outside {
  readonly quit: () => void;
  readonly suspend: () => void;
  /** Draws or says the whole screen once more. */
  readonly redraw: () => void;
  /** Tries again now what waits to be tried again. */
  readonly retry: () => void;
  /** Reads no further, and keeps what was read. */
  readonly stopReading: () => void;
  /** Keeps this for the next run. */
  readonly remember: (memory: Memory) => void;
  /** Rings the terminal's bell. */
  readonly bell: () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Puts text into the clipboard of the terminal's user, where there is one. */
  readonly copy: (text: string) => Copied;
  /** Writes a file into the current folder and answers its path. */
  readonly saveText: (fileName: string, text: string) => Promise<string>;
  /** Text of a file; undefined when it is not to be had. */
  readonly readSource: (file: string) => Promise<string | undefined>;
  /** One object as the cluster has it now. Rejects with an error whose message says why it is not to be had. */
  readonly readObject: (object: AskedObject) => Promise<JsonObject>;
  readonly contexts: Contexts;
  /** Has a text edited in the user's editor, and reads what came of it; `file` is what the text is called. */
  readonly edit: (file: string, text: string) => Promise<EditorEnd>;
  /** Runs something later; answers what calls it off. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
}
