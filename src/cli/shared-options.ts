import type { Command } from 'commander';

/** Options that every command takes, before or after its name. */
export interface SharedOptions {
  readonly filename: readonly string[];
  readonly namespace: string | undefined;
  readonly allNamespaces: boolean;
  readonly strict: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly ascii: boolean;
  /** An option that asks for a live cluster, as written; this version has none. */
  readonly live: string | undefined;
}

// kubectl's options for a cluster are understood, so that the answer can say what this version does instead.
const LIVE = ['context', 'kubeconfig', 'cluster', 'user', 'as', 'as-group', 'request-timeout'] as const;

export function addSharedOptions(program: Command): Command {
  const collect = (path: string, before: readonly string[] = []): readonly string[] => [...before, path];
  program
    .option('-f, --filename <path>', 'file or folder with manifests, repeatable; - is standard input', collect)
    .option('-n, --namespace <namespace>', 'where names without a namespace are looked up')
    .option('-A, --all-namespaces', 'show all namespaces')
    .option('--strict', 'exit 2 when something in the input is invalid or cannot be read')
    .option('-v, --verbose', 'every diagnostic, notes included')
    .option('--no-color', 'no colours (so does NO_COLOR)')
    .option('--ascii', 'no characters outside ASCII');
  for (const name of LIVE) program.addOption(program.createOption(`--${name} <value>`).hideHelp());
  return program;
}

/** The shared options of a command, as they were given anywhere on the line. */
export function sharedOptionsOf(command: Command): SharedOptions {
  const given = command.optsWithGlobals<Record<string, unknown>>();
  const live = LIVE.find(
    (name) => given[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] !== undefined,
  );
  return {
    filename: textsIn(given['filename']),
    namespace: textIn(given['namespace']),
    allNamespaces: given['allNamespaces'] === true,
    strict: given['strict'] === true,
    verbose: given['verbose'] === true,
    color: given['color'] !== false,
    ascii: given['ascii'] === true,
    live: live === undefined ? undefined : `--${live}`,
  };
}

/** An option's value, when it is text. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
