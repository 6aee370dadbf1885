import { type Report, separateReports } from './reports.ts';

/** How long a piece of a report may be on its way before it is taken for keys. */
const PATIENCE_MS = 200;

/**
 * The terminal's input without its reports, which go to `onReport`: what is typed while the terminal answers a question must not be
 * mixed up with the answer. Everything else about the stream is as it was.
 */
export function withoutReports(stdin: NodeJS.ReadStream, onReport: (report: Report) => void): NodeJS.ReadStream {
  let rest = '';
  let overdue: ReturnType<typeof setTimeout> | undefined;
  let released = '';

  // A key that looks like the beginning of a report (alt-[) must not wait for the next one.
  const waitForRest = (): void => {
    clearTimeout(overdue);
    if (rest === '') return;
    overdue = setTimeout(() => {
      released = rest;
      rest = '';
      stdin.emit('readable');
    }, PATIENCE_MS);
    overdue.unref();
  };

  const read = (): string | null => {
    if (released !== '') {
      const keys = released;
      released = '';
      return keys;
    }
    for (let piece: unknown = stdin.read(); piece !== null; piece = stdin.read()) {
      const separated = separateReports(rest, String(piece));
      rest = separated.rest;
      waitForRest();
      for (const report of separated.reports) onReport(report);
      if (separated.keys !== '') return separated.keys;
    }
    return null;
  };

  return new Proxy(stdin, {
    get: (target, name) => {
      if (name === 'read') return read;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
