/** The part of Node's process that the terminal UI is handed: signals, errors nobody caught, and stopping itself. */
export type TerminalProcess = Pick<NodeJS.EventEmitter, 'on' | 'once' | 'off' | 'listeners'> & {
  readonly kill: (pid: number, signal: NodeJS.Signals) => unknown;
};

interface Suspending {
  readonly process: TerminalProcess;
  readonly now: () => number;
  /** Gives the terminal back to the shell; what it answers takes it again. */
  readonly suspendTerminal: () => Promise<{ readonly resume: () => Promise<void> }>;
}

/** A stopped process runs no timers: this one fires soon after it goes on, or at once where nothing stopped it. */
const LOOK_AGAIN_MS = 100;

/**
 * Stops the whole process group, as ctrl-z does for a program that leaves it to the terminal, and takes the terminal again when it
 * goes on. Answers whether it was stopped at all: without a shell that would continue it, the system ignores the request.
 */
export async function suspendUntilResumed({ process, now, suspendTerminal }: Suspending): Promise<boolean> {
  const terminal = await suspendTerminal();
  const hearers = process.listeners('SIGTSTP') as readonly (() => void)[];
  // With a hearer in place the signal would come back here instead of stopping anything.
  for (const hear of hearers) process.off('SIGTSTP', hear);
  const before = now();
  const wasStopped = await new Promise<boolean>((resolve) => {
    const goOn = (continued: boolean): void => {
      clearTimeout(timer);
      process.off('SIGCONT', onContinue);
      resolve(continued);
    };
    const onContinue = (): void => goOn(true);
    const timer = setTimeout(() => goOn(now() - before > 2 * LOOK_AGAIN_MS), LOOK_AGAIN_MS);
    process.once('SIGCONT', onContinue);
    process.kill(0, 'SIGTSTP');
  });
  for (const hear of hearers) process.on('SIGTSTP', hear);
  // Whoever had the terminal meanwhile was told about its new size, the stopped program was not.
  process.kill(0, 'SIGWINCH');
  await terminal.resume();
  return wasStopped;
}
