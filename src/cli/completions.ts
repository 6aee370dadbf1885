import type { Argument, Command, Option } from 'commander';
import { completePort } from '../engine/completion.ts';
import { endpointNames } from '../engine/endpoint-names.ts';
import { endpointNamed } from '../engine/resolve.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { printable } from '../present/text.ts';

/** One word that may stand where the cursor is. */
export interface Candidate {
  readonly text: string;
  readonly detail: string;
}

/** What may stand there: words, or paths, which the shell knows better; and what has to be read to tell. */
export type Wanted =
  | { readonly kind: 'words'; readonly words: readonly Candidate[]; readonly orFiles: boolean }
  | { readonly kind: 'endpoints'; readonly withPort: boolean }
  | { readonly kind: 'namespaces' }
  | { readonly kind: 'contexts' };

/** A command line that is being typed. */
export interface TypedLine {
  readonly wanted: Wanted;
  /** What is there of the word. */
  readonly word: string;
  /** Values of the options before it, by long name without dashes. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

const FILES: Wanted = { kind: 'words', words: [], orFiles: true };
const NOTHING: Wanted = { kind: 'words', words: [], orFiles: false };

/** What may follow these words; the last is the one being typed, perhaps empty. */
export function typedLine(program: Command, words: readonly string[]): TypedLine {
  const word = words.at(-1) ?? '';
  const walk: Walk = { command: program, given: new Map(), places: [], pending: undefined };
  for (const before of words.slice(0, -1)) step(walk, before, program);
  return { word, given: walk.given, wanted: wantedAt(walk, word, program) };
}

interface Walk {
  command: Command;
  readonly given: Map<string, readonly string[]>;
  readonly places: string[];
  /** An option whose value comes next. */
  pending: Option | undefined;
}

function step(walk: Walk, word: string, program: Command): void {
  if (walk.pending !== undefined) {
    give(walk, walk.pending, word);
    walk.pending = undefined;
  } else if (word.startsWith('-') && word !== '-') {
    const [flag = '', ...value] = word.split('=');
    const option = optionOf(walk.command, flag, program);
    if (option === undefined || !takesValue(option)) return;
    if (value.length > 0) give(walk, option, value.join('='));
    else walk.pending = option;
  } else {
    const inner = walk.command === program && walk.places.length === 0 ? commandNamed(program, word) : undefined;
    if (inner === undefined) walk.places.push(word);
    else walk.command = inner;
  }
}

function give({ given }: Walk, option: Option, value: string): void {
  const name = nameOf(option);
  given.set(name, [...(given.get(name) ?? []), value]);
}

function nameOf(option: Option): string {
  return (option.long ?? option.short ?? '').replace(/^-+/, '');
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function commandNamed(program: Command, name: string): Command | undefined {
  return program.commands.find((command) => command.name() === name);
}

function optionsOf(command: Command, program: Command): readonly Option[] {
  const own = command === program ? [] : command.options;
  return [...own, ...program.options].filter(({ hidden }) => !hidden);
}

function optionOf(command: Command, flag: string, program: Command): Option | undefined {
  return optionsOf(command, program).find(({ short, long }) => flag === short || flag === long);
}

function wantedAt(walk: Walk, word: string, program: Command): Wanted {
  const { command, places, pending } = walk;
  if (pending !== undefined) return valueWanted(pending, command);
  if (word.startsWith('-')) return { kind: 'words', words: flags(command, program), orFiles: false };
  if (command === program && places.length === 0) {
    return { kind: 'words', words: [...visible(program), HELP], orFiles: true };
  }
  if (command === program && places.length === 1 && places[0] === HELP.text)
    return { kind: 'words', words: visible(program), orFiles: false };
  const argument = argumentAt(command, places.length);
  return argument === undefined ? NOTHING : placeOf(argument, command, program);
}

function flags(command: Command, program: Command): readonly Candidate[] {
  const all = optionsOf(command, program).map(({ long, short, description }) => ({
    text: long ?? short ?? '',
    detail: description,
  }));
  return [...all, { text: '--help', detail: 'how to use it' }];
}

/** Commands that are for people. */
function visible(program: Command): readonly Candidate[] {
  return program.commands
    .filter((command) => !command.name().startsWith('_'))
    .map((command) => ({ text: command.name(), detail: command.description() }));
}

/** The parser's own. */
const HELP: Candidate = { text: 'help', detail: 'how to use it, or one of its commands' };

function argumentAt({ registeredArguments }: Command, place: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[place] ?? (last?.variadic === true ? last : undefined);
}

const ENDPOINT_OPTIONS: ReadonlySet<string> = new Set(['from', 'to']);
const FILE_OPTIONS: ReadonlySet<string> = new Set(['filename', 'replay', 'batch', 'kubeconfig']);

function valueWanted(option: Option, command: Command): Wanted {
  const name = nameOf(option);
  if (option.argChoices !== undefined) return words(option.argChoices);
  if (FILE_OPTIONS.has(name) || (name === 'output' && command.name() === 'snapshot')) return FILES;
  if (ENDPOINT_OPTIONS.has(name)) return { kind: 'endpoints', withPort: false };
  if (name === 'namespace') return { kind: 'namespaces' };
  return name === 'context' ? { kind: 'contexts' } : NOTHING;
}

function words(texts: readonly string[]): Wanted {
  return { kind: 'words', words: texts.map((text) => ({ text, detail: '' })), orFiles: false };
}

const KINDS = ['namespaces', 'pods', 'policies', 'services'];

function placeOf(argument: Argument, command: Command, program: Command): Wanted {
  if (argument.argChoices !== undefined) return words(argument.argChoices);
  switch (argument.name()) {
    case 'FROM':
    case 'ENDPOINT':
      return { kind: 'endpoints', withPort: false };
    case 'TO':
      return { kind: 'endpoints', withPort: true };
    case 'KIND':
      return words(KINDS);
    case 'FILE':
    case 'PATH':
    case 'OLD':
    case 'NEW':
      return FILES;
    default:
      return command === program ? FILES : NOTHING;
  }
}

/** As many as are worth looking through. */
const MOST = 500;

/** Endpoints that begin with what is typed; those of the namespace by their short names too. Behind `TO:` its ports. */
export function endpointCandidates(
  snapshot: Snapshot,
  typed: string,
  { namespace, withPort }: { readonly namespace: string; readonly withPort: boolean },
): readonly Candidate[] {
  const colon = withPort ? typed.lastIndexOf(':') : -1;
  if (colon > 0) return portCandidates(snapshot, typed.slice(0, colon), { namespace, typed: typed.slice(colon + 1) });
  const own = `${namespace}/`;
  const names = ['external', ...endpointNames(snapshot)].flatMap((name) =>
    name.startsWith(own) ? [name.slice(own.length), name] : [name],
  );
  return names
    .filter((name) => name.startsWith(typed))
    .slice(0, MOST)
    .map((text) => ({ text, detail: '' }));
}

function portCandidates(
  snapshot: Snapshot,
  end: string,
  { namespace, typed }: { readonly namespace: string; readonly typed: string },
): readonly Candidate[] {
  const to = endpointNamed(snapshot, end, namespace);
  if (to === undefined) return [];
  return completePort(to, typed).map(({ text, detail }) => ({ text: `${end}:${text}`, detail }));
}

/** One candidate a line, its description behind a tab; `:files` stands for paths. */
export function candidateLines(candidates: readonly Candidate[], typed: string, orFiles: boolean): string {
  const lines = candidates
    .filter(({ text }) => text.startsWith(typed))
    .map(({ text, detail }) => `${printable(text)}\t${printable(detail)}\n`);
  return lines.join('') + (orFiles ? ':files\n' : '');
}
