import { completeEndpoint } from '../../engine/completion.ts';
import { mostAlike } from '../../engine/likeness.ts';
import { printable } from '../../present/text.ts';
import { TOPIC_IDS } from '../../present/topic-names.ts';
import { topicNamed } from '../../present/topics.ts';
import { screenFor } from '../reducer/opening.ts';
import type { Context } from '../screens/content.ts';
import { portsIn } from '../screens/matrix-axes.ts';
import { lookupNamespace } from '../screens/reach-answer.ts';
import { freshScreen, matrixPlace, reachForm, type Screen, type Subject } from '../state/screens.ts';
import type { Action } from '../state/state.ts';
import type { Command } from './command.ts';
import { namesToOpen, subjectLike } from './open-by-name.ts';
import { RECIPE_COMMAND } from './recipe-command.ts';
import { TAKE_COMMANDS } from './take-commands.ts';

const root = (screen: Screen): Action => ({ type: 'go', screen, root: true });

function namespaceNames({ snapshot }: Context): readonly string[] {
  return ['all', ...[...snapshot.namespaces.keys()].sort()];
}

/** `:pods`, `:pods shop`, `:pods /text`, `:pods app=web`. */
function list(screen: (filter: string) => Screen): Command['run'] {
  return (parameters, context) => {
    const [first] = parameters;
    if (first === undefined) return [root(screen(''))];
    const rest = parameters.join(' ');
    if (first.startsWith('/')) return [root(screen(rest.slice(1)))];
    if (first.includes('=')) return [root(screen(rest))];
    if (!namespaceNames(context).includes(first)) return `there is no namespace ${printable(first)}; ns lists them`;
    return [{ ...root(screen('')) }, { type: 'namespace', name: first === 'all' ? undefined : first }];
  };
}

const COMMANDS: readonly Command[] = [
  {
    names: ['pods', 'pod', 'po'],
    parameters: '[NAMESPACE | /TEXT | KEY=VALUE]',
    title: 'pods, of a namespace or filtered',
    run: list((filter) => freshScreen({ at: 'pods', by: 'pod' }, { filter })),
    complete: (_parameters, context) => namespaceNames(context),
  },
  {
    names: ['workloads', 'workload', 'wl', 'deploy', 'deployments'],
    parameters: '[NAMESPACE | /TEXT | KEY=VALUE]',
    title: 'workloads',
    run: list((filter) => freshScreen({ at: 'pods', by: 'workload' }, { filter })),
    complete: (_parameters, context) => namespaceNames(context),
  },
  {
    names: ['ns', 'namespaces', 'namespace'],
    parameters: '[NAMESPACE]',
    title: 'namespaces; with a name, the pods of that one',
    run: ([name], context) => {
      if (name === undefined) return [root(freshScreen({ at: 'namespaces' }))];
      if (!namespaceNames(context).includes(name)) return `there is no namespace ${printable(name)}; ns lists them`;
      const go: Action = root(freshScreen({ at: 'pods', by: 'pod' }));
      return [go, { type: 'namespace', name: name === 'all' ? undefined : name }];
    },
    complete: (_parameters, context) => namespaceNames(context),
  },
  {
    names: ['policies', 'policy', 'netpol', 'networkpolicies', 'np'],
    parameters: '[NAMESPACE | /TEXT]',
    title: 'policies',
    run: list((filter) => freshScreen({ at: 'policies' }, { filter })),
    complete: (_parameters, context) => namespaceNames(context),
  },
  {
    names: ['svc', 'services', 'service'],
    parameters: '[NAMESPACE | /TEXT]',
    title: 'Services',
    run: list((filter) => freshScreen({ at: 'services' }, { filter })),
    complete: (_parameters, context) => namespaceNames(context),
  },
  {
    names: ['reach', 'check'],
    parameters: '[FROM [TO[:PORT[/PROTOCOL]]]]',
    title: 'may this connection open, and why',
    run: ([from = '', to = '', ...rest]) => {
      if (rest.length > 0) return 'reach takes two ends: reach FROM TO:PORT/PROTOCOL';
      return [{ type: 'go', screen: freshScreen({ at: 'reach', form: reachForm({ from, to }) }) }];
    },
    complete: (parameters, context) => endpoints(parameters.at(-1) ?? '', context),
  },
  {
    names: ['open', 'find'],
    parameters: 'NAME',
    title: 'a pod, workload, Service or policy by its name',
    run: ([name = ''], context) => {
      const subject = subjectLike(name, context);
      if (subject === undefined)
        return name === '' ? 'open what? tab completes names' : `nothing is called ${printable(name)}, or nearly so`;
      const screen = screenFor(subject, context.snapshot);
      return typeof screen === 'string' ? screen : [{ type: 'go', screen }];
    },
    complete: (_parameters, context) => namesToOpen(context),
  },
  {
    names: ['matrix', 'mx'],
    parameters: '[PORT[/PROTOCOL]]',
    title: 'who may connect to whom, for one port or all',
    run: ([port, ...rest]) => {
      if (rest.length > 0 || (port !== undefined && portsIn(port) === undefined))
        return 'matrix takes one port, such as 443 or 53/UDP';
      return [{ type: 'go', screen: freshScreen(matrixPlace({ by: 'namespace' }, port)) }];
    },
  },
  {
    names: ['findings', 'lint', 'diagnostics', 'problems'],
    parameters: '[NAMESPACE | /TEXT]',
    title: 'what was found in the input, worst first',
    run: list((filter) => freshScreen({ at: 'findings' }, { filter })),
    complete: (_parameters, context) => namespaceNames(context),
  },
  {
    names: ['exposure', 'exposed', 'outside'],
    parameters: '[NAMESPACE | /TEXT]',
    title: 'how open workloads are to the outside and to pods that do not exist yet',
    run: list((filter) => freshScreen({ at: 'exposure' }, { filter })),
    complete: (_parameters, context) => namespaceNames(context),
  },
  {
    names: ['changes', 'ch', 'events'],
    parameters: '[NAMESPACE | /TEXT]',
    title: 'what has changed while watching, newest first',
    run: list((filter) => freshScreen({ at: 'changes' }, { filter })),
    complete: (_parameters, context) => namespaceNames(context),
  },
  {
    names: ['pins'],
    parameters: '[/TEXT]',
    title: 'pinned questions, with what turned them',
    run: ([first = '', ...rest]) => [
      root(freshScreen({ at: 'pins' }, { filter: [first.replace(/^\//, ''), ...rest].join(' ') })),
    ],
  },
  {
    names: ['pin'],
    parameters: 'FROM TO[:PORT[/PROTOCOL]]',
    title: 'pin a question, or take it off',
    run: ([from, to, ...rest]) =>
      from === undefined || to === undefined || rest.length > 0
        ? 'pin takes two ends: pin FROM TO:PORT/PROTOCOL'
        : [{ type: 'pin', from, to }],
    complete: (parameters, context) => endpoints(parameters.at(-1) ?? '', context),
  },
  {
    names: ['ctx', 'context', 'contexts'],
    parameters: '[CONTEXT]',
    title: 'contexts and the connection; with a name, that cluster instead of this one; - for the one before',
    run: ([name], context) => {
      if (name === undefined) return [{ type: 'go', screen: freshScreen({ at: 'contexts' }) }];
      if (name !== '-') return [{ type: 'use-context', name }];
      const [before] = otherContexts(context);
      return before === undefined ? 'no other context was looked at before' : [{ type: 'use-context', name: before }];
    },
    complete: (_parameters, context) => otherContexts(context),
  },
  {
    names: ['topology', 'topo', 'graph'],
    parameters: '[NAMESPACE]',
    title: 'the workloads of a namespace, and who may connect to whom',
    run: ([name], context) => {
      const namespace = name ?? context.namespace;
      if (namespace === undefined) return 'topology is of one namespace: topology NAMESPACE';
      if (!context.snapshot.namespaces.has(namespace))
        return `there is no namespace ${printable(namespace)}; ns lists them`;
      return [{ type: 'go', screen: freshScreen({ at: 'topology', namespace }) }];
    },
    complete: (_parameters, { snapshot }) => [...snapshot.namespaces.keys()].sort(),
  },
  {
    names: ['explain', 'topic', 'topics'],
    parameters: '[TOPIC]',
    title: 'a rule of network policies in a minute; without one, all there are',
    run: (parameters) => {
      const name = parameters.join(' ');
      const topic = topicNamed(name);
      if (topic === undefined && name !== '') return `there is no topic ${printable(name)}; explain lists them`;
      return [{ type: 'go', screen: freshScreen({ at: 'topic', id: topic?.id }) }];
    },
    complete: () => TOPIC_IDS,
  },
  ...TAKE_COMMANDS,
  {
    names: ['what-if', 'whatif', 'w'],
    parameters: '',
    title: 'the edits in memory, and the connections they open and close',
    run: () => [{ type: 'go', screen: freshScreen({ at: 'what-if' }) }],
  },
  RECIPE_COMMAND,
  {
    names: ['label'],
    parameters: 'KEY=VALUE | KEY-',
    title: 'put a label on the selected pod, workload or namespace in memory, or take it off',
    run: (words) => [{ type: 'label', words }],
  },
  {
    names: ['help', 'h', '?'],
    parameters: '',
    title: 'keys of this screen',
    run: () => [{ type: 'effect', effect: { kind: 'press', key: '?' } }],
  },
  {
    names: ['q', 'quit', 'q!', 'exit'],
    parameters: '',
    title: 'quit',
    run: () => [{ type: 'effect', effect: { kind: 'quit' } }],
  },
];

/** Every command, for help and documentation. */
export function commandTable(): readonly Command[] {
  return COMMANDS;
}

/** Contexts to go to, the one that was looked at last first; those that are not in the kubeconfig any more are left out. */
function otherContexts({ contexts, memory, world: { source } }: Context): readonly string[] {
  const listed = contexts.state === 'read' ? contexts.entries.map(({ name }) => name) : undefined;
  const recent = memory.recentContexts.filter((name) => listed === undefined || listed.includes(name));
  const here = source.kind === 'cluster' ? source.connection.context : undefined;
  return [...new Set([...recent, ...(listed ?? [])])].filter((name) => name !== here);
}

function endpoints(typed: string, context: Context): readonly string[] {
  return completeEndpoint(context.snapshot, typed, { namespace: lookupNamespace(context), limit: 6 }).map(
    ({ text }) => text,
  );
}

/** The actions a command line stands for, or what is wrong with it. */
export function readCommand(text: string, context: Context, subject: Subject | undefined): readonly Action[] | string {
  const [name = '', ...parameters] = text.trim().replace(/^:/, '').split(/\s+/);
  const command = commandCalled(name.toLowerCase());
  if (command === undefined) {
    return `no command "${printable(name)}"; there are ${COMMANDS.map(({ names }) => names[0]).join(', ')}`;
  }
  return command.run(parameters, context, subject);
}

/** The command of this name, or the only one of which a name begins so. */
function commandCalled(name: string): Command | undefined {
  const beginning = COMMANDS.filter(({ names }) => names.some((candidate) => candidate.startsWith(name)));
  return COMMANDS.find(({ names }) => names.includes(name)) ?? (beginning.length === 1 ? beginning[0] : undefined);
}

/** A command line that may be meant, and what it does. */
export interface CommandCompletion {
  readonly text: string;
  readonly shown: string;
  /** What it does; empty for what stands behind a command. */
  readonly help: string;
}

const MOST = 12;

/** Whole command lines that begin as the text does; best first. */
export function completeCommand(text: string, context: Context): readonly CommandCompletion[] {
  const words = text.split(/\s+/);
  const [name = '', ...parameters] = words;
  if (parameters.length === 0) {
    const beginning = COMMANDS.filter(({ names }) => names.some((candidate) => candidate.startsWith(name)));
    return beginning
      .map((command) => ({ text: command.names[0], shown: command.names[0], help: helpOf(command) }))
      .filter((completion) => completion.text !== text);
  }
  const command = commandCalled(name);
  const typed = parameters.at(-1) ?? '';
  const before = words.slice(0, -1).join(' ');
  return mostAlike(command?.complete?.(parameters, context) ?? [], typed, MOST)
    .filter((candidate) => candidate !== typed)
    .map((candidate) => ({ text: `${before} ${candidate}`, shown: candidate, help: '' }));
}

/** What the command that is being typed does, and what may stand behind it; undefined when it is none. */
export function commandHelp(text: string): string | undefined {
  const command = commandCalled(text.trim().split(/\s+/)[0]?.toLowerCase() ?? '');
  return text.trim() === '' || command === undefined ? undefined : helpOf(command);
}

function helpOf({ names, parameters, title }: Command): string {
  return `${[names[0], parameters].filter((part) => part !== '').join(' ')}: ${title}`;
}
