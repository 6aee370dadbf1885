import { readPort, readProtocol } from '../engine/endpoint-syntax.ts';
import { onlyPort } from '../engine/list.ts';
import type { PortSet } from '../model/ports.ts';
import { UserError } from './user-error.ts';

/** The ports that `--port 443/TCP` means. */
export function portsOption(text: string): PortSet {
  const [portText = '', protocolText] = text.split('/');
  const port = readPort(portText);
  const protocol = protocolText === undefined ? undefined : readProtocol(protocolText);
  if (typeof port !== 'number' || (protocolText !== undefined && protocol === undefined)) {
    throw new UserError(`--port ${text}: a number from 1 to 65535, perhaps with /TCP, /UDP or /SCTP behind it`);
  }
  return onlyPort(port, protocol);
}
