import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Makes an authority for client certificates in a folder; answers its file, or undefined where there is no openssl. */
export async function clientAuthority(folder: string): Promise<string | undefined> {
  const file = join(folder, 'client-ca.crt');
  const key = ['-keyout', join(folder, 'client-ca.key'), '-nodes', '-newkey', 'rsa:2048'];
  try {
    await run('openssl', ['req', '-x509', '-subj', '/CN=clients', '-days', '1', ...key, '-out', file]);
    return file;
  } catch {
    return undefined;
  }
}

/** A user entry of a kubeconfig with a certificate by that authority. */
export async function clientCertificate(folder: string, user: string, group: string): Promise<object> {
  const [key, request, certificate] = ['key', 'csr', 'crt'].map((kind) => join(folder, `${user}.${kind}`));
  if (key === undefined || request === undefined || certificate === undefined) throw new Error('three files');
  const authority = ['-CA', join(folder, 'client-ca.crt'), '-CAkey', join(folder, 'client-ca.key'), '-CAcreateserial'];
  await run('openssl', [
    'req',
    '-subj',
    `/O=${group}/CN=${user}`,
    '-nodes',
    '-newkey',
    'rsa:2048',
    '-keyout',
    key,
    '-out',
    request,
  ]);
  await writeFile(join(folder, 'client.ext'), 'extendedKeyUsage=clientAuth\n');
  await run('openssl', [
    'x509',
    '-req',
    '-days',
    '1',
    '-in',
    request,
    ...authority,
    '-extfile',
    join(folder, 'client.ext'),
    '-out',
    certificate,
  ]);
  const data = async (file: string): Promise<string> => (await readFile(file)).toString('base64');
  return { 'client-certificate-data': await data(certificate), 'client-key-data': await data(key) };
}

/** An authority of its own, and by it the certificate of a server on the loopback; undefined where there is no openssl. */
export async function serverCertificate(
  folder: string,
): Promise<{ readonly ca: string; readonly key: string; readonly cert: string } | undefined> {
  const at = (name: string): string => join(folder, name);
  const key = ['-nodes', '-newkey', 'rsa:2048', '-days', '1'];
  try {
    await run('openssl', [
      'req',
      '-x509',
      '-subj',
      '/CN=login',
      ...key,
      '-keyout',
      at('login-ca.key'),
      '-out',
      at('login-ca.crt'),
    ]);
    await run('openssl', [
      ...['req', '-x509', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', ...key],
      ...['-CA', at('login-ca.crt'), '-CAkey', at('login-ca.key'), '-keyout', at('login.key'), '-out', at('login.crt')],
    ]);
  } catch {
    return undefined;
  }
  return {
    ca: at('login-ca.crt'),
    key: await readFile(at('login.key'), 'utf8'),
    cert: await readFile(at('login.crt'), 'utf8'),
  };
}
