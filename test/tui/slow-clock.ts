/** A clock on which every look at it takes three milliseconds: a slice is a few steps, and everything takes long. */
export function slowClock() {
  const later: (() => void)[] = [];
  let time = 0;
  return {
    now: () => (time += 3),
    after: (milliseconds: number, run: () => void) => {
      const entry = (): void => {
        time += milliseconds;
        run();
      };
      later.push(entry);
      return () => void later.splice(0, later.length, ...later.filter((other) => other !== entry));
    },
    /** How much is put off now. */
    waiting: () => later.length,
    /** Runs what was put off, so many times; answers how often something was. */
    turns: (most = 10_000): number => {
      for (let turn = 0; turn < most; turn++) {
        const run = later.shift();
        if (run === undefined) return turn;
        run();
      }
      return most;
    },
  };
}
