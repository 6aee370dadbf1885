import type { Action, Peer } from '../../model/policies.ts';
import type { FieldPath } from '../../model/raw-object.ts';
import type { FieldProblem } from '../field-problem.ts';
import { invalid, notSupported } from '../field-problem.ts';
import { quoted } from '../quoting.ts';
import { duplicate, tooMany } from './crd-problem.ts';
import { MOST_IN_PEER } from './networks.ts';

const LABEL = '[a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?';
const DOMAIN_NAME = new RegExp(`^(\\*\\.)?(${LABEL}\\.)+${LABEL}\\.?$`);

/** What is wrong with a list of domain names (semantics §4.3). */
export function domainNameProblems(
  names: readonly string[],
  path: FieldPath,
  of: { readonly action: Action | undefined; readonly accepting: string },
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (names.length > MOST_IN_PEER) {
    problems.push(tooMany(path, { count: names.length, most: MOST_IN_PEER, what: 'domain names in one peer' }));
  }
  names.forEach((name, index) => {
    const place = [...path, index];
    if (names.indexOf(name) < index) problems.push(duplicate(place, name));
    if (!DOMAIN_NAME.test(name)) problems.push(notADomainName(name, place));
  });
  if (of.action === 'deny' || of.action === 'pass') problems.push(onlyForAccepting(path, of.accepting));
  return problems;
}

function notADomainName(name: string, path: FieldPath): FieldProblem {
  const starInside = name.includes('*') && !name.startsWith('*.');
  return invalid({
    path,
    value: name,
    message: `${quoted(name)} is not a domain name of two labels or more`,
    detail: `should match '${DOMAIN_NAME.source}'`,
    ...(starInside ? { remedy: 'a star stands for whole labels and only in front: `*.example.com`' } : {}),
  });
}

/** The API says so and its schema does not check it: what a plugin does with such a rule is not known. */
function onlyForAccepting(path: FieldPath, accepting: string): FieldProblem {
  return {
    ...notSupported({
      path,
      value: 'domainNames',
      message: `domain names are for ${accepting} rules only`,
      supported: [accepting],
      remedy: `deny by \`networks\`, after a rule that lets the wanted names through`,
    }),
    strict: 'stored as it is: the schema does not check this',
    lenient: 'stored; what network plugins make of it is not known',
    refuses: false,
  };
}

/** One peer per name. What a name stands for is not in the objects, so its match is unknown unless somebody says. */
export function compileDomainNames(names: readonly string[]): readonly Peer[] {
  return names.map((name) => ({ kind: 'unsupported', feature: `the domain name ${name}`, domainName: name }));
}
