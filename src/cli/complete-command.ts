import type { Snapshot } from '../model/snapshot.ts';
import type { CommandContext, Register } from './command-context.ts';
import { type Candidate, candidateLines, endpointCandidates, type TypedLine, typedLine } from './completions.ts';
import { EXIT_OK } from './exit-codes.ts';

/** Whoever presses tab does not wait longer. */
const PATIENCE_MS = 2000;

/** `__complete WORD…`: for the scripts of `completion`; the last word is the one being typed. Says nothing when it cannot tell. */
export const registerComplete: Register = (program, context) => {
  program
    .command('__complete', { hidden: true })
    .argument('[WORD...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (words: string[]) => {
      context.io.stdout.write(await answer(typedLine(program, words), context));
      context.finish(EXIT_OK);
    });
};

async function answer(line: TypedLine, context: CommandContext): Promise<string> {
  const { wanted, word, given } = line;
  switch (wanted.kind) {
    case 'words':
      return candidateLines(wanted.words, word, wanted.orFiles);
    case 'contexts': {
      const names = await inTime(context.services.contextNames(given.get('kubeconfig')?.at(-1)), []);
      return candidateLines(names.map(plain), word, false);
    }
    case 'namespaces': {
      const snapshot = await read(line, context);
      return candidateLines([...(snapshot?.namespaces.keys() ?? [])].map(plain), word, false);
    }
    case 'endpoints': {
      const snapshot = await read(line, context);
      if (snapshot === undefined) return '';
      const namespace = given.get('namespace')?.at(-1) ?? 'default';
      return candidateLines(endpointCandidates(snapshot, word, { ...wanted, namespace }), word, false);
    }
  }
}

function plain(text: string): Candidate {
  return { text, detail: '' };
}

/** What the line says to read, as far as it is read in time. */
async function read({ given }: TypedLine, { services }: CommandContext): Promise<Snapshot | undefined> {
  const paths = [...(given.get('replay') ?? []), ...(given.get('filename') ?? [])].filter((path) => path !== '-');
  const last = (name: string): string | undefined => given.get(name)?.at(-1);
  const reading =
    paths.length > 0
      ? services.load(paths)
      : services.loadCluster({
          kubeconfig: last('kubeconfig'),
          context: last('context'),
          cluster: last('cluster'),
          user: last('user'),
          as: last('as'),
          asGroups: given.get('as-group') ?? [],
          timeoutMs: PATIENCE_MS,
          namespace: last('namespace'),
        });
  return inTime(
    reading.then(({ snapshot }) => snapshot),
    undefined,
  );
}

// Where something is wrong, the command itself will say so; here nobody reads it.
async function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, otherwise);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
}
