import { printable } from './text.ts';

/** Text as it stands in an element or attribute of XML: printable, line by line. */
export function xmlText(text: string): string {
  const lines = text.split('\n').map(printable).join('\n');
  return lines.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
