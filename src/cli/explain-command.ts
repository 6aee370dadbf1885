import type { Command } from 'commander';
import { printable } from '../present/text.ts';
import { topicIndex, topicLines } from '../present/topic-text.ts';
import { allTopics, topicNamed } from '../present/topics.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { printerFor } from './output.ts';
import { sharedOptionsOf } from './shared-options.ts';
import { UserError } from './user-error.ts';

/** `explain [TOPIC]`: the rules of network policies, each in a minute. */
export const registerExplain: Register = (program, { io, finish }) => {
  program
    .command('explain')
    .description('a rule of network policies in a minute; without a topic, all there are')
    .argument('[TOPIC]', 'for example isolation, and-or, service-ports, dns, tiers')
    .addHelpText('after', '\nExamples:\n  netpol-tui explain\n  netpol-tui explain and-or')
    .action((name: string | undefined, _options: unknown, command: Command) => {
      const topic = name === undefined ? undefined : topicNamed(name);
      if (name !== undefined && topic === undefined) {
        const known = allTopics().map(({ id }) => id);
        throw new UserError(`there is no topic ${printable(name)}: there are ${known.join(', ')}`);
      }
      const out = printerFor(io.stdout, io.env, sharedOptionsOf(command));
      const lines = topic === undefined ? topicIndex() : topicLines(topic);
      for (const { indent, spans } of lines) out.lines([spans], 2 * indent);
      finish(EXIT_OK);
    });
};
