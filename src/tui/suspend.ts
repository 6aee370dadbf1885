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

/**
 * Ends the read that is always under way, for it would take the first line that is typed. Only pausing a stream that flows does that,
 * and it flows only once it has noticed that nobody listens any more.
 */
async function stopReading(stdin: Lending['stdin']): Promise<void> {
  await nextTurn();
  stdin.resume();
  stdin.pause();
  await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Signals that are the other program's while it has the terminal: ctrl-c there must not end this one, nor ctrl-z be caught here. */
const ITS_OWN = ['SIGINT', 'SIGTSTP'] as const;

interface Lending extends Pick<Suspending, 'process' | 'suspendTerminal'> {
  readonly stdin: Pick<NodeJS.ReadStream, 'resume' | 'pause'>;
}

/** Gives the terminal to another program for as long as `use` takes, and takes it again. */
export async function lendTerminal<T>({ process, suspendTerminal, stdin }: Lending, use: () => Promise<T>): Promise<T> {
  const terminal = await suspendTerminal();
  await stopReading(stdin);
  const hearers = ITS_OWN.map((name) => ({ name, all: process.listeners(name) as readonly (() => void)[] }));
  const ignore = (): void => undefined;
  for (const { name, all } of hearers) for (const hear of all) process.off(name, hear);
  process.on('SIGINT', ignore);
  try {
    return await use();
  } finally {
    process.off('SIGINT', ignore);
    for (const { name, all } of hearers) for (const hear of all) process.on(name, hear);
    await terminal.resume();
  }
}
