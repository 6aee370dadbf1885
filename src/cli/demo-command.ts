import type { Command } from 'commander';
import { cell, type Table } from '../present/tables.ts';
import { enumerate } from '../present/text.ts';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';
import { printerFor } from './output.ts';
import type { CliServices, DemoScenario } from './services.ts';
import { sharedOptionsOf } from './shared-options.ts';
import { openExplorer } from './tui-command.ts';
import { UserError } from './user-error.ts';

const DEFAULT_SCENARIO = 'shop';

/** `demo [SCENARIO]`: the terminal UI on the bundled manifests. */
export const registerDemo: Register = (program, context) => {
  program
    .command('demo')
    .description('open the terminal UI on bundled manifests')
    .argument('[SCENARIO]', `which one (${DEFAULT_SCENARIO} when not said)`)
    .option('--list', 'list the scenarios')
    .addHelpText('after', '\nExamples:\n  netpol-tui demo\n  netpol-tui demo --list')
    .action(async (name: string | undefined, options: { list?: boolean }, command: Command) => {
      const { io, services, finish } = context;
      const shared = sharedOptionsOf(command);
      if (options.list === true) {
        const out = printerFor(io.stdout, io.env, shared);
        out.table(scenarioTable(await services.demoScenarios()));
        return finish(EXIT_OK);
      }
      const scenario = await scenarioNamed(name ?? DEFAULT_SCENARIO, services);
      finish(await openExplorer([scenario.path], shared, services));
    });
};

async function scenarioNamed(name: string, services: CliServices): Promise<DemoScenario> {
  const scenarios = await services.demoScenarios();
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    `there is no scenario ${name}: there are ${enumerate(scenarios.map((scenario) => scenario.name))}`,
  );
}

function scenarioTable(scenarios: readonly DemoScenario[]): Table<DemoScenario> {
  return {
    columns: [
      { id: 'name', title: 'SCENARIO', align: 'left', minWidth: 12, priority: 0 },
      { id: 'title', title: 'WHAT IT SHOWS', align: 'left', minWidth: 20, priority: 0 },
    ],
    rows: scenarios.map((scenario) => ({
      id: scenario.name,
      subject: scenario,
      cells: [cell(scenario.name, 'strong'), cell(scenario.title)],
    })),
  };
}
