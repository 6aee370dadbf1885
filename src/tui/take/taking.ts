import { type CheckAnswer, isProblem } from '../../engine/check.ts';
import { listConnections } from '../../engine/list.ts';
import { assertNever } from '../../model/errors.ts';
import { type AnswerSource, checkCommand, probeCommand } from '../../present/answer-commands.ts';
import { checkJson } from '../../present/answer-json.ts';
import { answerMarkdown, answerText } from '../../present/answer-text.ts';
import { askedVerdict, assertionsText } from '../../present/assertion-text.ts';
import { jsonText } from '../../present/json-text.ts';
import { findingsReport, listReport, tableReport, verdictReport } from '../../present/reports.ts';
import { tableCsv, tableJson, tableMarkdown } from '../../present/table-export.ts';
import type { Table } from '../../present/tables.ts';
import { answerTo } from '../screens/reach-answer.ts';
import type { Scene } from '../screens/scene.ts';
import type { Taking } from '../state/taking.ts';

/** What was made, and the file it goes to when it is not copied; or why nothing was. */
export type Taken = { readonly text: string; readonly file: string } | { readonly why: string };

/** Makes of what a screen shows what a person wants to take along. `at` is the date and time, ISO 8601. */
export function take(scene: Scene, taking: Taking, at: string): Taken {
  switch (taking.what) {
    case 'copy':
      return copied(scene, taking.as);
    case 'export':
      return exported(scene, taking);
    case 'report':
      return reported(scene, taking, at);
    default:
      return assertNever(taking);
  }
}

function copied(scene: Scene, as: string): Taken {
  const answer = answerOn(scene);
  if (answer === undefined) return exported(scene, { as, file: undefined });
  const { glyphs } = scene.context;
  const file = (ending: string): string => `netpol-tui-answer.${ending}`;
  switch (as) {
    case 'text':
      return { text: answerText(answer, glyphs), file: file('txt') };
    case 'md':
      return { text: answerMarkdown(answer, glyphs), file: file('md') };
    case 'json':
      return { text: jsonText(checkJson(answer, 'full')), file: file('json') };
    case 'command':
      return { text: checkCommand(answer, sourceOf(scene)), file: file('txt') };
    case 'probe': {
      const probe = probeCommand(answer);
      return 'why' in probe ? probe : { text: probe.command, file: file('txt') };
    }
    case 'assertion':
      return { text: assertionsText([askedVerdict(answer)]), file: file('yaml') };
    default:
      return { why: `an answer is copied as text, md, json, command, probe or assertion, not as ${as}` };
  }
}

function answerOn({ screen, context }: Scene): CheckAnswer | undefined {
  const answer = screen.at === 'reach' ? answerTo(screen.form, context) : undefined;
  return answer === undefined || isProblem(answer) ? undefined : answer;
}

function sourceOf({ context: { world } }: Scene): AnswerSource {
  const { kind, label } = world.source;
  if (kind === 'cluster') return { kind, context: label };
  return { kind, paths: /^\d+ paths$/.test(label) || label === 'stdin' ? [] : [label] };
}

function exported(scene: Scene, { as, file }: { readonly as: string; readonly file: string | undefined }): Taken {
  const table = tableOn(scene);
  if (table === undefined) return { why: 'there is no table here: ask a question with r, or open a list' };
  const name = file ?? `netpol-tui-${scene.screen.at}.${as}`;
  switch (as) {
    case 'csv':
      return { text: tableCsv(table), file: name };
    case 'json':
      return { text: jsonText(tableJson(table)), file: name };
    case 'md':
      return { text: tableMarkdown(table), file: name };
    default:
      return { why: `a table is taken as csv, json or md, not as ${as}` };
  }
}

/** The rows that are shown, in their order, with every column. */
function tableOn({ focused }: Scene): Table<unknown> | undefined {
  return focused.content.table?.();
}

function reported(scene: Scene, { file }: { readonly file: string | undefined }, at: string): Taken {
  const { screen, context, kind } = scene;
  const { world, glyphs, snapshot, linted } = context;
  const about = [`${world.source.kind === 'cluster' ? 'cluster of context ' : ''}${world.source.label}; read ${at}`];
  const name = file ?? `netpol-tui-${screen.at}.html`;
  const answer = answerOn(scene);
  if (answer !== undefined) return { text: verdictReport(answer, about, glyphs), file: name };
  if (screen.at === 'findings' && linted !== undefined)
    return { text: findingsReport(linted.result, about, glyphs), file: name };
  const table = tableOn(scene);
  if (table !== undefined) return { text: tableReport(kind.title(screen, context), table, about), file: name };
  if (snapshot.workloads.size > MOST_WORKLOADS)
    return {
      why: 'with so many workloads a list of all connections takes its time: netpol-tui list -n NAMESPACE -o html',
    };
  return { text: listReport(listConnections(snapshot, {}), about, glyphs), file: name };
}

/** Keys are not heard while all pairs of workloads are listed: of so many that takes a second. */
const MOST_WORKLOADS = 1000;
