import { plainText } from '../present/spans.ts';
import { printable } from '../present/text.ts';
import type { Outside } from './outside.ts';
import { type Scene, sceneOf } from './screens/scene.ts';
import { dedented, sourceSlice } from './screens/source-slice.ts';
import type { Contexts } from './state/contexts.ts';
import type { SourcePlace, SourceText } from './state/screens.ts';
import type { Action, Effect, State } from './state/state.ts';
import type { World } from './state/store.ts';
import type { Taking } from './state/taking.ts';
import type { EditorEnd, WhatIf } from './state/what-if.ts';
import { crumbsLine } from './view/crumbs.ts';
import type { Workshop } from './work.ts';

interface Performing {
  readonly outside: Outside;
  readonly workshop: Workshop;
  readonly apply: (action: Action) => void;
  /** Applies and draws: for what comes later. */
  readonly dispatch: (action: Action) => void;
  readonly press: (key: string) => void;
  readonly look: () => { readonly state: State; readonly world: World };
}

/** Has the outside do what the reducer asked for. */
export function performer({ outside, workshop, apply, dispatch, press, look }: Performing): (effect: Effect) => void {
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
      case 'copy':
        if (outside.copy(effect.text)) apply({ type: 'flash', kind: 'info', text: copiedText(effect.text) });
        else void savedInstead(outside, effect.text, COPIED_FILE).then(dispatch);
        break;
      case 'save':
        void saved(outside, `netpol-tui-${effect.screen}.txt`, wholeText(look().state, look().world)).then(dispatch);
        break;
      case 'take':
        void taken(outside, effect.taking, sceneOf(look().state, look().world)).then(dispatch);
        break;
      case 'save-text':
        void saved(outside, effect.file, effect.text).then(dispatch);
        break;
      case 'edit':
        void edited(outside, effect).then(dispatch);
        break;
      case 'read-source':
        void sourceRead(withEdits(outside, look().state.whatIf), effect.file, effect.place).then(dispatch);
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

/** Saves what is too long to be copied, and says so. */
async function savedInstead(outside: Outside, text: string, fileName: string): Promise<Action> {
  const action = await saved(outside, fileName, text);
  return action.type === 'flash' && action.kind === 'info'
    ? { ...action, text: `too long for the clipboard: ${action.text}` }
    : action;
}

/** Takes along what the screen shows. The making of it is loaded when somebody wants it. */
async function taken(outside: Outside, taking: Taking, scene: Scene): Promise<Action> {
  const { take } = await import('./take/taking.ts');
  const made = take(scene, taking, new Date(outside.now()).toISOString());
  if ('why' in made) return { type: 'flash', kind: 'error', text: printable(made.why) };
  if (taking.what !== 'copy') return saved(outside, made.file, made.text);
  if (outside.copy(made.text)) return { type: 'flash', kind: 'info', text: copiedText(made.text) };
  return savedInstead(outside, made.text, made.file);
}

/** Texts that were edited stand in no file any more. */
function withEdits(outside: Pick<Outside, 'readSource'>, { made }: WhatIf): Pick<Outside, 'readSource'> {
  return {
    readSource: (file) => {
      const written = made.findLast((edit) => edit.written?.file === file)?.written;
      return written === undefined ? outside.readSource(file) : Promise.resolve(written.text);
    },
  };
}

/** Has a text edited, and answers what came of it. */
async function edited(
  outside: Pick<Outside, 'readSource' | 'edit'>,
  { target, file, text }: Extract<Effect, { kind: 'edit' }>,
): Promise<Action> {
  const began = text.from === 'text' ? text.text : await textOfObject(outside, text.file, text.place);
  if (began === undefined)
    return { type: 'flash', kind: 'error', text: `the text of ${printable(file)} is not to be had any more` };
  const end = await outside
    .edit(file, began)
    .catch((error: unknown): EditorEnd => ({ kind: 'failed', why: messageOf(error) }));
  return { type: 'edited', target, file, end };
}

async function textOfObject(
  { readSource }: Pick<Outside, 'readSource'>,
  file: string,
  place: SourcePlace,
): Promise<string | undefined> {
  const text = await readSource(file).catch(() => undefined);
  return text === undefined ? undefined : `${dedented(sourceSlice(text, place).lines).join('\n')}\n`;
}

async function contextsRead(contexts: Contexts): Promise<Action> {
  return contexts.list().then(
    (entries): Action => ({ type: 'contexts', contexts: { state: 'read', entries } }),
    (error: unknown): Action => ({ type: 'contexts', contexts: { state: 'failed', why: messageOf(error) } }),
  );
}

async function sourceRead(outside: Pick<Outside, 'readSource'>, file: string, place: SourcePlace): Promise<Action> {
  const source = await outside.readSource(file).then(
    (text): SourceText => (text === undefined ? unavailable(file) : sourceSlice(text, place)),
    (error: unknown): SourceText => unavailable(file, messageOf(error)),
  );
  return { type: 'source', file, place, source };
}

function retryText({ source }: World): string {
  return source.kind === 'files' ? 'reading the files again' : 'asking the cluster again';
}

function copiedText(text: string): string {
  const [first = '', ...others] = text.split('\n');
  return others.length === 0 ? `copied ${printable(first)}` : `copied ${others.length + 1} lines: ${printable(first)}`;
}

function unavailable(file: string, why = 'it was not read from a file, or is not there any more'): SourceText {
  return { state: 'unavailable', why: `The text of ${printable(file)} is not available: ${printable(why)}.` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
