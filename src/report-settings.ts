import type { SettingsReport } from './cli/services.ts';
import { readSettingsFile, settingsPath } from './sources/personal-files.ts';
import { readSettings } from './tui/settings/read-settings.ts';
import { defaultSettingsText } from './tui/settings/settings-text.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The settings file, checked; and what one with every default would say. */
export async function reportSettings(env: Env): Promise<SettingsReport> {
  const file = await readSettingsFile(env);
  return {
    path: file?.path ?? settingsPath(env),
    exists: file !== undefined,
    problems: file === undefined ? [] : readSettings(file).problems,
    defaults: defaultSettingsText(),
  };
}
