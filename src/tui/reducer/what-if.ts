import type { LabelChanges, Labelled } from '../../cluster/relabelled.ts';
import type { WhatIfEdit } from '../../cluster/what-if.ts';
import { RECIPE_NEEDS } from '../../engine/fix/read-recipe.ts';
import type { ObjectName } from '../../engine/watch/object-changes.ts';
import { nameInKey } from '../../model/cluster-objects.ts';
import type { Diagnostic } from '../../model/diagnostics.ts';
import type { Labels } from '../../model/labels.ts';
import type { RawObject } from '../../model/raw-object.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { objectText } from '../../present/change-text.ts';
import { count, printable } from '../../present/text.ts';
import { pursued } from '../commands/recipe-command.ts';
import { type Editable, editableOf, newPolicyFor } from '../screens/editable-text.ts';
import { lookupNamespace } from '../screens/reach-answer.ts';
import { recipeText } from '../screens/recipe-screen.ts';
import { sceneOf, subjectHere } from '../screens/scene.ts';
import { policyById } from '../screens/subjects.ts';
import { NOTHING_COMPARED } from '../state/comparison.ts';
import { freshScreen, type Subject } from '../state/screens.ts';
import { flashed, type State, topScreen, withEffect } from '../state/state.ts';
import type { World } from '../state/store.ts';
import type { EditorEnd, EditTarget, MadeEdit, WhatIf } from '../state/what-if.ts';
import { goTo } from './navigating.ts';
import { openPrompt } from './prompting.ts';

/** Opens the editor on what a subject stands for. */
export function editHere(state: State, subject: Subject | undefined, world: World): State {
  const { draft } = state.whatIf;
  if (topScreen(state).at === 'what-if' && draft !== undefined && subject === undefined)
    return asksEditor(state, { target: draft.target, text: { from: 'text', text: draft.text } });
  const top = topScreen(state);
  const recipe = top.at === 'recipe' ? recipeText(top) : undefined;
  if (recipe !== undefined) return asksEditor(state, newPolicyOf(recipe));
  if (subject === undefined) return flashed(state, 'info', 'nothing is selected');
  const editable = editableOf(subject, world.snapshot, state.whatIf);
  return typeof editable === 'string' ? flashed(state, 'info', printable(editable)) : asksEditor(state, editable);
}

/** Offers policies to begin with for whom a subject means; where it means nobody, the editor opens on a blank one. */
export function newPolicy(state: State, subject: Subject | undefined, world: World): State {
  const { snapshot } = world;
  const namespace = lookupNamespace(state);
  const of = pursued(subject, { snapshot, namespace: state.namespace });
  if (of === undefined) return asksEditor(state, newPolicyFor(subject, snapshot, namespace));
  return goTo(state, freshScreen({ at: 'recipes', subject, work: { kind: 'recipes', of, namespace } }));
}

/** Opens the editor on a policy by a recipe, or asks for what it needs; undefined where none is selected. */
export function openRecipe(state: State, world: World): State | undefined {
  const subject = subjectHere(sceneOf(state, world));
  if (subject?.kind !== 'recipe') return undefined;
  if (subject.yaml !== undefined) return asksEditor(state, newPolicyOf(subject.yaml));
  return subject.name !== 'blank' && RECIPE_NEEDS[subject.name] !== 'nothing'
    ? openPrompt(state, 'command', `recipe ${subject.name} `)
    : flashed(state, 'info', 'there is no such policy for what was selected');
}

function newPolicyOf(yaml: string): Editable {
  const note =
    '# A new policy, in memory only. Saved as it is, it is tried as it is; left without saving, nothing happens.\n';
  const text = yaml.startsWith('#') ? yaml : note + yaml.replace(/^---\n/, '');
  return { target: { name: undefined, reads: 'object' }, text: { from: 'text', text } };
}

function asksEditor(state: State, { target, text }: Editable): State {
  return withEffect(state, { kind: 'edit', target, file: fileNameOf(target), text });
}

const MOST_NAME = 80;

// The name is a file's, and is shown: nothing but plain characters.
function fileNameOf({ name }: EditTarget): string {
  const text = name === undefined ? 'new-policy' : `${name.namespace ?? ''}-${name.name}`;
  return `${
    text
      .replace(/[^A-Za-z0-9.-]+/g, '_')
      .replace(/^[-.]+/, '')
      .slice(0, MOST_NAME) || 'object'
  }.yaml`;
}

/** What came back from the editor is applied in memory, or kept as a draft with what is wrong with it. */
export function edited(
  state: State,
  { target, file, end }: { readonly target: EditTarget; readonly file: string; readonly end: EditorEnd },
  world: World,
): State {
  if (end.kind === 'unchanged') return flashed(state, 'info', 'nothing was changed');
  if (end.kind === 'failed') return flashed(state, 'error', `nothing was changed: ${printable(end.why)}`);
  const objects = end.events.flatMap((event) => (event.type === 'set' ? [event.object] : []));
  const read = end.diagnostics.filter(({ severity }) => severity === 'error');
  const empty = objects.length === 0 && read.length === 0 ? [nothingThere(file)] : [];
  const edits: readonly WhatIfEdit[] =
    target.reads === 'labels'
      ? labelEdits(target, objects[0], world.snapshot)
      : [{ kind: 'objects', events: end.events }];
  const refused = read.length + empty.length > 0 ? [] : refusals(state, edits, { objects, world });
  const problems = [...read, ...empty, ...refused];
  const written = { file, text: end.text };
  if (problems.length > 0) {
    const whatIf: WhatIf = { ...state.whatIf, draft: { ...written, target, problems } };
    return flashed(shown({ ...state, whatIf }), 'error', 'not applied: see what is wrong; e edits it again');
  }
  if (edits.length === 0) return flashed(state, 'info', 'no label was changed');
  const name = target.name ?? nameIn(objects[0]);
  const verb = target.name === undefined ? 'new' : target.reads === 'labels' ? 'label' : 'edit';
  return made(state, {
    title: name === undefined ? count(objects.length, 'object') : `${verb} ${objectText(name)}`,
    name: target.reads === 'labels' ? undefined : name,
    edits,
    written: target.reads === 'labels' ? undefined : written,
    files: [file],
    remarks: end.diagnostics,
  });
}

function nothingThere(file: string): Diagnostic {
  return {
    code: 'not-kubernetes',
    severity: 'error',
    message: 'there is no Kubernetes object in the text',
    position: { file, line: 1, column: 1 },
  };
}

/** What every server refuses never comes into force: that it would be gone instead is not what was meant. */
function refusals(
  state: State,
  edits: readonly WhatIfEdit[],
  { objects, world }: { readonly objects: readonly RawObject[]; readonly world: World },
): readonly Diagnostic[] {
  const after = world.overlaid([...state.whatIf.made.flatMap((one) => one.edits), ...edits]);
  const names = new Set(objects.flatMap((object) => nameIn(object)?.name ?? []));
  return after.refused
    .filter(({ id }) => names.has(id.name))
    .flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'));
}

function nameIn(object: RawObject | undefined): ObjectName | undefined {
  const metadata: unknown = object?.value['metadata'];
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const { name, namespace } = metadata as { readonly name?: unknown; readonly namespace?: unknown };
  if (typeof name !== 'string') return undefined;
  return {
    kind: String(object?.value['kind']),
    namespace: typeof namespace === 'string' ? namespace : undefined,
    name,
  };
}

function labelEdits({ name }: EditTarget, object: RawObject | undefined, snapshot: Snapshot): readonly WhatIfEdit[] {
  if (name === undefined) return [];
  const of = carriersOf(name, snapshot);
  const before = labelsOf(of[0], snapshot);
  const after = writtenLabels(object);
  const keys = new Set([...before.keys(), ...after.keys()]);
  const changes: LabelChanges = new Map(
    [...keys].filter((key) => before.get(key) !== after.get(key)).map((key) => [key, after.get(key)] as const),
  );
  return changes.size === 0 ? [] : [{ kind: 'labels', of, changes }];
}

function writtenLabels(object: RawObject | undefined): Labels {
  const metadata: unknown = object?.value['metadata'];
  const labels: unknown =
    typeof metadata === 'object' && metadata !== null ? (metadata as { readonly labels?: unknown }).labels : undefined;
  if (typeof labels !== 'object' || labels === null) return new Map();
  return new Map(Object.entries(labels).map(([key, value]) => [key, String(value)]));
}

/** Whose labels are changed: a workload's are those of its pods. */
function carriersOf(name: ObjectName, snapshot: Snapshot): readonly Labelled[] {
  const { kind, namespace = '' } = name;
  const itself: Labelled = { kind, namespace, name: name.name };
  if (kind === 'Namespace' || kind === 'Pod') return [itself];
  const pods = snapshot.workloads.get(`${namespace}/${kind}/${name.name}`)?.podKeys ?? [];
  const own = pods.flatMap((key) => {
    const pod = snapshot.pods.get(key);
    return pod === undefined || pod.state === 'template' ? [] : [{ kind: 'Pod', namespace, name: nameInKey(pod.key) }];
  });
  return [...own, itself];
}

function labelsOf(labelled: Labelled | undefined, snapshot: Snapshot): Labels {
  if (labelled === undefined) return new Map();
  const { kind, namespace, name } = labelled;
  if (kind === 'Namespace') return snapshot.namespaces.get(name)?.labels ?? new Map();
  const key = kind === 'Pod' ? `${namespace}/${name}` : `${namespace}/${kind}/${name}`;
  return snapshot.pods.get(key)?.labels ?? new Map();
}

/** Puts labels on (`key=value`) or takes them off (`key-`), as kubectl writes it. */
export function relabel(state: State, subject: Subject | undefined, words: readonly string[], world: World): State {
  const name = carrierName(subject, world.snapshot);
  if (name === undefined) return flashed(state, 'info', 'labels are put on pods, workloads and namespaces: select one');
  const changes = words.map((word) => /^([^=]+?)(?:=(.*)|-)$/.exec(word));
  if (words.length === 0 || changes.some((change) => change === null))
    return flashed(state, 'error', 'label KEY=VALUE puts a label on, label KEY- takes it off');
  const byKey = new Map(changes.map((change) => [change?.[1] ?? '', change?.[2]] as const));
  const edit: WhatIfEdit = { kind: 'labels', of: carriersOf(name, world.snapshot), changes: byKey };
  const title = `label ${objectText(name)} ${printable(words.join(' '))}`;
  return made(state, { ...NOT_WRITTEN, title, name: undefined, edits: [edit] });
}

function carrierName(subject: Subject | undefined, snapshot: Snapshot): ObjectName | undefined {
  if (subject?.kind === 'namespace') return { kind: 'Namespace', namespace: undefined, name: subject.name };
  if (subject?.kind === 'workload') return snapshot.workloads.get(subject.key);
  const pod = subject?.kind === 'pod' ? snapshot.pods.get(subject.key) : undefined;
  if (pod === undefined) return undefined;
  return pod.state === 'template' ? pod.workload : { kind: 'Pod', namespace: pod.namespace, name: nameInKey(pod.key) };
}

/** As if a policy were not there; on the What-if screen, as if the selected edit had not been made. */
export function removeHere(state: State, subject: Subject | undefined, world: World): State {
  const top = topScreen(state);
  const id = Number(/^edit\/(\d+)$/.exec(top.view.cursor.id ?? '')?.[1]);
  if (top.at === 'what-if' && id > 0) return withoutEdit(state, id);
  const policyId = subject?.kind === 'policy' ? subject.id : subject?.kind === 'rule' ? subject.policy : '';
  const ref = policyById(world.snapshot, policyId)?.ref;
  if (ref === undefined) return flashed(state, 'info', 'only policies are removed in memory: select one');
  const { apiVersion, kind, namespace, name } = ref;
  const gone: WhatIfEdit = {
    kind: 'objects',
    events: [{ type: 'delete', id: { apiVersion, kind, namespace: namespace ?? '', name } }],
  };
  return made(state, {
    title: `remove ${objectText(ref)}`,
    name: { kind, namespace, name },
    edits: [gone],
    ...NOT_WRITTEN,
  });
}

const NOT_WRITTEN = { written: undefined, files: [], remarks: [] };

function made(state: State, edit: Omit<MadeEdit, 'id'>): State {
  const { made: before, nextId } = state.whatIf;
  const whatIf: WhatIf = { made: [...before, { ...edit, id: nextId }], draft: undefined, nextId: nextId + 1 };
  return flashed(shown({ ...state, whatIf }), 'info', `in memory only: ${edit.title}; u undoes it`);
}

/** The What-if screen, unless one is there; from where a policy was chosen, not back to the choice. */
function shown(state: State): State {
  const { at } = topScreen(state);
  if (at === 'what-if') return state;
  const [root, ...rest] = state.stack.slice(0, -1);
  if ((at === 'recipe' || at === 'recipes') && root !== undefined) return shown({ ...state, stack: [root, ...rest] });
  return goTo(state, freshScreen({ at: 'what-if' }));
}

/** As if the last edit had not been made. */
export function undo(state: State): State {
  const last = state.whatIf.made.at(-1);
  if (last === undefined) return flashed(state, 'info', 'nothing was edited in memory');
  return withoutEdit(state, last.id);
}

function withoutEdit(state: State, id: number): State {
  const gone = state.whatIf.made.find((edit) => edit.id === id);
  const left = state.whatIf.made.filter((edit) => edit !== gone);
  // What was compared holds whole snapshots.
  const comparison = left.length === 0 ? NOTHING_COMPARED : state.comparison;
  const undone = { ...state, whatIf: { ...state.whatIf, made: left }, comparison };
  return flashed(undone, 'info', `undone: ${gone?.title ?? 'nothing'}`);
}
