import { type Line, type Span, span } from '../../present/spans.ts';
import { width, wrap } from '../../present/text.ts';
import { type PaneScene, type Scene, sceneOf } from '../screens/scene.ts';
import type { State } from '../state/state.ts';
import type { World } from '../state/store.ts';
import type { Theme } from '../theme.ts';
import { copyMenuRows } from './copy-menu.ts';
import { crumbsLine } from './crumbs.ts';
import { footerLine, lastLine } from './footer.ts';
import { hintLines } from './hints.ts';
import { topLine } from './top-line.ts';

/** Below this, rows and columns are too few for anything useful, and the frame says so. */
const SMALLEST = { columns: 60, rows: 12 };

/** The whole screen: exactly as many strings as the terminal has rows, none wider than it, colours applied. Pure. */
export function frame(state: State, world: World, theme: Theme): readonly string[] {
  const { columns, rows } = state.size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return tooSmall(columns, rows);
  const scene = sceneOf(state, world);
  const lines = [
    theme.paint(topLine(scene.context), columns),
    theme.paint(crumbsLine(state, scene), columns),
    ...scene.above.map((line) => theme.paint(line, columns)),
    ...bodyRows(scene, theme, state.prompt.mode === 'copy'),
  ].slice(0, rows - 2 - scene.below.length);
  const blanks = Array.from({ length: rows - 2 - scene.below.length - lines.length }, () => '');
  const below = scene.below.map((line) => theme.paint(line, columns));
  const hints = hintLines(state).map((line) => theme.paint(line, columns));
  const menu = copyMenuRows(state.prompt, theme, scene.context);
  return [
    ...withLast([...lines, ...blanks, ...below], menu.length === 0 ? hints : menu),
    theme.paint(footerLine(state, scene), columns),
    theme.paint(lastLine(state, scene), columns),
  ];
}

/** Hints and menus stand on the last rows, over whatever is there. */
function withLast(rows: readonly string[], last: readonly string[]): readonly string[] {
  return last.length === 0 ? rows : [...rows.slice(0, -last.length), ...last];
}

function tooSmall(columns: number, rows: number): readonly string[] {
  const text = `netpol-tui needs ${SMALLEST.columns}x${SMALLEST.rows}; this terminal has ${columns}x${rows}. Enlarge it, or q quits.`;
  const lines = wrap(text, Math.max(1, columns)).slice(0, rows);
  return [...lines, ...Array.from({ length: rows - lines.length }, () => '')];
}

/** `isBehind`: something is chosen over it, and no other row may seem to be. */
function bodyRows(scene: Scene, theme: Theme, isBehind: boolean): readonly string[] {
  const [only, ...others] = scene.panes;
  const focused = isBehind || isEditing(scene) ? undefined : scene.focused;
  if (only === undefined) return [];
  if (others.length === 0) return paneRows(only, scene, theme, focused).map((row) => row.text);
  const columns = scene.panes.map((pane) => ({ pane, rows: paneRows(pane, scene, theme, focused) }));
  return Array.from({ length: scene.height }, (_, row) => besideEachOther(columns, row));
}

interface PaneRow {
  readonly text: string;
  /** Columns it takes. A function, for it costs something and is asked only where panes stand side by side. */
  readonly width: () => number;
}

// Padded up to the next pane only where something follows: trailing blanks cost bytes on every change.
function besideEachOther(
  columns: readonly { readonly pane: PaneScene; readonly rows: readonly PaneRow[] }[],
  row: number,
): string {
  let text = '';
  let at = 0;
  for (const { pane, rows } of columns) {
    const cell = rows[row];
    const taken = cell?.width() ?? 0;
    if (cell === undefined || taken === 0) continue;
    text += ' '.repeat(Math.max(0, pane.left - at)) + cell.text;
    at = pane.left + taken;
  }
  return text;
}

function paneRows(pane: PaneScene, scene: Scene, theme: Theme, focused: PaneScene | undefined): readonly PaneRow[] {
  const { content, columns, height, place } = pane;
  const painted = (line: Line): PaneRow => ({
    text: theme.paint(line, columns),
    width: () => Math.min(columns, lineWidth(line)),
  });
  const fixed = [
    ...(pane.title === undefined ? [] : [pane.title]),
    ...(content.header === undefined ? [] : [content.header]),
  ];
  if (content.length === 0) {
    return [
      ...fixed,
      [],
      ...content.empty.flatMap((text) => wrap(text, columns - 4).map((piece): Line => [span(`  ${piece}`, 'dim')])),
    ].map(painted);
  }
  const isFocused = pane === focused;
  const count = Math.max(0, Math.min(height, content.length - place.top));
  const rows = Array.from({ length: count }, (_, i): PaneRow => {
    const index = place.top + i;
    const line = scene.kind.searches ? found(content.lineAt(index), scene.screen.view.filter) : content.lineAt(index);
    const isSelected = content.idAt(index) !== undefined && index === place.cursor.index;
    if (isSelected && isFocused) return { text: theme.paintSelected(line, columns), width: () => columns };
    return painted(line);
  });
  return [...fixed.map(painted), ...rows];
}

function isEditing({ screen }: Scene): boolean {
  return screen.at === 'reach' && screen.form.focus !== 'answer';
}

function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + width(text), 0);
}

/** The line with what was searched for marked. */
function found(line: Line, search: string): Line {
  if (search === '') return line;
  const wanted = search.toLowerCase();
  return line.flatMap((piece): readonly Span[] => {
    const pieces: Span[] = [];
    let at = 0;
    const text = piece.text.toLowerCase();
    for (
      let hit = text.indexOf(wanted);
      hit >= 0 && text.length === piece.text.length;
      hit = text.indexOf(wanted, at)
    ) {
      pieces.push(
        { ...piece, text: piece.text.slice(at, hit) },
        { text: piece.text.slice(hit, hit + wanted.length), style: 'found' },
      );
      at = hit + wanted.length;
    }
    return [...pieces, { ...piece, text: piece.text.slice(at) }].filter((part) => part.text !== '');
  });
}
