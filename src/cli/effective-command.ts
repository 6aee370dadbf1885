import { type Command, Option } from 'commander';
import { type Effective, type EffectiveGroup, effectiveOf, effectiveOfWorkload } from '../engine/effective.ts';
import { finished } from '../engine/in-steps.ts';
import { type Reach, reachInSteps } from '../engine/reachability/reach.ts';
import { type Resolved, resolveEndpoint } from '../engine/resolve.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { csvText, markdownTable } from '../present/delimited.ts';
import { effectiveJson, type WithReach } from '../present/effective-json.ts';
import { directionTitle, EFFECTIVE_HEADER, effectiveRecords, effectiveTable } from '../present/effective-text.ts';
import { jsonText } from '../present/json-text.ts';
import { resolveErrorText } from '../present/problem-text.ts';
import { reachLine } from '../present/reach-text.ts';
import { policyName } from '../present/rule-text.ts';
import { span } from '../present/spans.ts';
import { count, enumerate } from '../present/text.ts';
import { yamlText } from '../present/yaml-text.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import type { Printer } from './output.ts';
import { openSession } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
Examples:
  netpol-tui effective -f manifests shop/web-1
  netpol-tui effective -f manifests -n shop deploy/web -o json`;

/** `effective ENDPOINT`: isolation per direction, and the union of rules in force. */
export const registerEffective: Register = (program, { io, services, finish }) => {
  program
    .command('effective')
    .description('isolation per direction and the union of rules in force for a pod or workload')
    .argument('<ENDPOINT>', 'a pod, workload or Service')
    .addOption(
      new Option('-o, --output <format>', 'format').choices(['text', 'json', 'yaml', 'csv', 'md']).default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, _options: unknown, command: Command) => {
      const { snapshot, out, namespace } = await openSession(sharedOptionsOf(command), io, services);
      const resolved = resolveEndpoint(snapshot, text, namespace);
      if ('error' in resolved) throw new UserError(resolveErrorText(resolved));
      const groups = groupsOf(snapshot, resolved).map((group) => ({ ...group, reach: reachOf(snapshot, group) }));
      if (groups.length === 0)
        throw new UserError(`${resolved.text} stands for no pod, and policies apply to pods only`);
      const format = textIn(command.opts<Record<string, unknown>>()['output']);
      if (format === 'text') printGroups(resolved, groups, out);
      else out.raw(dataText(resolved, groups, format));
      finish(EXIT_OK);
    });
};

function groupsOf(snapshot: Snapshot, resolved: Resolved): readonly EffectiveGroup[] {
  if (resolved.workload !== undefined) return effectiveOfWorkload(snapshot, resolved.workload);
  const groups = new Map<string, { pods: Effective['pod'][]; effective: Effective }>();
  for (const end of resolved.endpoints) {
    if (end.kind !== 'pod') continue;
    const effective = effectiveOf(snapshot, end.pod);
    const key = `${effective.subject} ${effective.policies.map((policy) => policyName(policy.ref)).join(' ')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pods: [end.pod], effective });
    else group.pods.push(end.pod);
  }
  return [...groups.values()];
}

function reachOf(snapshot: Snapshot, { pods }: EffectiveGroup): Reach | undefined {
  return pods.every(({ state }) => state === 'finished') ? undefined : finished(reachInSteps(snapshot, pods));
}

type Group = EffectiveGroup & WithReach;

function dataText(resolved: Resolved, groups: readonly Group[], format: string | undefined): string {
  switch (format) {
    case 'csv':
      return csvText([EFFECTIVE_HEADER, ...effectiveRecords(groups)]);
    case 'md':
      return markdownTable(EFFECTIVE_HEADER, effectiveRecords(groups));
    default:
      return (format === 'yaml' ? yamlText : jsonText)(effectiveJson(resolved.text, groups));
  }
}

const MOST_PODS = 5;

function printGroups(resolved: Resolved, groups: readonly Group[], out: Printer): void {
  const pods = groups.reduce((sum, group) => sum + group.pods.length, 0);
  const differ = groups.length === 1 ? '' : `, which policies see in ${groups.length} different ways`;
  const size = resolved.kind === 'pod' ? '' : `  ${count(pods, 'pod')}${differ}`;
  out.lines([[span(resolved.text, 'strong'), span(size, groups.length === 1 ? 'dim' : 'warning')]]);
  for (const { effective, pods: members, reach } of groups) {
    if (groups.length > 1) {
      out.raw('\n');
      out.lines([
        [
          span(
            enumerate(
              members.map((pod) => pod.key),
              MOST_PODS,
            ),
            'strong',
          ),
        ],
      ]);
    }
    for (const direction of [effective.ingress, effective.egress]) {
      out.raw('\n');
      out.lines([directionTitle(effective, direction, out.glyphs)]);
      const table = effectiveTable(direction);
      if (table.rows.length > 0) out.table(table);
      if (reach !== undefined) out.lines([reachLine(direction.direction, reach[direction.direction])]);
    }
  }
}
