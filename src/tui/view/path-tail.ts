import { cut, width } from '../../present/text.ts';

/** The end of a long path, which is what tells files apart: `policies/shop.yaml:12`. Short ones stay as they are. */
export function pathTail(path: string, parts = 2): string {
  const steps = path.split('/');
  return steps.length <= parts + 1 ? path : steps.slice(-parts).join('/');
}

/** The text in at most `columns` columns, cut at its beginning: of a place in a file, the end is what matters. */
export function cutStart(text: string, columns: number, ellipsis: string): string {
  if (width(text) <= columns) return text;
  const reversed = (part: string): string => [...part].reverse().join('');
  return reversed(cut(reversed(text), columns, ellipsis));
}
