/** Where text goes. A terminal has `columns`; a pipe or file does not. */
export interface TextOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Whether what was written waits to be taken, and who is told when it was, or when nobody takes anything any more. */
  readonly writableNeedDrain?: boolean | undefined;
  once?(event: 'drain' | 'close', run: () => void): unknown;
  off?(event: 'drain' | 'close', run: () => void): unknown;
}

/** What a command may touch: streams and environment, handed in. */
export interface CliIo {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
}
