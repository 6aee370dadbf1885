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
      const at = bareBraces(line);
      if (at !== -1) return start + at;
      blockIndent = opensBlock(line) ? indent : Number.POSITIVE_INFINITY;
    }
    start += line.length + 1;
  }
  return -1;
}

// `|` or `>` with its modifiers at a line's end. Long lines open no block; looking at their end only keeps this linear.
function opensBlock(line: string): boolean {
  return /(?:^|\s)[|>][-+0-9]{0,2}\s*$/.test(line.slice(-40).replace(/\s#.*$/, ''));
}

// One pass over a line, past what is quoted, up to its comment.
function bareBraces(line: string): number {
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === '{' && line.charAt(at + 1) === '{') return at;
    const opens = at === 0 || ' \t[{,:('.includes(line.charAt(at - 1));
    if (char === '#' && opens) return -1;
    at = (char === '"' || char === "'") && opens ? quoteEnd(line, at, char) : at + 1;
  }
  return -1;
}

// Behind the closing quote, or the line's end.
function quoteEnd(line: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < line.length && line.charAt(at) !== quote) at += quote === '"' && line.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}
