import { plainText } from '../../present/spans.ts';
import { count } from '../../present/text.ts';
import { kindOf } from '../screens/registry.ts';
import { type Scene, sceneOf, selectedIndex } from '../screens/scene.ts';
import type { State } from '../state/state.ts';
import type { World } from '../state/store.ts';
import { hintLines } from '../view/hints.ts';
import { topLine } from '../view/top-line.ts';

/** What is looked at, at one moment. */
export interface Looked {
  readonly state: State;
  readonly world: World;
}

/** Lines read at most when a whole screen is: a list of a big cluster would be read for hours. */
const MOST_LINES = 200;

/** What is said at the beginning: where one is, what there is, and how to hear more. */
export function greeting(looked: Looked): readonly string[] {
  const hints = hintLines(looked.state).map((line) => plainText(line).trim());
  return [topText(looked), ...hints, ...screenSpoken(looked)].map(spoken);
}

/** What is said after something has changed, in order; nothing where nothing did that one could hear of. */
export function changesSpoken(before: Looked, after: Looked): readonly string[] {
  const said = isSameScreen(before.state, after.state)
    ? [...promptSpoken(before, after), ...formSpoken(before, after), ...lineSpoken(before, after)]
    : screenSpoken(after);
  return [...said, ...newsSpoken(before.state, after.state), ...worldSpoken(before, after)].map(spoken);
}

/** Every line of the screen, and what stands above them. */
export function wholeScreenSpoken({ state, world }: Looked): readonly string[] {
  const scene = sceneOf(state, world);
  const lines = scene.panes.flatMap(({ title, content }) => {
    const shown = Math.min(content.length, MOST_LINES);
    const more = content.length > shown ? [`and ${count(content.length - shown, 'more line')}`] : [];
    const own = Array.from({ length: shown }, (_, index) => textOf(scene, content, index));
    return [...(title === undefined ? [] : [plainText(title)]), ...own, ...more];
  });
  return [...scene.above.map(plainText), ...lines].map(spoken).filter((line) => line !== '');
}

function isSameScreen(before: State, after: State): boolean {
  const [a, b] = [before.stack.at(-1), after.stack.at(-1)];
  return before.stack.length === after.stack.length && a?.at === b?.at && before.namespace === after.namespace;
}

function screenSpoken({ state, world }: Looked): readonly string[] {
  const scene = sceneOf(state, world);
  const { content } = scene.focused;
  const title = kindOf(scene.screen).title(scene.screen, scene.context);
  const size = content.isText ? count(content.length, 'line') : count(content.shown, 'row');
  const empty = content.length === 0 ? content.empty : [];
  return [`${title}: ${size}`, ...scene.above.map(plainText), ...empty, ...selectionOf(scene)];
}

function selectionOf(scene: Scene): readonly string[] {
  const index = selectedIndex(scene);
  if (index < 0) return [];
  const { content, title } = scene.focused;
  const pane = title === undefined ? '' : `${plainText(title).trim()}, `;
  return [`${pane}${index + 1} of ${content.length}: ${textOf(scene, content, index)}`];
}

function textOf(scene: Scene, content: Scene['focused']['content'], index: number): string {
  const folded = content.isExpandable(index)
    ? `, ${scene.screen.view.expanded.has(content.idAt(index) ?? '') ? 'open' : 'closed'}`
    : '';
  return `${content.spokenAt?.(index) ?? content.textAt(index)}${folded}`;
}

function lineSpoken(before: Looked, after: Looked): readonly string[] {
  const [was, is] = [sceneOf(before.state, before.world), sceneOf(after.state, after.world)];
  const rows = `${is.focused.content.shown} of ${is.focused.content.total}`;
  const counted = was.screen.view.filter !== is.screen.view.filter && !is.kind.searches ? [`${rows} rows`] : [];
  // While files are being read, rows come and go many times a second.
  if (before.world !== after.world && !after.world.loading.done) return counted;
  const selection = selectionOf(is);
  if (selection[0] === selectionOf(was)[0]) return counted;
  const isSameLine =
    was.focused.place.cursor.id === is.focused.place.cursor.id &&
    before.world.loading.done &&
    before.world !== after.world;
  return [...counted, ...selection.map((line) => (isSameLine ? `changed: ${line}` : line))];
}

function promptSpoken({ state: { prompt: was } }: Looked, { state: { prompt: is } }: Looked): readonly string[] {
  if (is.mode === 'none') return was.mode === 'none' ? [] : [`${was.mode} closed`];
  const [had, has] = [promptText(was), promptText(is)];
  return had === has ? [] : [`${is.mode}: ${has}`];
}

/** What is written in a prompt, or chosen in a menu; undefined where there is none. */
function promptText(prompt: State['prompt']): string | undefined {
  if (prompt.mode === 'none') return undefined;
  if (prompt.mode !== 'copy') return prompt.field.text === '' ? 'empty' : prompt.field.text;
  const { offered, choice } = prompt;
  return `as ${offered.forms[choice]?.title ?? ''}, ${choice + 1} of ${offered.forms.length}`;
}

// What is proposed and what was answered stand in the lines above the list.
function formSpoken(before: Looked, after: Looked): readonly string[] {
  const [was, is] = [sceneOf(before.state, before.world), sceneOf(after.state, after.world)];
  if (is.screen.at !== 'reach') return [];
  const known = new Set(was.above.map(plainText));
  return is.above.map(plainText).filter((line) => line.trim() !== '' && !known.has(line));
}

function newsSpoken({ flash: was }: State, { flash: is }: State): readonly string[] {
  if (is === undefined || is.id === was?.id) return [];
  return [is.kind === 'error' ? `error: ${is.text}` : is.text];
}

// While files are being read the counts change many times a second: they are said once all are.
function worldSpoken(before: Looked, after: Looked): readonly string[] {
  if (before.world === after.world || !after.world.loading.done) return [];
  const text = topText(after);
  return text === topText(before) ? [] : [text];
}

function topText({ state, world }: Looked): string {
  const scene = sceneOf(state, world);
  return plainText(topLine({ ...scene.context, columns: Number.POSITIVE_INFINITY })).trim();
}

/** Without signs that stand beside words, bars and alignment: they would be read out one by one. */
function spoken(line: string): string {
  return line
    .replaceAll(/[○◐●✓✗▲▸▾◂·│›⏎\u2580-\u259f]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ([,.;])/g, '$1')
    .trim();
}
