import { messageOf } from '../model/errors.ts';
import { plainText } from '../present/spans.ts';
import { printable } from '../present/text.ts';
import type { Finder } from './find-beside.ts';
import { sourceText, type TextSources, textToEdit } from './object-texts.ts';
import type { Outside } from './outside.ts';
import { withAllKnown } from './screens/beside.ts';
import { type Scene, sceneOf } from './screens/scene.ts';
import type { Contexts } from './state/contexts.ts';
import type { TextPlace } from './state/screens.ts';
import type { Action, Effect, State } from './state/state.ts';
import type { World } from './state/store.ts';
import type { Taking } from './state/taking.ts';
import type { EditorEnd, WhatIf } from './state/what-if.ts';
import { crumbsLine } from './view/crumbs.ts';
import type { Workshop } from './work.ts';

interface Performing {
  readonly outside: Outside;
  readonly workshop: Workshop;
  readonly finder: Pick<Finder, 'finish'>;
  readonly apply: (action: Action) => void;
  /** Applies and draws: for what comes later. */
  readonly dispatch: (action: Action) => void;
  readonly press: (key: string) => void;
  readonly look: () => { readonly state: State; readonly world: World };
}

/** Has the outside do what the reducer asked for. */
export function performer({
  outside,
  workshop,
  finder,
  apply,
  dispatch,
  press,
  look,
}: Performing): (effect: Effect) => void {
  return (effect) => {
    switch (effect.kind) {
      case 'quit':
        outside.quit();
        break;
      case 'suspend':
        outside.suspend();
        break;
      case 'retry':
        outside.retry();
        apply({ type: 'flash', kind: 'info', text: retryText(look().world) });
        break;
      case 'stop-reading':
        outside.stopReading();
        break;
      case 'copy':
        copied(outside, effect.text, COPIED_FILE, { now: apply, later: dispatch });
        break;
      case 'save':
        finder.finish();
        void saved(
          outside,
          `netpol-tui-${effect.screen}.txt`,
          withAllKnown(() => wholeText(look().state, look().world)),
        ).then(dispatch);
        break;
      case 'take':
        finder.finish();
        void taken(outside, effect.taking, sceneOf(look().state, look().world), dispatch);
        break;
      case 'save-text':
        void saved(outside, effect.file, effect.text).then(dispatch);
        break;
      case 'edit':
        void edited(outside, effect).then(dispatch);
        break;
      case 'read-source':
        void sourceRead(withEdits(outside, look().state.whatIf), effect.of).then(dispatch);
        break;
      case 'work':
        workshop.begin(effect.work, look().world.snapshot);
        break;
      case 'read-contexts':
        void contextsRead(outside.contexts).then(dispatch);
        break;
      case 'use-context':
        outside.contexts.use(effect.name).catch((error: unknown) => {
          dispatch({ type: 'flash', kind: 'error', text: printable(messageOf(error)) });
        });
        break;
      case 'bell':
        outside.bell();
        break;
      case 'redraw':
        outside.redraw();
        break;
      case 'remember':
        outside.remember(look().state.memory);
        break;
      case 'press':
        press(effect.key);
        break;
    }
  };
}

/** Saves a text, and says where or why not. */
async function saved(outside: Outside, fileName: string, text: string): Promise<Action> {
  return outside.saveText(fileName, text).then(
    (path): Action => ({ type: 'flash', kind: 'info', text: `saved ${printable(path)}` }),
    (error: unknown): Action => ({ type: 'flash', kind: 'error', text: `cannot save: ${printable(messageOf(error))}` }),
  );
}

/** Where a text goes that is too long for the clipboard. */
const COPIED_FILE = 'netpol-tui-copied.txt';

interface Telling {
  readonly now: (action: Action) => void;
  readonly later: (action: Action) => void;
}

/** Copies a text, or saves it where it cannot be, and says so. */
function copied(outside: Outside, text: string, fileName: string, { now, later }: Telling): void {
  const result = outside.copy(text);
  if (result === 'copied') now({ type: 'flash', kind: 'info', text: copiedText(text) });
  else void savedInstead(outside, text, fileName, WHY_NOT[result]).then(later);
}

const WHY_NOT = {
  'too-long': 'too long for the clipboard',
  'no-clipboard': 'no clipboard behind this terminal',
} as const;

async function savedInstead(outside: Outside, text: string, fileName: string, why: string): Promise<Action> {
  const action = await saved(outside, fileName, text);
  return action.type === 'flash' && action.kind === 'info' ? { ...action, text: `${why}: ${action.text}` } : action;
}

/** Takes along what the screen shows. The making of it is loaded when somebody wants it. */
async function taken(
  outside: Outside,
  taking: Taking,
  scene: Scene,
  dispatch: (action: Action) => void,
): Promise<void> {
  const { take } = await import('./take/taking.ts');
  const made = take(scene, taking, new Date(outside.now()).toISOString());
  if ('why' in made) dispatch({ type: 'flash', kind: 'error', text: printable(made.why) });
  else if (taking.what === 'copy') copied(outside, made.text, made.file, { now: dispatch, later: dispatch });
  else dispatch(await saved(outside, made.file, made.text));
}

/** Texts that were edited stand in no file any more. */
function withEdits(outside: TextSources, { made }: WhatIf): TextSources {
  return {
    readObject: outside.readObject,
    readSource: (file) => {
      const written = made.findLast((edit) => edit.written?.file === file)?.written;
      return written === undefined ? outside.readSource(file) : Promise.resolve(written.text);
    },
  };
}

/** Has a text edited, and answers what came of it. */
async function edited(
  outside: TextSources & Pick<Outside, 'edit'>,
  { target, file, text }: Extract<Effect, { kind: 'edit' }>,
): Promise<Action> {
  const began = await textToEdit(outside, text);
  if ('why' in began) return { type: 'flash', kind: 'error', text: printable(began.why) };
  const end = await outside
    .edit(file, began.text)
    .catch((error: unknown): EditorEnd => ({ kind: 'failed', why: messageOf(error) }));
  // What was there already and is saved as it was is no edit; a policy that is new is.
  const isSame = end.kind === 'written' && end.text === began.text && target.name !== undefined;
  return { type: 'edited', target, file, end: isSame ? { kind: 'unchanged' } : end };
}

async function contextsRead(contexts: Contexts): Promise<Action> {
  return contexts.list().then(
    (entries): Action => ({ type: 'contexts', contexts: { state: 'read', entries } }),
    (error: unknown): Action => ({ type: 'contexts', contexts: { state: 'failed', why: messageOf(error) } }),
  );
}

async function sourceRead(outside: TextSources, of: TextPlace): Promise<Action> {
  return { type: 'source', of, source: await sourceText(outside, of) };
}

function retryText({ source }: World): string {
  return source.kind === 'files' ? 'reading the files again' : 'asking the cluster again';
}

function copiedText(text: string): string {
  const [first = '', ...others] = text.split('\n');
  return others.length === 0 ? `copied ${printable(first)}` : `copied ${others.length + 1} lines: ${printable(first)}`;
}

/** The screen with all its lines, also those that do not fit, without colours. */
function wholeText(state: State, world: World): string {
  const scene = sceneOf(state, world);
  const panes = scene.panes.flatMap(({ title, content }) => [
    ...(title === undefined ? [] : [title]),
    ...(content.header === undefined ? [] : [content.header]),
    ...Array.from({ length: content.length }, (_, index) => content.lineAt(index)),
  ]);
  const lines = [crumbsLine(state, scene), ...scene.above, ...panes, ...scene.below];
  return `${lines.map((line) => plainText(line).trimEnd()).join('\n')}\n`;
}
