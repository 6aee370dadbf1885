import { isProblem } from '../../engine/check.ts';
import { readDestination } from '../../engine/endpoint-syntax.ts';
import { endsInText } from '../../engine/pasted-endpoints.ts';
import { endpointNamed } from '../../engine/resolve.ts';
import type { Context } from '../screens/content.ts';
import { answerTo, lookupNamespace } from '../screens/reach-answer.ts';
import { completionsFor } from '../screens/reach-completions.ts';
import { contextOf } from '../screens/scene.ts';
import { AT_START } from '../state/cursor.ts';
import { FRESH_VIEW, freshScreen, type ReachForm, reachForm, type Screen } from '../state/screens.ts';
import { type State, topScreen, withTop } from '../state/state.ts';
import type { World } from '../state/store.ts';
import { edited, fieldOf, pasted } from '../state/text-field.ts';
import { back } from './navigating.ts';

type FieldName = 'from' | 'to';

/** A key while a field of the Reach form is being written. */
export function formKey(state: State, world: World, key: string): State {
  const screen = topScreen(state);
  if (screen.at !== 'reach' || screen.form.focus === 'answer') return state;
  const context = contextOf(state, world);
  const field = screen.form.focus;
  switch (key) {
    case 'esc':
      return leaveField(state, screen, context);
    case 'enter':
      return enterField(state, screen, context, field);
    case 'tab':
      return withForm(state, screen, tabbed(screen.form, context, field));
    case 'shift-tab':
      return withForm(state, screen, focusOn(screen.form, field === 'to' ? 'from' : 'answer'));
    case 'down':
    case 'ctrl-n':
      return withForm(
        state,
        screen,
        chosen(screen.form, context, 1) ?? focusOn(screen.form, field === 'from' ? 'to' : 'answer'),
      );
    case 'up':
    case 'ctrl-p':
      return withForm(state, screen, chosen(screen.form, context, -1) ?? focusOn(screen.form, 'from'));
    default: {
      const changed = edited(screen.form[field], key);
      return changed === undefined ? state : withForm(state, screen, written(screen.form, field, changed));
    }
  }
}

/** A paste into the field that is being written: the ends it speaks of, where it does; else the text as it is. */
export function formPaste(state: State, world: World, text: string): State {
  const screen = topScreen(state);
  if (screen.at !== 'reach' || screen.form.focus === 'answer') return state;
  const { form } = screen;
  const field = form.focus === 'to' ? 'to' : 'from';
  const ends = endsInText(world.snapshot, text, lookupNamespace(state));
  if (ends?.from !== undefined) {
    return withForm(state, screen, ask({ ...form, from: fieldOf(ends.from), to: fieldOf(ends.to) }));
  }
  if (ends !== undefined && form[field].text === '')
    return withForm(state, screen, written(form, field, fieldOf(ends.to)));
  return withForm(state, screen, written(form, field, pasted(form[field], text)));
}

/** A paste where nothing is being written: the question about the ends it speaks of; undefined when it speaks of none. */
export function pastedQuestion(state: State, world: World, text: string): Screen | undefined {
  const ends = endsInText(world.snapshot, text, lookupNamespace(state));
  return ends && freshScreen({ at: 'reach', form: reachForm(ends) });
}

/** Source and destination change places, and the question is asked again when both are there. */
export function swapEnds(state: State): State {
  const screen = topScreen(state);
  if (screen.at !== 'reach') return state;
  const { form } = screen;
  const swapped = { ...form, from: form.to, to: form.from };
  return form.from.text === '' || form.to.text === ''
    ? withForm(state, screen, swapped)
    : withForm(state, screen, ask(swapped));
}

/** Another part of the form. */
export function focusForm(state: State, focus: ReachForm['focus']): State {
  const screen = topScreen(state);
  return screen.at === 'reach' ? withForm(state, screen, focusOn(screen.form, focus)) : state;
}

type ReachScreen = Extract<Screen, { at: 'reach' }>;

function withForm(state: State, screen: ReachScreen, form: ReachForm): State {
  const isNew = form.asked !== screen.form.asked;
  if (!isNew) return withTop(state, { ...screen, form });
  return insteadOfAnswer(withTop(state, { ...screen, form, view: { ...FRESH_VIEW, cursor: AT_START } }));
}

/** The new answer in place of the one below it, from where its question was begun; history has that. */
function insteadOfAnswer(state: State): State {
  const top = topScreen(state);
  const [root, ...rest] = state.stack.at(-2)?.at === 'reach' ? [...state.stack.slice(0, -2), top] : state.stack;
  return root === undefined ? state : { ...state, stack: [root, ...rest] };
}

function focusOn(form: ReachForm, focus: ReachForm['focus']): ReachForm {
  return { ...form, focus, choice: undefined, offering: focus !== 'answer' };
}

function written(form: ReachForm, field: FieldName, value: ReachForm['from']): ReachForm {
  return { ...form, [field]: value, choice: undefined, offering: true };
}

function ask(form: ReachForm): ReachForm {
  return {
    ...form,
    focus: 'answer',
    choice: undefined,
    offering: false,
    asked: { from: form.from.text.trim(), to: form.to.text.trim() },
  };
}

// First the completions go, then the form; with an answer below, one stays to read it.
function leaveField(state: State, screen: ReachScreen, context: Context): State {
  const { form } = screen;
  if (form.choice !== undefined) return withForm(state, screen, { ...form, choice: undefined });
  if (form.asked !== undefined) return withForm(state, screen, focusOn(form, 'answer'));
  if (completionsFor(form, context).length > 0 && form[form.focus === 'to' ? 'to' : 'from'].text !== '') {
    return withForm(state, screen, { ...form, offering: false });
  }
  return back(state);
}

function chosen(form: ReachForm, context: Context, by: 1 | -1): ReachForm | undefined {
  const { length } = completionsFor(form, context);
  if (length === 0) return undefined;
  const from = form.choice ?? (by === 1 ? -1 : length);
  return { ...form, choice: (from + by + length) % length };
}

function accepted(form: ReachForm, context: Context, field: FieldName, choice: number): ReachForm {
  const completion = completionsFor(form, context)[choice];
  return completion === undefined ? form : written(form, field, fieldOf(completion.text));
}

// Tab completes what is not yet a name; behind a name it goes to the next field.
function tabbed(form: ReachForm, context: Context, field: FieldName): ReachForm {
  if (form.choice !== undefined) return accepted(form, context, field, form.choice);
  const offers = completionsFor(form, context).length > 0;
  if (offers && form[field].text !== '' && !isEndpoint(form[field].text, context))
    return accepted(form, context, field, 0);
  return focusOn(form, field === 'from' ? 'to' : 'answer');
}

// A port is hardly ever wanted as far as it is typed when a longer one is offered.
function isEndpoint(text: string, context: Context): boolean {
  const read = readDestination(text);
  return typeof read !== 'string' && read.port === undefined && namesEndpoint(text, context);
}

function namesEndpoint(text: string, context: Context): boolean {
  const read = readDestination(text);
  return (
    typeof read !== 'string' && endpointNamed(context.snapshot, read.endpoint, lookupNamespace(context)) !== undefined
  );
}

function enterField(state: State, screen: ReachScreen, context: Context, field: FieldName): State {
  const { form } = screen;
  const taken = takenByEnter(form, context, field);
  if (taken !== undefined) return withForm(state, screen, field === 'from' ? afterSource(taken, context) : taken);
  if (form.from.text.trim() === '') return withForm(state, screen, focusOn(form, 'from'));
  if (form.to.text.trim() === '') return withForm(state, screen, focusOn(form, 'to'));
  return withForm(state, screen, askOrCorrect(form, context));
}

// What is chosen, or where the text names nothing yet, what is offered first.
function takenByEnter(form: ReachForm, context: Context, field: FieldName): ReachForm | undefined {
  if (form.choice !== undefined) return accepted(form, context, field, form.choice);
  const { text } = form[field];
  if (text.trim() === '' || namesEndpoint(text, context) || completionsFor(form, context).length === 0)
    return undefined;
  return accepted(form, context, field, 0);
}

function afterSource(form: ReachForm, context: Context): ReachForm {
  return form.to.text.trim() === '' ? focusOn(form, 'to') : askOrCorrect(form, context);
}

// A name that cannot be found is corrected where it was written.
function askOrCorrect(form: ReachForm, context: Context): ReachForm {
  const asked = ask(form);
  const answer = answerTo(asked, context);
  if (answer === undefined || !isProblem(answer)) return asked;
  return { ...focusOn(asked, answer.problem === 'endpoint' ? answer.which : 'to'), offering: false };
}
