import { stroke } from '../../present/joints.ts';
import { span } from '../../present/spans.ts';
import { width } from '../../present/text.ts';
import type { Context } from '../screens/content.ts';
import type { Prompt } from '../state/state.ts';
import type { Theme } from '../theme.ts';

/** The menu of forms, as rows over the last ones of the screen; none where nothing is asked. */
export function copyMenuRows(prompt: Prompt, theme: Theme, { columns, glyphs }: Context): readonly string[] {
  if (prompt.mode !== 'copy') return [];
  const { offered, choice } = prompt;
  const rows = offered.forms.map(({ title }, index) => {
    const line = [span(`   ${index + 1} `, 'key'), span(` ${title}`)];
    return index === choice ? theme.paintSelected(line, columns) : theme.paint(line, columns);
  });
  const title = ' COPY AS ';
  const rule = stroke(glyphs).repeat(Math.max(0, columns - width(title)));
  return [theme.paint([span(title, 'title'), span(rule, 'dim')], columns), ...rows];
}
