import type { Session } from '../session.ts';
import type { Report } from '../terminal/reports.ts';
import { ASK_BACKGROUND, readBackground } from './background.ts';
import type { Wardrobe } from './wardrobe.ts';

/** An answer that is still on its way when the program ends would be typed into the shell. */
const LAST_ANSWER_MS = 150;

export interface BackgroundQuestion {
  readonly ask: () => void;
  readonly hear: (report: Report) => void;
  /** Resolves when the answer is there, or is not waited for any longer. */
  readonly settled: () => Promise<void>;
}

/** Asks the terminal for its background behind the first frame, and changes the theme when the answer is not what was presumed. */
export function backgroundQuestion(
  write: (text: string) => unknown,
  wardrobe: Wardrobe,
  session: Session,
): BackgroundQuestion {
  const answered = Promise.withResolvers<void>();
  if (!wardrobe.depends) answered.resolve();
  return {
    ask: (): void => {
      if (wardrobe.depends) write(ASK_BACKGROUND);
    },
    hear: (report: Report): void => {
      if (report.kind === 'attributes') answered.resolve();
      if (report.kind !== 'background') return;
      const background = readBackground(report.colour);
      if (background !== undefined && background !== wardrobe.presumed) session.wear(wardrobe.themeOn(background));
      session.learn({ background });
    },
    settled: (): Promise<void> => Promise.race([answered.promise, elapsed(LAST_ANSWER_MS)]),
  };
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
