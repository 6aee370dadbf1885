/** What kind of trouble a request met; decides what is done about it. */
export type FailureKind =
  /** The name of the server, or of the proxy, has no address. */
  | 'dns'
  | 'refused-connection'
  | 'tls'
  | 'timeout'
  /** The connection broke, or the answer ended too early. */
  | 'cut'
  | 'credentials'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  /** 410: this resourceVersion, or this page of a list, is not kept any more. */
  | 'gone'
  /** 429 or 503 with Retry-After. */
  | 'throttled'
  | 'server'
  /** An answer that is not what a Kubernetes API server answers. */
  | 'not-kubernetes'
  | 'aborted';

/** A request to a cluster failed; the message is one sentence for a person, with the likely cause. */
export class LiveFailure extends Error {
  override readonly name = 'LiveFailure';
  readonly kind: FailureKind;
  /** How long the server asked to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No cluster can be asked at all: the kubeconfig lacks what was named. The message says what there is and what to do. */
export class AccessProblem extends Error {
  override readonly name = 'AccessProblem';
}

const MOST_TEXT = 300;

const LONGEST_RETRY_MS = 300_000;

/** What a server's answer other than 200 means. `text` is its body, a Status object as a rule; `server` is how it is named. */
export function failureOfStatus(
  status: number,
  text: string,
  retryAfter: string | undefined,
  server = 'the server',
): LiveFailure {
  const said = statusMessage(text);
  const because = said === '' ? '' : `: ${said}`;
  const retryAfterMs = retryAfterOf(retryAfter);
  switch (status) {
    case 401:
      return new LiveFailure('unauthorized', `${server} does not accept the credentials (401); log in again${because}`);
    case 403:
      return new LiveFailure('forbidden', said === '' ? `${server} refuses this user (403)` : said);
    case 404:
      return new LiveFailure('not-found', `${server} has no such path (404)${because}`);
    case 410:
      return new LiveFailure('gone', `${server} does not keep this version any more (410)${because}`);
    case 429:
      return new LiveFailure('throttled', `${server} asks for patience (429)${because}`, retryAfterMs ?? 1000);
    default: {
      if (status >= 500) return new LiveFailure('server', `${server} answers ${status}${because}`, retryAfterMs);
      return new LiveFailure('not-kubernetes', `${server} answers ${status}, which is no answer to this${because}`);
    }
  }
}

function statusMessage(text: string): string {
  try {
    const status: unknown = JSON.parse(text);
    if (typeof status === 'object' && status !== null && 'message' in status && typeof status.message === 'string') {
      return status.message.slice(0, MOST_TEXT);
    }
  } catch {
    // An answer of something in between, in words or in HTML.
  }
  return text.trimStart().startsWith('<') ? '' : (text.trim().split('\n')[0] ?? '').slice(0, MOST_TEXT);
}

function retryAfterOf(header: string | undefined): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,4}$/.test(text)) return Number(text) * 1000;
  // A date, as proxies write it. By a clock that is wrong it may be far away: then the own patience decides.
  const until = Date.parse(text) - Date.now();
  return until > 0 && until < LONGEST_RETRY_MS ? until : undefined;
}

const REFUSED = new Set(['ECONNREFUSED']);
const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_FAIL']);
const SLOW = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What an error below HTTP means; `server` is named, for it may not be the one the user thinks of. */
export function failureOfError(error: unknown, server: string): LiveFailure {
  if (error instanceof LiveFailure) return error;
  const { code, message } = described(error);
  if (isAbort(error)) return new LiveFailure('aborted', 'called off');
  if (DNS.has(code)) {
    return new LiveFailure(
      'dns',
      `the name of ${server} cannot be looked up (${code}): no network, or a VPN is missing`,
    );
  }
  if (REFUSED.has(code)) {
    return new LiveFailure(
      'refused-connection',
      `${server} refuses connections: nothing listens there, or a tunnel is down`,
    );
  }
  if (SLOW.has(code)) {
    return new LiveFailure('timeout', `${server} does not answer (${code}): a VPN or a proxy may be missing`);
  }
  if (isTls(code, message)) {
    return new LiveFailure('tls', `${server} is not trusted (${code || message}): wrong CA, name or date`);
  }
  return new LiveFailure('cut', `the connection to ${server} broke (${code || message})`);
}

function isTls(code: string, message: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|EPROTO)/.test(code) ||
    /certificate|SSL routines/i.test(message)
  );
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || described(error).code === 'UND_ERR_ABORTED');
}

/** Code and message of an error or of what caused it. */
function described(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === '' && error.cause instanceof Error) return described(error.cause);
  return { code, message: (error.message.split('\n')[0] ?? '').slice(0, MOST_TEXT) };
}
