import type { Chance } from '../cluster/redact.ts';
import type { DomainAddresses } from '../cluster/resolve-names.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { ConnectionState } from '../model/live-state.ts';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import type { ObjectEvent } from '../model/raw-object.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A folder of the bundled demo. */
export interface DemoScenario {
  readonly name: string;
  /** First heading of its README. */
  readonly title: string;
  readonly path: string;
}

/** A running cluster, and as whom to look at it: kubectl's options, where they were given. */
export interface ClusterChoice {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly cluster: string | undefined;
  readonly user: string | undefined;
  readonly as: string | undefined;
  readonly asGroups: readonly string[];
  readonly timeoutMs: number | undefined;
  /** From `-n`: where to look for what may not be read in the whole cluster. */
  readonly namespace: string | undefined;
}

/** A cluster that has been read once. */
export interface LoadedCluster {
  readonly snapshot: Snapshot;
  /** Of the context in the kubeconfig. */
  readonly namespace: string | undefined;
  readonly state: ConnectionState;
}

/** What was read, decoded and as objects reduced to what is read of them. */
export interface Captured {
  readonly snapshot: Snapshot;
  readonly unreadable: readonly string[];
  readonly objects: readonly { readonly [key: string]: unknown }[];
  /** What a person would call it. */
  readonly source: string;
}

/** The objects in some files, not yet laid over anything. */
export interface ObjectsOfFiles {
  readonly events: readonly ObjectEvent[];
  /** What could not be read in them. */
  readonly diagnostics: readonly Diagnostic[];
  /** Those of the paths that cannot be read at all. */
  readonly unreadable: readonly string[];
}

/** What the terminal UI is opened on. */
export interface TuiRequest {
  /** Addresses the user gave for domain names of policies. */
  readonly names: DomainAddresses;
  /** Who enforces policies, where the user said so. */
  readonly plugin: NetworkPlugin | undefined;
  /** Files, folders, or `-`. None: the cluster. */
  readonly paths: readonly string[];
  /** Files laid over the cluster in memory. */
  readonly over: readonly string[];
  readonly cluster: ClusterChoice;
  readonly namespace: string | undefined;
  readonly color: boolean;
  readonly ascii: boolean;
  /** What goes before the settings file. */
  readonly wishes: ExplorerWishes;
}

/** Options of the command line that are settings otherwise; left out where they were not given. */
export interface ExplorerWishes {
  readonly theme?: string;
  readonly mouse?: true;
  readonly screenReader?: true;
}

/** One person's settings file. */
export interface SettingsReport {
  readonly path: string;
  readonly exists: boolean;
  /** What in it cannot be used, by line. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  /** Every setting with its default and what it means: the text of a settings file. */
  readonly defaults: string;
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
  /** The objects in files and folders, for laying them over a cluster. */
  readonly readObjects: (paths: readonly string[]) => Promise<ObjectsOfFiles>;
  /** Reads a running cluster; rejects with a UserError when none is found in the kubeconfig, or it cannot be asked. */
  readonly loadCluster: (choice: ClusterChoice) => Promise<LoadedCluster>;
  /** Those of the paths that do not exist. */
  readonly missingPaths: (paths: readonly string[]) => Promise<readonly string[]>;
  /** The text of a file, `-` for standard input; rejects when it cannot be read. */
  readonly readText: (path: string) => Promise<string>;
  /** Reads what `load` or `loadCluster` would (no path: the cluster), and keeps what was read for a snapshot file. */
  readonly capture: (paths: readonly string[], cluster: ClusterChoice) => Promise<Captured>;
  /** Whether a file is a snapshot. */
  readonly isSnapshot: (path: string) => Promise<boolean>;
  /** Writes a file that the user named, compressed when it ends in `.gz`. */
  readonly writeFile: (path: string, text: string) => Promise<void>;
  /** Names of the contexts in a kubeconfig; rejects when there is none. */
  readonly contextNames: (kubeconfig: string | undefined) => Promise<readonly string[]>;
  /** For what is to be made unrecognisable. */
  readonly chance: () => Promise<Chance>;
  /** Date and time, ISO 8601. */
  readonly today: () => string;
  /** Opens the terminal UI; resolves to the exit code once the terminal is restored. */
  readonly openTui: (request: TuiRequest) => Promise<number>;
  /** Whether there is a terminal for the UI's output and its keys; with `-` among the paths keys do not come from standard input. */
  readonly isInteractive: (paths: readonly string[]) => boolean;
  readonly demoScenarios: () => Promise<readonly DemoScenario[]>;
  readonly settings: () => Promise<SettingsReport>;
  readonly version: { readonly program: string; readonly node: string; readonly platform: string };
}
