import type { CheckProblem } from '../engine/check.ts';
import type { ResolveError } from '../engine/resolve.ts';
import { assertNever } from '../model/errors.ts';
import { enumerate, printable } from './text.ts';

const FORMS = 'NAMESPACE/POD, KIND/NAME, NAMESPACE/KIND/NAME, an address, a CIDR or external';

/** Why a question cannot be answered, and what to write instead. */
export function problemText(problem: CheckProblem): string {
  switch (problem.problem) {
    case 'endpoint':
      return resolveErrorText(problem.error);
    case 'syntax':
      return printable(problem.message);
    case 'service-port': {
      const ports = problem.ports.map(
        (port) => `${port.name === undefined ? '' : `${port.name} `}${port.port}/${port.protocol}`,
      );
      return printable(
        `${problem.text} has no port ${problem.port}; ${ports.length === 0 ? 'it has none at all' : `it has ${enumerate(ports)}`}`,
      );
    }
    case 'port-name': {
      const names =
        problem.names.length === 0 ? 'no port names are declared there' : `declared are ${enumerate(problem.names)}`;
      return printable(`${problem.text} declares no port named ${problem.port}; ${names}`);
    }
    default:
      return assertNever(problem);
  }
}

/** An end that was not found: its likes, or the forms there are. */
export function resolveErrorText(error: ResolveError): string {
  if (error.error === 'malformed') return printable(`"${error.text}" is not an endpoint: ${FORMS}`);
  if (error.suggestions.length === 0 && /^[\d.]+(?:\/\d+)?$/.test(error.text))
    return `"${error.text}" is no address or CIDR, and no name in the input`;
  if (error.suggestions.length === 0) return printable(`"${error.text}" is not in the input`);
  return printable(`"${error.text}" is not in the input; did you mean ${listed(error.suggestions)}?`);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
