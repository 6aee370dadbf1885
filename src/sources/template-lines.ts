/**
 * Offset of the first `{{` that is neither quoted, commented nor part of a block of text: what makes a file a template rather than a
 * manifest. -1 when there is none.
 */
export function templateOffset(text: string): number {
  if (!text.includes('{{')) return -1;
  let blockIndent = Number.POSITIVE_INFINITY;
  let start = 0;
  for (const line of text.split('\n')) {
    const indent = line.search(/[^ ]/);
    const inBlock = indent === -1 || indent > blockIndent;
    if (!inBlock) {
      const at = bare(line).indexOf('{{');
      if (at !== -1) return start + at;
      blockIndent = /(?:^|\s)[|>][-+0-9]*\s*(?:#.*)?$/.test(line) ? indent : Number.POSITIVE_INFINITY;
    }
    start += line.length + 1;
  }
  return -1;
}

// The line with its quoted parts and its comment blanked out.
function bare(line: string): string {
  return line
    .replace(/"(?:\\.|[^"\\])*"|'(?:''|[^'])*'/g, (quoted) => ' '.repeat(quoted.length))
    .replace(/(^|\s)#.*$/, '$1');
}
