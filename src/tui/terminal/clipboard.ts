import { isLineByLine } from './line-by-line.ts';

/** Terminals refuse longer texts. */
const MOST_BYTES = 74_994;

type Env = Readonly<Record<string, string | undefined>>;

/** Whether a text went to the clipboard, and why not. */
export type Copied = 'copied' | 'too-long' | 'no-clipboard';

/** Has the terminal put a text into its user's clipboard. */
export function copyToClipboard(text: string, env: Env, write: (text: string) => unknown): Copied {
  if (isLineByLine(env)) return 'no-clipboard';
  if (Buffer.byteLength(text) > MOST_BYTES) return 'too-long';
  write(clipboardSequence(text, env));
  return 'copied';
}

/**
 * What puts a text into the clipboard of the terminal's user, over SSH too (OSC 52).
 * GNU screen drops it, but hands on what comes wrapped, in pieces; it comes to its name by TERM, as tmux does elsewhere, so that within
 * `screen` it is said both ways: whoever does not know one of them is silent about it.
 */
function clipboardSequence(text: string, env: Env): string {
  const encoded = Buffer.from(text).toString('base64');
  const said = `\u001b]52;c;${encoded}\u0007`;
  return inScreen(env) ? said + wrapped(said) : said;
}

function inScreen(env: Env): boolean {
  const isTmux = env['TMUX'] !== undefined && env['TMUX'] !== '';
  return !isTmux && /^screen/.test(env['TERM'] ?? '');
}

/** GNU screen takes 256 bytes of a control string at most. */
const PIECE = 240;

function wrapped(sequence: string): string {
  const pieces = sequence.match(new RegExp(`.{1,${PIECE}}`, 'gs')) ?? [];
  return pieces.map((piece) => `\u001bP${piece}\u001b\\`).join('');
}
