// A terminal's screen as SVG: text in its colours on a grid, nothing that depends on the machine it was made on.

const CELL = { width: 8.43, height: 18, ascent: 13.5 };
const MARGIN = 12;
const SHADES = {
  dark: { background: '#16181d', foreground: '#d8dbe0' },
  light: { background: '#ffffff', foreground: '#24292f' },
};
const SIXTEEN =
  '000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff'.split(
    ' ',
  );

/** The screen of `terminal` (test/support/terminal.ts), of the size that it has. */
export function pictureOf(terminal, { title, columns, rows, light }) {
  const shades = light ? SHADES.light : SHADES.dark;
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = rows * CELL.height + 2 * MARGIN;
  const lines = Array.from({ length: rows }, (_, row) => lineOf(terminal, { row, columns, shades })).filter(Boolean);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="14" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="6" fill="${shades.background}"/>
${lines.join('\n')}
</svg>
`;
}

function lineOf(terminal, { row, columns, shades }) {
  const top = MARGIN + row * CELL.height;
  return runsOf(terminal, row, columns)
    .map(({ column, cells, style }) => {
      const text = cells.join('');
      const x = number(MARGIN + column * CELL.width);
      const width = number(cells.length * CELL.width);
      const { foreground, background } = coloursOf(style, shades);
      const behind =
        background === undefined
          ? ''
          : `<rect x="${x}" y="${top}" width="${width}" height="${CELL.height}" fill="${background}"/>`;
      if (text.trim() === '') return behind;
      const weight = style.bold ? ' font-weight="bold"' : '';
      const faint = style.dim ? ' opacity="0.65"' : '';
      const line = style.underline ? ' text-decoration="underline"' : '';
      const place = `x="${x}" y="${number(top + CELL.ascent)}" textLength="${width}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"`;
      return `${behind}<text ${place} fill="${foreground}"${weight}${faint}${line}>${escaped(text)}</text>`;
    })
    .join('');
}

/** Neighbouring cells that are drawn alike. */
function runsOf(terminal, row, columns) {
  const runs = [];
  for (let column = 0; column < columns; column += 1) {
    const { text, ...style } = terminal.cell({ column, row });
    const last = runs.at(-1);
    const key = JSON.stringify(style);
    if (last?.key === key) last.cells.push(text || ' ');
    else runs.push({ column, cells: [text || ' '], style, key });
  }
  return runs;
}

function coloursOf({ foreground, background, inverse }, shades) {
  const front = colour(foreground) ?? shades.foreground;
  const back = colour(background);
  return inverse
    ? { foreground: back ?? shades.background, background: front }
    : { foreground: front, background: back };
}

/** The colour of a cell: a number of the terminal's palette of 256, else 0xRRGGBB. */
function colour(value) {
  if (value === undefined) return undefined;
  if (value < 16) return `#${SIXTEEN[value]}`;
  return `#${(value < 256 ? ofPalette(value) : value).toString(16).padStart(6, '0')}`;
}

// Six steps each of red, green and blue, then twenty-four greys.
function ofPalette(index) {
  if (index >= 232) return (8 + 10 * (index - 232)) * 0x010101;
  const step = (by) => {
    const at = Math.floor((index - 16) / by) % 6;
    return at === 0 ? 0 : 55 + 40 * at;
  };
  return step(36) * 0x10000 + step(6) * 0x100 + step(1);
}

function number(value) {
  return Number(value.toFixed(1));
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
