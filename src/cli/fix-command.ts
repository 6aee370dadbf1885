import { type Command, Option } from 'commander';
import { type FixAnswer, isFixProblem, proposeFixes } from '../engine/fix/propose.ts';
import { fixJson } from '../present/fix-json.ts';
import { fixProblemText, fixSentence, obstacleLines, proposalLines } from '../present/fix-text.ts';
import { proposalDocuments, writtenLines } from '../present/fix-yaml.ts';
import { decisionGlyph } from '../present/glyphs.ts';
import { headline } from '../present/headline.ts';
import { jsonText } from '../present/json-text.ts';
import { span } from '../present/spans.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK, exitCodeOf } from './exit-codes.ts';
import { openSession, type Session } from './session.ts';
import { sharedOptionsOf, textIn } from './shared-options.ts';
import { UserError } from './user-error.ts';

const EXAMPLES = `
Nothing is written: a proposal is printed, and applied by whoever wants it.

Examples:
  netpol-tui fix -f manifests shop/web shop/db:5432               what would let web in?
  netpol-tui fix -f manifests --deny external shop/web:80          what would keep the outside out?
  netpol-tui fix -f manifests shop/web shop/db:5432 -o yaml        the first proposal's policies, whole
  netpol-tui fix -f manifests shop/web shop/db:5432 -o yaml --pick 2

Exit code: 0 there is a proposal, or nothing to change; 1 none was found; 2 cannot be answered; 3 it is unknown.`;

/** `fix FROM TO:PORT`: the smallest edits that open or close a connection, each evaluated with everything else it changes. */
export const registerFix: Register = (program, { io, services, finish }) => {
  program
    .command('fix')
    .description('the smallest edits of policies that allow a connection (or deny it), proved, with all they change')
    .argument('<FROM>', 'who connects')
    .argument('<TO>', 'to whom, TO:PORT[/PROTOCOL]')
    .option('--deny', 'close a connection that is allowed')
    .option('--pick <number>', 'which proposal -o yaml prints, from 1')
    .addOption(new Option('-o, --output <format>', 'format').choices(['text', 'yaml', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, to: string, _options: unknown, command: Command) => {
      const options = command.opts<Record<string, unknown>>();
      const pick = readPick(textIn(options['pick']));
      const session = await openSession(sharedOptionsOf(command), io, services);
      const wanted = options['deny'] === true ? 'denied' : 'allowed';
      const answer = proposeFixes(session.snapshot, { query: { from, to }, namespace: session.namespace, wanted });
      if (isFixProblem(answer)) throw new UserError(fixProblemText(answer));
      print(answer, { format: textIn(options['output']) ?? 'text', pick }, session);
      finish(exitCode(answer));
    });
};

function readPick(text: string | undefined): number {
  if (text === undefined) return 1;
  if (!/^[1-9]\d?$/.test(text)) throw new UserError(`--pick ${text}: the number of a proposal, from 1`);
  return Number(text);
}

function exitCode({ already, proposals, answer }: FixAnswer): number {
  if (already || proposals.length > 0) return EXIT_OK;
  return exitCodeOf(answer.decision === 'unknown' ? 'unknown' : 'denied');
}

interface Printing {
  readonly format: string;
  readonly pick: number;
}

function print(answer: FixAnswer, { format, pick }: Printing, session: Session): void {
  if (format === 'json') session.out.raw(jsonText(fixJson(answer)));
  else if (format === 'yaml') session.out.raw(documents(answer, pick));
  else printText(answer, session);
}

function printText(answer: FixAnswer, { out }: Session): void {
  const { answer: now, proposals, obstacles } = answer;
  const { decision, from, to, port, protocol, pairs } = now;
  const end = `${to.text.includes(':') ? `[${to.text}]` : to.text}:${port}/${protocol ?? pairs[0]?.protocol ?? 'TCP'}`;
  out.lines([
    [
      span(`${decisionGlyph(decision, out.glyphs)} ${decision}`, decision),
      span(`  ${from.text} ${out.glyphs.right} ${end}`, 'strong'),
    ],
    headline(now),
    [span(fixSentence(answer))],
  ]);
  out.lines(obstacleLines(obstacles), 2);
  for (const [index, proposal] of proposals.entries()) {
    out.raw('\n');
    out.lines(proposalLines(proposal, index + 1, out.glyphs));
    out.lines(
      writtenLines(proposal).map((line) => [span(line, 'code')]),
      5,
    );
  }
}

/** One proposal's policies as documents to apply. */
function documents({ proposals, already }: FixAnswer, pick: number): string {
  if (already) return '# nothing to change\n';
  const proposal = proposals[pick - 1];
  if (proposal === undefined) {
    if (proposals.length > 0) throw new UserError(`--pick ${pick}: there are ${proposals.length} proposals`);
    return '# no edit of a NetworkPolicy was found that does it\n';
  }
  return proposalDocuments(proposal);
}
