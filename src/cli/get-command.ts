import { type Command, Option } from 'commander';
import type { JsonObject } from '../present/json.ts';
import { jsonLine, jsonText } from '../present/json-text.ts';
import { inNameOrder } from '../present/name-order.ts';
import { namespaceTable } from '../present/namespace-table.ts';
import { podTable } from '../present/pod-table.ts';
import { policyTable } from '../present/policy-table.ts';
import { namespacesJson, podJson, policyResourceJson, serviceJson } from '../present/resource-json.ts';
import { serviceTable } from '../present/service-table.ts';
import { span } from '../present/spans.ts';
import { tableCsv, tableMarkdown } from '../present/table-export.ts';
import type { Table } from '../present/tables.ts';
import { yamlText } from '../present/yaml-text.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { openSession, type Session } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

/** One kind that can be listed: its names as kubectl has them, its table, its data. */
interface Resource {
  readonly names: readonly string[];
  readonly table: (session: Session) => Table<unknown>;
  readonly data: (session: Session) => readonly JsonObject[];
}

const RESOURCES: readonly Resource[] = [
  {
    names: ['namespaces', 'namespace', 'ns'],
    table: ({ snapshot, out }) => namespaceTable(snapshot, out.glyphs),
    data: ({ snapshot }) => namespacesJson(snapshot),
  },
  {
    names: ['pods', 'pod', 'po'],
    table: ({ snapshot, out, only }) => podTable(snapshot, out.glyphs, { namespace: only }),
    data: ({ snapshot, only }) =>
      inNamespace(inNameOrder([...snapshot.pods.values()]), only).map((pod) => podJson(snapshot, pod)),
  },
  {
    names: ['policies', 'policy', 'networkpolicies', 'networkpolicy', 'netpol'],
    table: ({ snapshot, out, only }) => policyTable(snapshot, out.glyphs, { namespace: only }),
    data: ({ snapshot, only }) =>
      snapshot.policies
        .filter((policy) => only === undefined || policy.ref.namespace === only)
        .map((policy) => policyResourceJson(snapshot, policy)),
  },
  {
    names: ['services', 'service', 'svc'],
    table: ({ snapshot, out, only }) => serviceTable(snapshot, out.glyphs, { namespace: only }),
    data: ({ snapshot, only }) =>
      inNamespace(inNameOrder([...snapshot.services.values()]), only).map((service) => serviceJson(snapshot, service)),
  },
];

const EXAMPLES = `
KIND: namespaces (ns), pods (po), policies (netpol), services (svc). All namespaces unless -n names one.

Examples:
  netpol-tui get pods -f manifests -n shop
  netpol-tui get netpol -f manifests -o wide
  netpol-tui get ns -f manifests -o json`;

/** `get KIND`: the explorer's tables as text. */
export const registerGet: Register = (program, { io, services, finish }) => {
  program
    .command('get')
    .description('namespaces, pods, policies or services as a table')
    .argument('<KIND>', 'namespaces, pods, policies or services')
    .addOption(
      new Option('-o, --output <format>', 'format')
        .choices(['text', 'wide', 'json', 'yaml', 'jsonl', 'csv', 'md'])
        .default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (kind: string, _options: unknown, command: Command) => {
      const resource = RESOURCES.find(({ names }) => names.includes(kind.toLowerCase()));
      if (resource === undefined) throw new UserError(`get ${kind}: there are namespaces, pods, policies and services`);
      const session = await openSession(sharedOptionsOf(command), io, services);
      print(resource, textIn(command.opts<Record<string, unknown>>()['output']) ?? 'text', session);
      finish(EXIT_OK);
    });
};

function print(resource: Resource, format: string, session: Session): void {
  const { out, only } = session;
  if (format === 'json' || format === 'yaml') {
    out.raw((format === 'json' ? jsonText : yamlText)(resource.data(session)));
    return;
  }
  if (format === 'jsonl') {
    for (const row of resource.data(session)) out.raw(`${jsonLine(row)}\n`);
    return;
  }
  const table = resource.table(session);
  if (format === 'csv' || format === 'md') {
    out.raw((format === 'csv' ? tableCsv : tableMarkdown)(table));
    return;
  }
  const where = only === undefined ? 'in the input' : `in namespace ${only}`;
  if (table.rows.length === 0) out.lines([[span(`no ${resource.names[0] ?? 'rows'} ${where}`)]]);
  else out.table(table, { wide: format === 'wide' });
}

function inNamespace<T extends { readonly namespace: string }>(
  objects: readonly T[],
  namespace: string | undefined,
): readonly T[] {
  return namespace === undefined ? objects : objects.filter((object) => object.namespace === namespace);
}
