import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The files and the standard input of one run. */
export interface Input {
  /** All of standard input; it can be asked for again. */
  readonly stdin: () => Promise<Uint8Array>;
  /** The text of a file, unpacked where it is compressed; `-` and the name that positions have for it are standard input. */
  readonly text: (path: string) => Promise<string>;
}

/** What positions call standard input. */
const STDIN_NAME = '<stdin>';

/** Opens standard input when something is read from it. */
export function openInput(stream: () => NodeJS.ReadableStream): Input {
  let bytes: Promise<Uint8Array> | undefined;
  const stdin: Input['stdin'] = () => {
    bytes ??= import('node:stream/consumers').then(({ buffer }) => buffer(stream()));
    return bytes;
  };
  const text: Input['text'] = async (path) => {
    const read = path === '-' || path === STDIN_NAME ? await stdin() : await readFile(path);
    return new TextDecoder().decode(read[0] === 0x1f && read[1] === 0x8b ? await unpacked(read) : read);
  };
  return { stdin, text };
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  const { gunzip } = await import('node:zlib');
  return promisify(gunzip)(bytes);
}
