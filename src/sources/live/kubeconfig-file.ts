import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { parse } from 'yaml';
import { messageOf } from '../../model/errors.ts';
import { isJsonObject } from '../json-object.ts';
import { AccessProblem } from './live-failure.ts';

/** What one kubeconfig file, or several merged, say. */
export interface KubeconfigContents {
  readonly clusters: readonly Cluster[];
  readonly users: readonly UserEntry[];
  readonly contexts: readonly Context[];
  readonly currentContext: string | undefined;
}

/** A user as client-node has it, and what it leaves out. */
export interface UserEntry {
  readonly user: User;
  readonly impersonateGroups: readonly string[];
}

/**
 * Reads one file as kubectl does: paths in it are relative to it. Undefined when there is none; throws an AccessProblem when it cannot
 * be read or is no kubeconfig. Entries that are not usable are left out, for another context may be.
 */
export async function readKubeconfig(file: string): Promise<KubeconfigContents | undefined> {
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const whole = parsed(text, file);
  if (whole === null || whole === undefined)
    return { clusters: [], users: [], contexts: [], currentContext: undefined };
  if (!isJsonObject(whole)) throw new AccessProblem(`${file} is no kubeconfig: it holds no mapping`);
  const config = new KubeConfig();
  try {
    config.loadFromString(JSON.stringify(whole), { onInvalidEntry: 'filter' });
  } catch (error) {
    throw new AccessProblem(`${file} cannot be used: ${firstLine(error)}`);
  }
  const folder = dirname(resolve(file));
  config.makePathsAbsolute(folder);
  return {
    clusters: config.clusters,
    users: config.users.map((user) => withWhatIsLeftOut(user, rawUser(whole, user.name), folder)),
    contexts: config.contexts,
    currentContext: config.currentContext === '' ? undefined : config.currentContext,
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new AccessProblem(`cannot read ${file}: ${firstLine(error)}`);
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new AccessProblem(`${file} is no YAML: ${firstLine(error)}`);
  }
}

function firstLine(error: unknown): string {
  const message = messageOf(error);
  return message.split('\n')[0] ?? message;
}

function rawUser(whole: { readonly [key: string]: unknown }, name: string): { readonly [key: string]: unknown } {
  const users: readonly unknown[] = Array.isArray(whole['users']) ? whole['users'] : [];
  const entry = users.find((candidate) => isJsonObject(candidate) && candidate['name'] === name);
  const user = isJsonObject(entry) ? entry['user'] : undefined;
  return isJsonObject(user) ? user : {};
}

/** client-node reads neither `tokenFile` nor `as-groups`, and starts a plugin `./login` from wherever the program is. */
function withWhatIsLeftOut(user: User, raw: { readonly [key: string]: unknown }, folder: string): UserEntry {
  const { tokenFile, exec } = raw;
  const groups = raw['as-groups'];
  const file = typeof tokenFile === 'string' && tokenFile !== '' ? resolve(folder, tokenFile) : undefined;
  const withToken =
    file === undefined ? user : { ...user, authProvider: { name: 'tokenFile', config: { tokenFile: file } } };
  const command = isJsonObject(exec) ? exec['command'] : undefined;
  const isRelative = typeof command === 'string' && command.includes('/') && !isAbsolute(command);
  return {
    user: isRelative ? { ...withToken, exec: { ...Object(exec), command: resolve(folder, command) } } : withToken,
    impersonateGroups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
  };
}

/** Several files as one: of entries with the same name the first counts, as with kubectl. */
export function mergeKubeconfigs(all: readonly KubeconfigContents[]): KubeconfigContents {
  return {
    clusters: firstOfEachName(
      all.flatMap(({ clusters }) => clusters),
      ({ name }) => name,
    ),
    users: firstOfEachName(
      all.flatMap(({ users }) => users),
      ({ user }) => user.name,
    ),
    contexts: firstOfEachName(
      all.flatMap(({ contexts }) => contexts),
      ({ name }) => name,
    ),
    currentContext: all.find(({ currentContext }) => currentContext !== undefined)?.currentContext,
  };
}

function firstOfEachName<T>(entries: readonly T[], nameOf: (entry: T) => string): readonly T[] {
  const byName = new Map<string, T>();
  for (const entry of entries) if (!byName.has(nameOf(entry))) byName.set(nameOf(entry), entry);
  return [...byName.values()];
}
