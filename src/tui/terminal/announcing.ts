import type { Session } from '../session.ts';
import { changesSpoken, greeting, wholeScreenSpoken } from './speech.ts';

/**
 * Says what there is and from then on what changes, a line at a time: nothing is drawn over, so that a screen reader reads on from
 * where it is. Answers what says the whole screen.
 */
export function announced(session: Session, write: (text: string) => unknown): () => void {
  let before = session.look();
  const say = (lines: readonly string[]): void => {
    for (const line of lines) write(`${line}\n`);
  };
  say(greeting(before));
  session.subscribe(() => {
    const after = session.look();
    say(changesSpoken(before, after));
    before = after;
  });
  return () => say(wholeScreenSpoken(session.look()));
}
