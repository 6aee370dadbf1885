import type { WhatIfEdit } from '../../cluster/what-if.ts';
import type { WhatIf } from '../state/what-if.ts';

/**
 * The edits as a text to apply by whoever wants to: whole objects as they were written, and kubectl commands, as comments, for what
 * is removed or relabelled.
 */
export function exportedText({ made }: WhatIf): string {
  return made
    .map(({ title, edits, written }) => {
      const text = written === undefined ? edits.flatMap(commandsOf).join('') : `${written.text.trimEnd()}\n`;
      return `---\n# ${title}\n${text}`;
    })
    .join('');
}

function commandsOf(edit: WhatIfEdit): readonly string[] {
  if (edit.kind === 'labels') {
    const labels = [...edit.changes].map(([key, value]) => quoted(value === undefined ? `${key}-` : `${key}=${value}`));
    return edit.of.map(
      ({ kind, namespace, name }) =>
        `# kubectl label ${kind.toLowerCase()} ${quoted(name)}${inNamespace(namespace)} --overwrite ${labels.join(' ')}\n`,
    );
  }
  return edit.events.flatMap((event) => {
    if (event.type === 'set') return [];
    const { kind, namespace, name } = event.id;
    return [`# kubectl delete ${kind.toLowerCase()} ${quoted(name)}${inNamespace(namespace)}\n`];
  });
}

function inNamespace(namespace: string): string {
  return namespace === '' ? '' : ` --namespace ${quoted(namespace)}`;
}

// One line for a shell, whatever the names are.
function quoted(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  return /^[A-Za-z0-9_./=:-]+$/.test(line) ? line : `'${line.replaceAll("'", `'\\''`)}'`;
}
