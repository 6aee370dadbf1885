import type { LoggedChange } from '../../engine/watch/change-log.ts';
import { changeLine, fieldText, flippedText, objectText } from '../../present/change-text.ts';
import { span } from '../../present/spans.ts';
import { pad, width } from '../../present/text.ts';
import { readFilter } from '../state/row-filter.ts';
import type { Screen, View } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, type Item, itemContent, type ScreenKind } from './content.ts';
import { filteredItems } from './item-filter.ts';
import { subjectOfName } from './subjects.ts';

type ChangesScreen = Extract<Screen, { at: 'changes' }>;

/** What was added, edited and deleted while watching, newest first. */
export const changesScreen: ScreenKind<ChangesScreen> = {
  title: (_screen, { watching }) => `Changes(${watching.log.seen})`,
  searches: false,
  content: ({ view }, context) => {
    const entries = context.watching.log.entries.filter((entry) => isShown(entry, context));
    const nameColumns = Math.min(
      Math.floor(context.columns / 2),
      entries.reduce((widest, { name }) => Math.max(widest, width(objectText(name))), 6),
    );
    const items = entries.flatMap((entry) => entryItems(entry, { view, context, nameColumns }));
    const header = [span(` TIME      CHANGE     ${pad('OBJECT', nameColumns)}  WHAT`, 'title')];
    return itemContent(filteredItems(items, readFilter(view.filter)), {
      header: entries.length === 0 ? undefined : header,
      total: items.filter(({ id }) => id !== undefined).length,
      empty: emptyText(view, context),
    });
  },
};

function isShown({ name }: LoggedChange, { namespace }: Context): boolean {
  if (namespace === undefined || name.namespace === namespace) return true;
  return name.namespace === undefined && (name.kind !== 'Namespace' || name.name === namespace);
}

function emptyText({ filter }: View, { watching, world, namespace }: Context): readonly string[] {
  if (filter !== '') return [`No change matches "${filter}".`, 'esc clears the filter.'];
  if (watching.log.seen > 0 && namespace !== undefined)
    return [`Nothing has changed in namespace ${namespace}.`, '0 shows all namespaces.'];
  return world.source.kind === 'files'
    ? ['Nothing has changed since the files were read.', 'ctrl-r reads them again; what is different then stands here.']
    : [
        'Nothing has changed since watching began.',
        'Leave it running: what is added, edited or deleted comes up here.',
      ];
}

interface Shown {
  readonly view: View;
  readonly context: Context;
  readonly nameColumns: number;
}

function entryItems(entry: LoggedChange, { view, context, nameColumns }: Shown): readonly Item[] {
  const id = `change/${entry.id}`;
  const subject = subjectOfName(entry.name, context.snapshot);
  const row: Item = {
    id,
    line: () => changeLine(entry, nameColumns, context.glyphs),
    expandable: entry.fields.length + entry.flipped.length > 0,
    ...(subject === undefined ? {} : { subject }),
  };
  if (!view.expanded.has(id)) return [row];
  const texts = [
    ...entry.fields.map((field) => fieldText(field, context.glyphs)),
    ...entry.flipped.map((pin) => flippedText(pin, context.glyphs)),
  ];
  const details = texts.flatMap((text, i) =>
    hangingLines([span(text)], context.columns, 11).map((line, j): Item => {
      return { id: `${id}/${i}/${j}`, line, ...(subject === undefined ? {} : { subject }) };
    }),
  );
  return [row, ...details];
}
