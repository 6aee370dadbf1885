import type { CheckAnswer } from '../engine/check.ts';
import { nameInKey } from '../model/cluster-objects.ts';

/** Where the state of an answer was read from, as options say it. */
export type AnswerSource =
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  /** Without a context, the current one. */
  | { readonly kind: 'cluster'; readonly context: string | undefined };

/** The command that asks the same question again. */
export function checkCommand(answer: CheckAnswer, source: AnswerSource): string {
  return commandFor('check', answer, source);
}

/** The command that says what would allow a connection that is denied; undefined where no edit of policies could, or no port was asked. */
export function fixCommand(answer: CheckAnswer, source: AnswerSource): string | undefined {
  const decided = answer.pairs.some(({ flow }) => {
    const sides = flow === undefined ? [] : [flow.verdict.egress, flow.verdict.ingress];
    return sides.some(({ decision, reason }) => decision === 'denied' && reason.kind === 'isolated');
  });
  return answer.decision === 'denied' && decided ? commandFor('fix', answer, source) : undefined;
}

function commandFor(command: 'check' | 'fix', answer: CheckAnswer, source: AnswerSource): string {
  const { from, to, port, protocol } = answer;
  const end = to.text.includes(':') && port !== undefined ? `[${to.text}]` : to.text;
  const asked = port === undefined ? '' : `:${port}${protocol === undefined ? '' : `/${protocol}`}`;
  const options =
    source.kind === 'cluster'
      ? source.context === undefined
        ? []
        : ['--context', source.context]
      : source.paths.flatMap((path) => ['-f', path]);
  return ['netpol-tui', command, ...options, from.text, `${end}${asked}`].map(shellWord).join(' ');
}

/**
 * A command with which kubectl tries the connection for real, from one of the source's pods; or why there is none. Policies are
 * about new connections, so it opens one; it sends nothing.
 */
export function probeCommand(answer: CheckAnswer): { readonly command: string } | { readonly why: string } {
  const tried = answer.pairs.find((pair) => pair.decision === answer.decision && pair.source.kind === 'pod');
  if (tried === undefined || tried.source.kind !== 'pod') return { why: 'only a pod can try it: the source is none' };
  const { pod } = tried.source;
  if (pod.state !== 'running') return { why: `${pod.key} is not running, so that nothing can be tried from it` };
  if (answer.port === undefined) return { why: 'a probe is for one port: ask for one' };
  const host = hostOf(answer, tried.destination);
  const port = answer.to.service === undefined ? tried.port : answer.port;
  if (host === undefined || port === undefined) return { why: 'the address of the destination is not known' };
  const protocol = tried.protocol ?? 'TCP';
  if (protocol === 'SCTP') return { why: 'nc cannot try SCTP' };
  const nc = ['nc', protocol === 'UDP' ? '-zuv' : '-zv', '-w', '3', host, String(port)];
  const words = ['kubectl', '-n', pod.namespace, 'exec', nameInKey(pod.key), '--', ...nc];
  return { command: words.map(shellWord).join(' ') };
}

function hostOf({ to }: CheckAnswer, destination: CheckAnswer['pairs'][number]['destination']): string | undefined {
  if (to.service !== undefined && !to.service.headless) return `${to.service.name}.${to.service.namespace}`;
  if (destination.kind === 'pod') return (destination.by ?? destination.pod.addresses[0])?.text;
  if (destination.kind === 'node') return (destination.by ?? destination.node.addresses[0])?.text;
  return destination.kind === 'address' ? destination.address.text : undefined;
}

/** A word as a POSIX shell reads it back. */
function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
