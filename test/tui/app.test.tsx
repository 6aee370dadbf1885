import { render } from 'ink-testing-library';
import { expect, it, vi } from 'vitest';
import { Root } from '../../src/tui/app.tsx';
import { open } from './driver.ts';

const MANIFESTS = ['one', 'two', 'three']
  .map((name) => `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name} } }`)
  .join('\n---\n');

/** The session drawn by Ink, fed by a keyboard. */
function screen() {
  const driver = open(MANIFESTS, { columns: 80, rows: 12 });
  const ink = render(<Root session={driver.session} onReady={() => undefined} />);
  const sees = (text: string): Promise<void> => vi.waitFor(() => expect(ink.lastFrame()).toContain(text));
  return { driver, ink, sees };
}

it('Ink draws every row of the frame, empty ones too', async () => {
  const { driver, ink, sees } = screen();
  await sees('Namespaces');
  expect(ink.lastFrame()?.split('\n')).toHaveLength(12);
  expect(ink.lastFrame()).toContain('three');
  expect(driver.rows()).toHaveLength(12);
});

it('keys that come in one piece are all heard, in order', async () => {
  const { driver, ink, sees } = screen();
  await sees('one');
  const first = driver.selected();
  ink.stdin.write('jj');
  await vi.waitFor(() => expect(driver.selected()).toContain('two'));
  expect(first).toContain('one');
  ink.stdin.write('?');
  await sees('Help');
});
