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
  parameters: 'NAME [PEER] [PORT,…]',
  title: 'a policy that many write for what is selected, with what it would change',
  run: ([word = '', ...rest], context, subject) => {
    const name = RECIPE_NAMES.find((candidate) => candidate === word);
    if (name === undefined)
      return `${word === '' ? '' : `no recipe ${printable(word)}; `}there are ${RECIPE_NAMES.join(', ')}`;
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
  complete: (parameters, { snapshot }) => {
    const [word = ''] = parameters;
    if (parameters.length < 2) return RECIPE_NAMES;
    const name = RECIPE_NAMES.find((candidate) => candidate === word);
    return name === 'allow-namespace' && parameters.length === 2 ? namesOf(snapshot) : [];
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

function pursued(subject: Subject | undefined, { snapshot, namespace }: Context): string | undefined {
  if (subject === undefined) return namespace;
  if (subject.kind === 'namespace') return subject.name;
  if (subject.kind === 'pod' || subject.kind === 'workload' || subject.kind === 'service')
    return endpointOf(subject, snapshot);
  const id = subject.kind === 'policy' ? subject.id : subject.kind === 'rule' ? subject.policy : undefined;
  return (id === undefined ? undefined : policyById(snapshot, id)?.ref.namespace) ?? namespace;
}
