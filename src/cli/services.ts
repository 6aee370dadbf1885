import type { Snapshot } from '../model/snapshot.ts';

/** A folder of the bundled demo. */
export interface DemoScenario {
  readonly name: string;
  /** First heading of its README. */
  readonly title: string;
  readonly path: string;
}

/** What the terminal UI is opened on. */
export interface TuiRequest {
  /** Files, folders, or `-`. At least one. */
  readonly paths: readonly string[];
  readonly namespace: string | undefined;
  readonly color: boolean;
  readonly ascii: boolean;
}

/** What commands need done outside: the composition root implements it, tests hand in plain functions. */
export interface CliServices {
  /**
   * Reads files and folders (`-`: standard input) into a snapshot; what could not be read is among its diagnostics, and those of
   * the paths themselves are named.
   */
  readonly load: (
    paths: readonly string[],
  ) => Promise<{ readonly snapshot: Snapshot; readonly unreadable: readonly string[] }>;
  /** Those of the paths that do not exist. */
  readonly missingPaths: (paths: readonly string[]) => Promise<readonly string[]>;
  /** The text of a file, `-` for standard input; rejects when it cannot be read. */
  readonly readText: (path: string) => Promise<string>;
  /** Opens the terminal UI; resolves to the exit code once the terminal is restored. */
  readonly openTui: (request: TuiRequest) => Promise<number>;
  /** Whether there is a terminal for the UI's output and its keys; with `-` among the paths keys do not come from standard input. */
  readonly isInteractive: (paths: readonly string[]) => boolean;
  readonly demoScenarios: () => Promise<readonly DemoScenario[]>;
  readonly version: { readonly program: string; readonly node: string; readonly platform: string };
}
