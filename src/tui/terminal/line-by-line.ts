/** Whether a terminal can only be written to line by line: nothing can be drawn there, and what would be is said instead. */
export function isLineByLine(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['TERM'] === 'dumb';
}

const CONTROLS = /\u001b\[[0-9;?<>=]*[ -/]*[@-~]/g;

/** The stream without what would be control sequences on another terminal; here they would be read as text. */
export function withoutControls(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: Uint8Array | string, ...rest: readonly unknown[]): boolean =>
    (stdout.write as (...all: readonly unknown[]) => boolean).call(
      stdout,
      typeof text === 'string' ? text.replace(CONTROLS, '') : text,
      ...rest,
    );
  const quiet: NodeJS.WriteStream = Object.create(stdout);
  return Object.assign(quiet, { write });
}
