import type { Command } from 'commander';
import type { ClusterChoice, ExplorerWishes } from './services.ts';
import { UserError } from './user-error.ts';

/** Options that every command takes, before or after its name. */
export interface SharedOptions {
  /** Snapshots among them. */
  readonly filename: readonly string[];
  /** What has to be a snapshot. */
  readonly replay: readonly string[];
  /** `name=address,…`: what domain names stand for, as written. */
  readonly resolve: readonly string[];
  /** Who enforces policies, said by hand. */
  readonly plugin: string | undefined;
  readonly namespace: string | undefined;
  readonly allNamespaces: boolean;
  readonly strict: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly ascii: boolean;
  /** How the explorer is to look and feel, where that was said. */
  readonly wishes: ExplorerWishes;
  readonly cluster: ClusterChoice;
  /** The first option that asks for a running cluster, as written. */
  readonly live: string | undefined;
}

const LIVE = ['context', 'kubeconfig', 'cluster', 'user', 'as', 'as-group', 'request-timeout'] as const;

export function addSharedOptions(program: Command): Command {
  const collect = (path: string, before: readonly string[] = []): readonly string[] => [...before, path];
  program
    .option('-f, --filename <path>', 'file or folder with manifests, repeatable; - is standard input', collect)
    .option('--replay <file>', 'a snapshot written by netpol-tui snapshot', collect)
    .option('-n, --namespace <namespace>', 'where names without a namespace are looked up')
    .option('-A, --all-namespaces', 'show all namespaces')
    .option('--resolve <name=address,…>', 'addresses behind a domain name that policies use, repeatable', collect)
    .option('--plugin <name>', 'network plugin of the cluster, instead of what is detected; also: enforcing, none')
    .option('--strict', 'exit 2 when something in the input is invalid or cannot be read')
    .option('-v, --verbose', 'every diagnostic, notes included')
    .option('--no-color', 'no colours (so does NO_COLOR)')
    .option('--ascii', 'no characters outside ASCII')
    .option('--theme <name>', 'colours of the explorer: auto, dark, light, high-contrast, 16-colours, none, or a skin')
    .option('--mouse', 'the explorer hears the mouse (shift and drag still selects text)')
    .option('--screen-reader', 'the explorer speaks: lines in order, no drawing');
  return program
    .option('--context <name>', 'context of the kubeconfig; without -f the current one is looked at')
    .option('--kubeconfig <file>', 'kubeconfig to use (else KUBECONFIG, else ~/.kube/config)')
    .option('--cluster <name>', 'cluster of the kubeconfig, instead of the one of the context')
    .option('--user <name>', 'user of the kubeconfig, instead of the one of the context')
    .option('--as <user>', 'user to impersonate')
    .option('--as-group <group>', 'group to impersonate, repeatable', collect)
    .option('--request-timeout <time>', 'how long one request may stay without an answer: 30, 30s, 2m');
}

/** The shared options of a command, as they were given anywhere on the line. */
export function sharedOptionsOf(command: Command): SharedOptions {
  const given = command.optsWithGlobals<Record<string, unknown>>();
  const live = LIVE.find(
    (name) => given[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] !== undefined,
  );
  return {
    filename: [...textsIn(given['replay']), ...textsIn(given['filename'])],
    replay: textsIn(given['replay']),
    resolve: textsIn(given['resolve']),
    plugin: textIn(given['plugin']),
    namespace: textIn(given['namespace']),
    allNamespaces: given['allNamespaces'] === true,
    strict: given['strict'] === true,
    verbose: given['verbose'] === true,
    color: given['color'] !== false,
    ascii: given['ascii'] === true,
    wishes: wishesIn(given),
    cluster: clusterIn(given),
    live: live === undefined ? undefined : `--${live}`,
  };
}

function wishesIn(given: Record<string, unknown>): ExplorerWishes {
  const theme = textIn(given['theme']);
  return {
    ...(theme === undefined ? {} : { theme }),
    ...(given['mouse'] === true ? { mouse: true } : {}),
    ...(given['screenReader'] === true ? { screenReader: true } : {}),
  };
}

function clusterIn(given: Record<string, unknown>): ClusterChoice {
  return {
    kubeconfig: textIn(given['kubeconfig']),
    context: textIn(given['context']),
    cluster: textIn(given['cluster']),
    user: textIn(given['user']),
    as: textIn(given['as']),
    asGroups: textsIn(given['asGroup']),
    timeoutMs: timeoutIn(textIn(given['requestTimeout'])),
    namespace: textIn(given['namespace']),
  };
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

// As kubectl has it: seconds when there is no unit, and 0 for no limit of one's own.
function timeoutIn(text: string | undefined): number | undefined {
  if (text === undefined || text === '0') return undefined;
  const [, number, unit = 's'] = /^(\d{1,7})(ms|s|m|h)?$/.exec(text) ?? [];
  if (number === undefined) throw new UserError(`--request-timeout ${text}: a time such as 30s or 2m`);
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}

/** An option's value, when it is text. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
