import { isProblem } from '../../engine/check.ts';
import { problemText } from '../../present/problem-text.ts';
import { count, printable } from '../../present/text.ts';
import type { CopyForm, CopyForms } from '../state/taking.ts';
import { proposalText } from './fixes-screen.ts';
import { answerTo } from './reach-answer.ts';
import { recipeText } from './recipe-screen.ts';
import { type Scene, subjectHere } from './scene.ts';
import { subjectName } from './subjects.ts';

/** The answer's forms, each named as `:copy` takes it. */
const ANSWER: readonly [CopyForm, ...CopyForm[]] = [
  { id: 'text', title: 'text, with the reasons' },
  { id: 'md', title: 'Markdown, for a ticket' },
  { id: 'json', title: 'JSON, as netpol-tui check -o json writes it' },
  { id: 'command', title: 'the netpol-tui check command that asks it' },
  { id: 'probe', title: 'the kubectl command that tries it' },
  { id: 'assertion', title: 'an assertion for netpol-tui test' },
];

/** The forms in which what is on the screen can be copied; undefined where there is nothing to copy. */
export function copyFormsOf(scene: Scene): CopyForms | undefined {
  const { screen, context } = scene;
  switch (screen.at) {
    case 'reach': {
      const answer = answerTo(screen.form, context);
      if (answer === undefined) return named(scene);
      return isProblem(answer) ? only('text', problemText(answer)) : { of: 'answer', forms: ANSWER };
    }
    case 'fixes':
      return only('YAML', proposalText(screen, scene.focused.content.idAt(scene.focused.place.cursor.index)));
    case 'recipes': {
      const subject = subjectHere(scene);
      return only('YAML', subject?.kind === 'recipe' ? subject.yaml : undefined);
    }
    case 'recipe':
      return only('YAML', recipeText(screen));
    case 'yaml':
      return screen.source.state === 'read'
        ? written(screen.source.lines, scene.focused.place.cursor.index)
        : undefined;
    case 'describe':
    case 'topic':
      return nameOrText(scene);
    default:
      return named(scene);
  }
}

function only(title: string, text: string | undefined): CopyForms | undefined {
  return text === undefined ? undefined : { of: 'text', forms: [{ id: title.toLowerCase(), title, text }] };
}

function named(scene: Scene): CopyForms | undefined {
  const name = nameHere(scene);
  return name && { of: 'text', forms: [name] };
}

function nameHere(scene: Scene): CopyForm | undefined {
  const subject = subjectHere(scene);
  const text = subject === undefined ? '' : subjectName(subject, scene.context.snapshot);
  return text === '' ? undefined : { id: 'name', title: `the name: ${text}`, text };
}

function nameOrText(scene: Scene): CopyForms {
  const { content } = scene.focused;
  const lines = Array.from({ length: content.length }, (_, index) => content.textAt(index).trimEnd());
  const all: CopyForm = { id: 'all', title: `the text, ${count(lines.length, 'line')}`, text: `${lines.join('\n')}\n` };
  const name = nameHere(scene);
  return { of: 'text', forms: name === undefined ? [all] : [name, all] };
}

function written(raw: readonly string[], index: number): CopyForms {
  const lines = raw.map(printable);
  const line = lines[index] ?? '';
  return {
    of: 'text',
    forms: [
      { id: 'line', title: `the line: ${line.trim()}`, text: line },
      { id: 'all', title: `the whole, ${count(lines.length, 'line')}`, text: `${lines.join('\n')}\n` },
    ],
  };
}
