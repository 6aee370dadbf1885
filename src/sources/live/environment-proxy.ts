type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that the environment names for a server, as kubectl takes it; undefined when it is to be reached directly. */
export function proxyFor(server: string, env: Environment): string | undefined {
  const url = URL.parse(server);
  if (url === null || isLoopback(url.hostname)) return undefined;
  const proxy =
    url.protocol === 'https:' ? (env['HTTPS_PROXY'] ?? env['https_proxy']) : (env['HTTP_PROXY'] ?? env['http_proxy']);
  if (proxy === undefined || proxy === '') return undefined;
  if (isExcepted(url, env['NO_PROXY'] ?? env['no_proxy'] ?? '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

// Names match with everything below them; blocks of addresses are compared by whole bytes only where they end on one.
function isExcepted({ hostname, port }: URL, exceptions: string): boolean {
  return exceptions
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*' || entry === hostname || entry === `${hostname}:${port}`) return true;
      if (entry.includes('/')) return isInBlock(hostname, entry);
      return hostname.endsWith(entry.startsWith('.') ? entry : `.${entry}`);
    });
}

function isInBlock(host: string, block: string): boolean {
  const [base = '', bits = ''] = block.split('/');
  const [network, address] = [numberOf(base), numberOf(host)];
  if (network === undefined || address === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(network / size) === Math.floor(address / size);
}

function numberOf(ipv4: string): number | undefined {
  const bytes = ipv4.split('.');
  if (bytes.length !== 4 || !bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0);
}
