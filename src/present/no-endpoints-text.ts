import type { CheckAnswer, NoEndpoints } from '../engine/check.ts';
import { assertNever } from '../model/errors.ts';
import { noteText } from './note-text.ts';
import { enumerate, printable } from './text.ts';

/** Why there is nothing to connect to, and what to ask instead. */
export function noEndpointsText({ to, from, notes }: CheckAnswer, why: NoEndpoints): string {
  switch (why) {
    case 'workload-without-pods':
      return printable(`${from.endpoints.length === 0 ? from.text : to.text} has no pods`);
    case 'service-without-ready-endpoints':
      return printable(`${to.text} has no ready endpoints: nothing answers there, whatever the policies say`);
    case 'service-without-selector':
      return printable(
        `${to.text} has no selector: its endpoints are written by somebody else and are not in the input; ask for their addresses`,
      );
    case 'external-name':
      return printable(
        `${to.text} is a DNS alias for ${to.service?.externalName ?? 'a name outside'}: policies see the address it leads to; ask for that`,
      );
    case 'endpoint-pods-not-read':
    case 'no-local-endpoint':
      return enumerate(notes.filter(({ kind }) => kind === 'pods-not-read' || kind === why).map(noteText));
    case 'target-port-not-declared':
      return printable(`none of the pods behind ${to.text} declares the port that the Service leads to`);
    default:
      return assertNever(why);
  }
}
