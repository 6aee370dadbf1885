import type { ForeignSelection } from '../../model/foreign-policies.ts';
import { ANY_POD } from '../../model/foreign-policies.ts';
import type { LabelSelector, Requirement } from '../../model/labels.ts';
import { ALL, selectorOf } from '../../model/labels.ts';
import type { Direction } from '../../model/policies.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import { at } from './lenient-selector.ts';

/**
 * Whom a Calico NetworkPolicy or GlobalNetworkPolicy applies to, pods only (semantics §5.2). `namespace` is empty for the latter.
 * `defaulted`: written through the API that fills in `types`; without it nobody knows.
 */
export function calicoSelections(
  object: unknown,
  of: { readonly namespace: string; readonly defaulted: boolean },
): readonly ForeignSelection[] {
  const spec = at(object, 'spec');
  const directions = typesOf(spec, of.defaulted);
  if (directions.length === 0) return [];
  const pods = readExpression(at(spec, 'selector'), podRequirement);
  const wanted = at(spec, 'namespaceSelector');
  // Nothing but host endpoints and sets of addresses, which have objects of their own.
  if (wanted === 'global()') return [];
  const namespaces = of.namespace === '' ? readExpression(wanted, (requirement) => requirement) : undefined;
  const byAccount = isText(at(spec, 'serviceAccountSelector'));
  return [
    {
      ...ANY_POD,
      directions,
      pods: {
        namespaces:
          namespaces === undefined
            ? { kind: 'named', name: of.namespace }
            : { kind: 'matching', selector: namespaces.selector },
        pods: pods.selector,
      },
      certain: pods.certain && (namespaces?.certain ?? true) && !byAccount,
    },
  ];
}

/** Host endpoints deny what no policy allows; which nodes they stand for is not looked at. */
export function hostEndpointSelections(): readonly ForeignSelection[] {
  return [{ ...ANY_POD, pods: undefined, hosts: true }];
}

function typesOf(spec: unknown, defaulted: boolean): readonly Direction[] {
  const written = at(spec, 'types');
  if (Array.isArray(written) && written.length > 0) {
    return DIRECTIONS.filter((direction) => written.some((type) => String(type).toLowerCase() === direction));
  }
  if (!defaulted) return DIRECTIONS;
  const sections = DIRECTIONS.filter((direction) => at(spec, direction) !== undefined);
  return sections.length === 0 ? ['ingress'] : sections;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

interface Reading {
  readonly selector: LabelSelector;
  readonly certain: boolean;
}

const EQUALS = /^([-\w./]+)\s*==\s*(?:'([^']*)'|"([^"]*)")$/;
const HAS = /^has\(\s*([-\w./]+)\s*\)$/;

/** Reads what is joined by `&&` and simple; every part that is not is left out, and the selector then selects too many. */
function readExpression(value: unknown, translate: (requirement: Requirement) => Requirement | undefined): Reading {
  if (!isText(value)) return { selector: ALL, certain: value === undefined || value === '' };
  const text = String(value).trim();
  if (text.includes('||')) return { selector: ALL, certain: false };
  const parts = text
    .split('&&')
    .map((part) => part.trim())
    .filter((part) => part !== 'all()');
  const requirements = parts.map((part) => {
    const requirement = readTerm(part);
    return requirement === undefined ? undefined : translate(requirement);
  });
  const read = requirements.filter((requirement) => requirement !== undefined);
  return { selector: selectorOf(read), certain: read.length === parts.length };
}

function readTerm(term: string): Requirement | undefined {
  const [, key, single, double] = EQUALS.exec(term) ?? [];
  if (key !== undefined) return { operator: 'In', key, values: [single ?? double ?? ''] };
  const present = HAS.exec(term)?.[1];
  return present === undefined ? undefined : { operator: 'Exists', key: present };
}

/** Labels that Calico puts on endpoints are not those of the pod. */
function podRequirement(requirement: Requirement): Requirement | undefined {
  return /^(projectcalico\.org\/|pcns\.|pcsa\.)/.test(requirement.key) ? undefined : requirement;
}
