import type { Note, ReplicaGroup, ReplicaTrait } from '../engine/notes.ts';
import { assertNever } from '../model/errors.ts';
import type { Exposure } from '../model/service-objects.ts';
import type { ExplainedLine } from './explained-line.ts';
import type { Glyphs } from './glyphs.ts';
import type { Json } from './json.ts';
import { gapText } from './reason-text.ts';
import { ruleTitle } from './rule-text.ts';
import { span } from './spans.ts';
import { count, enumerate, printable } from './text.ts';
import { topicOfNote } from './topic-of.ts';

const MOST_NAMED = 4;

/** What a note says, in one sentence. */
export function noteText(note: Note): string {
  return printable(sentence(note));
}

function sentence(note: Note): string {
  switch (note.kind) {
    case 'slices-not-read':
      return `${note.gap.resource} ${gapText(note.gap)}: the pods behind Service ${note.service.key} were found by its selector`;
    case 'pods-not-read':
      return `${named(note.podKeys)} behind Service ${note.service.key} ${are(note.podKeys)} not in the input: what policies say of ${it(note.podKeys)} is not known`;
    case 'not-ready':
      return `${note.ends.length} of ${note.of} endpoints ${are(note.ends)} not ready and ${get(note.ends)} no connections: ${named(note.ends)}`;
    case 'only-draining':
      return `no endpoint is ready; ${named(note.ends)} ${note.ends.length === 1 ? 'terminates and serves' : 'terminate and serve'} on until then`;
    case 'no-target-port':
      return `port ${note.servicePort.name ?? note.servicePort.port} leads to the container port ${note.servicePort.targetPort}, which ${named(note.ends)} ${note.ends.length === 1 ? 'does' : 'do'} not declare: nothing arrives there`;
    case 'no-local-endpoint': {
      const where = note.traffic === 'internal' ? `the node of ${named(note.ends)}` : named(note.ends);
      return `Service ${note.service.key} has ${note.traffic}TrafficPolicy Local, and there is no endpoint on ${where}: nothing answers, whatever the policies say`;
    }
    case 'node-not-known': {
      const which = note.traffic === 'internal' ? 'of the source get its connections' : 'that is asked get connections';
      return `Service ${note.service.key} has ${note.traffic}TrafficPolicy Local, and the node of ${named(note.ends)} is not in the input: only endpoints on the node ${which}`;
    }
    case 'not-translated':
      return `Service ${note.service.key} is headless: its name leads to the pods themselves, and port ${note.servicePort.port} is not translated to ${note.servicePort.targetPort}`;
    case 'names-service-address':
      return `${ruleTitle(note.rule)} names ${note.block}, which holds ${note.address}, an address of Service ${note.service.key}; policies see the pod that the connection is sent on to, and not that address`;
    case 'client-address':
      return clientText(note);
    case 'not-exposed':
      return `Service ${note.service.key} is of type ClusterIP: from outside the cluster nothing reaches it but through something inside`;
    case 'called-through':
      return calledThroughText(note);
    case 'exposure-address':
      return `${note.address} is where ${exposureNames(note.exposures)} ${note.exposures.length === 1 ? 'is' : 'are'} answered: connections there end at the controller, which makes its own to the Services behind`;
    case 'replicas-differ':
      return `the replicas of ${note.workload} are not all alike to policies: ${enumerate(note.groups.map(replicaGroupText), MOST_NAMED)}`;
    default:
      return assertNever(note);
  }
}

function clientText({ service, seen }: Extract<Note, { kind: 'client-address' }>): string {
  if (seen === 'kept')
    return `Service ${service.key} has externalTrafficPolicy Local: policies see the client's address, unless a load balancer puts its own there, and only nodes with an endpoint answer`;
  return `Service ${service.key} has externalTrafficPolicy Cluster: policies mostly see the address of the node that passes the connection on, not the client's`;
}

function calledThroughText({ service, exposures, controllers }: Extract<Note, { kind: 'called-through' }>): string {
  const ask = controllers.length === 0 ? 'ask from these' : `ask from ${controllers.join(', ')}`;
  return `${exposureNames(exposures)} ${exposures.length === 1 ? 'leads' : 'lead'} to Service ${service.key}: who calls it then are the pods of the controller, and policies see these, not the client; ${ask}`;
}

/** `Ingress shop/web`. */
function exposureNames(exposures: readonly Exposure[]): string {
  return enumerate(
    exposures.map(({ kind, namespace, name }) => printable(`${kind} ${namespace}/${name}`)),
    MOST_NAMED,
  );
}

/** `3 pods with app=web`. */
export function replicaGroupText({ pods, traits }: ReplicaGroup): string {
  const [only] = pods;
  const who = pods.length === 1 && only !== undefined ? only : count(pods.length, 'pod');
  return traits.length === 0 ? who : `${who} with ${enumerate(traits.map(traitText))}`;
}

/** What sets replicas apart: `app=web`, `no label app`, `port http 8080/TCP`. */
export function traitText(trait: ReplicaTrait): string {
  switch (trait.kind) {
    case 'label':
      return printable(
        trait.value === undefined ? `no label ${trait.key}` : `${trait.key}=${trait.value === '' ? '""' : trait.value}`,
      );
    case 'port':
      return printable(
        trait.numbers.length === 0 ? `no port ${trait.name}` : `port ${trait.name} ${trait.numbers.join(', ')}`,
      );
    case 'host-network':
      return trait.used ? 'the host network' : 'a network of its own';
    default:
      return assertNever(trait);
  }
}

/** One line a note, those that can make the answer otherwise with a warning sign. */
export function noteLines(notes: readonly Note[], glyphs: Glyphs): readonly ExplainedLine[] {
  return notes.map((note) => {
    const sign = isWarning(note) ? [span(`${glyphs.warning} `, 'warning')] : [];
    return {
      indent: 0,
      spans: [...sign, span(noteText(note), isWarning(note) ? 'plain' : 'info')],
      topic: topicOfNote(note),
    };
  });
}

export function notesJson(notes: readonly Note[]): Json | undefined {
  return notes.length === 0 ? undefined : notes.map((note) => ({ kind: note.kind, message: noteText(note) }));
}

function isWarning({ kind }: Note): boolean {
  return kind !== 'not-ready' && kind !== 'exposure-address' && kind !== 'replicas-differ';
}

function named(names: readonly string[]): string {
  return enumerate(names, MOST_NAMED);
}

function are(names: readonly string[]): string {
  return names.length === 1 ? 'is' : 'are';
}

function get(names: readonly string[]): string {
  return names.length === 1 ? 'gets' : 'get';
}

function it(names: readonly string[]): string {
  return names.length === 1 ? 'it' : 'them';
}
