import xterm from '@xterm/headless';

/** A terminal without a program: what is written to it, line feeds as a terminal's driver passes them on, and what each cell shows. */
export interface EmulatedScreen {
  readonly write: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Each row as text in which every change of colour or attribute is said, blanks at its end left out. Resolves when all is on the screen. */
  readonly cells: () => Promise<readonly string[]>;
  readonly dispose: () => void;
}

export function emulatedScreen(columns: number, rows: number): EmulatedScreen {
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0, convertEol: true });
  return {
    write: (text) => emulator.write(text),
    resize: (newColumns, newRows) => emulator.resize(newColumns, newRows),
    cells: async () => {
      await new Promise<void>((resolve) => emulator.write('', resolve));
      return Array.from({ length: emulator.rows }, (_, row) => rowOf(emulator, row));
    },
    dispose: () => emulator.dispose(),
  };
}

function rowOf(emulator: xterm.Terminal, row: number): string {
  const line = emulator.buffer.active.getLine(row);
  const cell = emulator.buffer.active.getNullCell();
  let text = '';
  let pen = '';
  for (let column = 0; column < emulator.cols; column++) {
    line?.getCell(column, cell);
    const drawn = penOf(cell);
    if (drawn !== pen) text += `<${drawn}>`;
    pen = drawn;
    // The second half of a wide character has no text and no width.
    text += cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
  }
  return pen === '' ? text.trimEnd() : `${text}<>`;
}

function penOf(cell: xterm.IBufferCell): string {
  const attributes = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse()].map(
    (set, i) => (set === 0 ? '' : 'bdiur'[i]),
  );
  const foreground = cell.isFgDefault() ? '' : ` ${cell.getFgColorMode()}:${cell.getFgColor()}`;
  const background = cell.isBgDefault() ? '' : ` on ${cell.getBgColorMode()}:${cell.getBgColor()}`;
  return attributes.join('') + foreground + background;
}
