import { completeEndpoint } from '../../engine/completion.ts';
import { RECIPE_NAMES, RECIPE_NEEDS, type RecipeName } from '../../engine/fix/read-recipe.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { recipePeer } from '../../present/recipe-text.ts';
import { printable } from '../../present/text.ts';
import type { Context } from '../screens/content.ts';
import { lookupNamespace } from '../screens/reach-answer.ts';
import { endpointOf, policyById } from '../screens/subjects.ts';
import { freshScreen, type Subject } from '../state/screens.ts';
import type { Command } from './command.ts';

/** `:recipe allow-client shop/web 8080`: for the selected namespace, workload or pod; elsewhere for the namespace one is in. */
export const RECIPE_COMMAND: Command = {
  names: ['recipe'],
  parameters: '[NAME [PEER] [PORT,…]]',
  title: 'a policy that many write for what is selected, with what it would change; without a name, all there are',
  run: ([word = '', ...rest], context, subject) => {
    const name = RECIPE_NAMES.find((candidate) => candidate === word);
    if (word === '') return [{ type: 'what-if', how: 'new', subject }];
    if (name === undefined) return `no recipe ${printable(word)}; there are ${RECIPE_NAMES.join(', ')}`;
    const of = pursued(subject, context);
    if (of === undefined) return 'select a namespace, a workload or a pod first';
    const peer = RECIPE_NEEDS[name] === 'nothing' ? undefined : rest[0];
    const [ports = '', ...others] = peer === undefined ? rest : rest.slice(1);
    if (others.length > 0 || (ports !== '' && WITHOUT_PORTS.has(name))) return usage(name);
    if (RECIPE_NEEDS[name] !== 'nothing' && peer === undefined) return usage(name);
    const written = { name, of, peer, ports: ports.split(',').filter((text) => text !== '') };
    const work = { kind: 'recipe', written, namespace: lookupNamespace(context) } as const;
    return [{ type: 'go', screen: freshScreen({ at: 'recipe', work }) }];
  },
  complete: (parameters, context) => {
    const [word = ''] = parameters;
    if (parameters.length < 2) return RECIPE_NAMES;
    const name = RECIPE_NAMES.find((candidate) => candidate === word);
    if (name === undefined || parameters.length > 2) return [];
    const need = RECIPE_NEEDS[name];
    if (need === 'namespace') return namesOf(context.snapshot);
    const namespace = lookupNamespace(context);
    return need === 'client'
      ? completeEndpoint(context.snapshot, parameters[1] ?? '', { namespace, limit: 6 }).map(({ text }) => text)
      : [];
  },
};

const WITHOUT_PORTS: ReadonlySet<RecipeName> = new Set([
  'default-deny',
  'default-deny-ingress',
  'default-deny-egress',
  'allow-dns',
]);

function usage(name: RecipeName): string {
  const words = ['recipe', name, recipePeer(name), WITHOUT_PORTS.has(name) ? '' : '[PORT,…]'];
  return words.filter((word) => word !== '').join(' ');
}

function namesOf({ namespaces }: Snapshot): readonly string[] {
  return [...namespaces.keys()].sort();
}

/** Whom a policy by a recipe is for: what is selected, elsewhere the namespace one is in. */
export function pursued(
  subject: Subject | undefined,
  { snapshot, namespace }: Pick<Context, 'snapshot' | 'namespace'>,
): string | undefined {
  if (subject === undefined) return namespace;
  if (subject.kind === 'recipe') return subject.of;
  if (subject.kind === 'namespace') return subject.name;
  if (subject.kind === 'pod' || subject.kind === 'workload' || subject.kind === 'service')
    return endpointOf(subject, snapshot);
  const id = subject.kind === 'policy' ? subject.id : subject.kind === 'rule' ? subject.policy : undefined;
  return (id === undefined ? undefined : policyById(snapshot, id)?.ref.namespace) ?? namespace;
}
