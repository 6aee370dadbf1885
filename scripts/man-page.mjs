// The manual page, made from the commands as the parser knows them.
import { createProgram } from '../src/cli/program.ts';

const silent = { write: () => undefined };
const nothing = () => Promise.reject(new Error('a manual page runs nothing'));

function program() {
  // Descriptions come from the definitions; no service is asked.
  const services = new Proxy({}, { get: (_, name) => (name === 'version' ? { program: '' } : nothing) });
  return createProgram({ io: { stdout: silent, stderr: silent, env: {} }, services, finish: () => undefined });
}

/** The page as roff, for `man netpol-tui`. */
export async function manPage() {
  const root = await program();
  const commands = root.commands.filter((command) => !command.name().startsWith('_'));
  const parts = [
    '.TH NETPOL\\-TUI 1 "" "netpol\\-tui" "User Commands"',
    '.SH NAME',
    text('netpol-tui - who may open a connection to whom in a Kubernetes cluster, and why not'),
    '.SH SYNOPSIS',
    '.B netpol\\-tui',
    text('[options] [PATH...]'),
    '.br',
    '.B netpol\\-tui',
    text('[options] COMMAND [arguments]'),
    '.SH DESCRIPTION',
    text(root.description()),
    '.PP',
    text(
      'Without a command the explorer opens: on the files and folders that are named, else on the cluster of the current context. A cluster is only read: get, list and watch, nothing else.',
    ),
    '.SH OPTIONS',
    text('They may stand before or after the command.'),
    ...root.options.map(option),
    '.SH COMMANDS',
    ...commands.flatMap(command),
    '.SH EXIT STATUS',
    ...[
      ['0', 'allowed; done; nothing found; no difference; all assertions hold'],
      ['1', 'denied; findings at or above --fail-on; differences; an assertion fails'],
      ['2', 'usage error, unreadable or invalid input, unknown endpoint, cluster not reachable'],
      ['3', 'unknown: it depends on something the objects do not say, and the answer names it'],
      ['70', 'a bug in this program'],
    ].map(([code, words]) => item(code, words)),
    '.SH ENVIRONMENT',
    item('KUBECONFIG', 'kubeconfig files, as kubectl reads it'),
    item('NO_COLOR, FORCE_COLOR', 'colours never, or always'),
    item('NETPOL_TUI_ASCII', '1: no characters outside ASCII'),
    '.SH SEE ALSO',
    '.BR kubectl (1)',
  ];
  return `${parts.join('\n')}\n`;
}

function command(entry) {
  const usage = [entry.name(), ...entry.registeredArguments.map(argument)].join(' ');
  return [
    `.SS ${text(usage)}`,
    text(capitalised(entry.description())),
    ...entry.options.filter(({ hidden }) => !hidden).map(option),
    ...examples(entry),
  ];
}

function argument(entry) {
  const name = `${entry.name()}${entry.variadic ? '...' : ''}`;
  return entry.required ? name : `[${name}]`;
}

function option(entry) {
  const choices = entry.argChoices === undefined ? '' : `: ${entry.argChoices.join(', ')}`;
  const preset = entry.defaultValue === undefined || entry.negate ? '' : ` (default: ${entry.defaultValue})`;
  return item(entry.flags, `${entry.description}${choices}${preset}`);
}

function item(term, words) {
  return `.TP\n.B ${text(term)}\n${text(words)}`;
}

// What a command adds to its help: its notes and examples.
function examples(entry) {
  let added = '';
  entry.configureOutput({ writeOut: (part) => (added += part), getOutHelpWidth: () => 100 });
  entry.outputHelp();
  const all = added.split('\n');
  const start = all.findIndex(
    (line) =>
      /^(Examples?:|[A-Z].*[.:]$)/.test(line) && !/^(Usage|Arguments|Options|Global Options|Commands):/.test(line),
  );
  const lines = start === -1 ? [] : all.slice(start);
  return lines.length === 0 ? [] : ['.PP', '.nf', ...lines.map(text), '.fi'];
}

function capitalised(sentence) {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

// A backslash, and a dot or quote at the beginning of a line, mean something to roff; a hyphen is not a minus.
function text(words) {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .split('\n')
    .map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
}
