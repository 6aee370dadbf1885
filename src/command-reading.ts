import { readCluster } from './ask-cluster.ts';
import type { CliServices } from './cli/services.ts';
import { objectsIn } from './lay-over-files.ts';
import { loadSnapshot } from './load-world.ts';
import type { Input } from './read-input.ts';
import { reportSettings } from './report-settings.ts';
import { captureCluster, captureFiles, chance, isSnapshot, writeNamedFile } from './snapshot-io.ts';

/** What commands read and write with, the settings among it. */
export type CommandReading = Pick<
  CliServices,
  'readObjects' | 'load' | 'loadCluster' | 'capture' | 'isSnapshot' | 'writeFile' | 'chance' | 'settings'
>;

/** Reads files, standard input and clusters for commands. */
export function commandReading({ stdin }: Input, env: NodeJS.ProcessEnv): CommandReading {
  return {
    readObjects: (paths) => objectsIn({ paths, stdin }),
    load: (paths) => loadSnapshot({ paths, stdin }),
    loadCluster: (choice) => readCluster(choice, env),
    capture: (paths, cluster) => (paths.length === 0 ? captureCluster(cluster, env) : captureFiles({ paths, stdin })),
    isSnapshot,
    writeFile: writeNamedFile,
    chance,
    settings: () => reportSettings(env),
  };
}
