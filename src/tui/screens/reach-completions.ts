import { type Completion, completeEndpoint, completePort } from '../../engine/completion.ts';
import { readDestination } from '../../engine/endpoint-syntax.ts';
import { endpointNamed } from '../../engine/resolve.ts';
import { parseAddress } from '../../model/addresses.ts';
import type { ReachForm } from '../state/screens.ts';
import { type Context, cached } from './content.ts';
import { lookupNamespace } from './reach-answer.ts';

const MOST = 8;

/** What may stand in the field that is being written: `text` replaces it whole. */
export function completionsFor(form: ReachForm, context: Context): readonly Completion[] {
  if (!form.offering || form.focus === 'answer') return [];
  const typed = form[form.focus].text;
  const namespace = lookupNamespace(context);
  return cached(context.snapshot, `completions ${form.focus} ${namespace} ${typed}`, () =>
    form.focus === 'to' ? destinations(typed, namespace, context) : endpoints(typed, namespace, context),
  );
}

function endpoints(typed: string, namespace: string, { snapshot }: Context): readonly Completion[] {
  const found = completeEndpoint(snapshot, typed, { namespace, limit: MOST });
  const external =
    'external'.startsWith(typed) && typed !== ''
      ? [{ text: 'external', kind: 'outside', detail: 'every address outside the cluster' }]
      : [];
  return [...found, ...external].slice(0, MOST).filter(({ text }) => text !== typed);
}

function destinations(typed: string, namespace: string, context: Context): readonly Completion[] {
  const colon = typed.lastIndexOf(':');
  if (colon < 0 || parseAddress(typed) !== undefined)
    return [...portsBehind(typed, '', namespace, context), ...endpoints(typed, namespace, context)].slice(0, MOST);
  return portsBehind(typed.slice(0, colon), typed.slice(colon + 1), namespace, context);
}

// A destination that is complete is offered its ports: to ask without one is a different question.
function portsBehind(endpoint: string, port: string, namespace: string, { snapshot }: Context): readonly Completion[] {
  const read = readDestination(endpoint);
  if (typeof read === 'string' || read.port !== undefined || endpoint === '') return [];
  const resolved = endpointNamed(snapshot, read.endpoint, namespace);
  if (resolved === undefined) return [];
  return completePort(resolved, port)
    .slice(0, MOST)
    .map(({ text, kind, detail }) => ({ text: `${endpoint}:${text}`, kind, detail }))
    .filter(({ text }) => text !== `${endpoint}:${port}`);
}
