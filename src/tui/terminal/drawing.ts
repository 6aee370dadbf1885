import type { Session } from '../session.ts';
import { rowChange } from './row-change.ts';

/** Frames of a session on a terminal that shows nothing else. */
export interface Drawing {
  /** Draws everything, whatever the terminal shows: it was somebody else's, or has another size. */
  readonly anew: () => void;
  /** Draws nothing from now on: the terminal is somebody else's. */
  readonly rest: () => void;
  /** Draws again, and everything. */
  readonly goOn: () => void;
}

/** The terminal shows all that is written in between at once, where it can. */
const TOGETHER = '\u001b[?2026h';
const SHOWN = '\u001b[?2026l';
const NO_CURSOR = '\u001b[?25l';

/** How the terminal is drawn on. */
interface DrawingOn {
  readonly write: (text: string) => unknown;
  /** Frames stay on the screen when the terminal is somebody else's: what comes next begins on a line below. */
  readonly framesStay: boolean;
}

/**
 * Whether what was drawn may stay: GNU screen has no alternate screen where nobody turned that on, and does not tell. Where it has one the line
 * below is on that, and goes with it.
 */
export function mayFramesStay(env: Readonly<Record<string, string | undefined>>): boolean {
  return (env['STY'] ?? '') !== '';
}

/**
 * Draws a session, now and whenever its frame has changed: only what differs from the frame before, in one piece of writing for all
 * that changes in one turn.
 */
export function drawn(session: Pick<Session, 'frame' | 'subscribe'>, { write, framesStay }: DrawingOn): Drawing {
  let shown: readonly string[] | undefined;
  let isResting = false;
  let isDue = false;
  const draw = (): void => {
    isDue = false;
    if (isResting) return;
    const rows = session.frame();
    const changes = rows.map((row, number) => rowChange(shown?.[number], row, number)).join('');
    const prefix = shown === undefined ? NO_CURSOR : '';
    shown = rows;
    if (changes !== '') write(TOGETHER + prefix + changes + SHOWN);
  };
  const soon = (): void => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(draw);
  };
  const anew = (): void => {
    shown = undefined;
    soon();
  };
  session.subscribe(soon);
  draw();
  return {
    anew,
    rest: () => {
      if (framesStay && !isResting && shown !== undefined) write(`\u001b[${shown.length};1H\r\n`);
      isResting = true;
    },
    goOn: () => {
      isResting = false;
      anew();
    },
  };
}
