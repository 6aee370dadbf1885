import { render } from 'ink-testing-library';
import { expect, it, vi } from 'vitest';
import { Ears } from '../../src/tui/app.tsx';
import { open } from './driver.ts';

const MANIFESTS = ['one', 'two', 'three']
  .map((name) => `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name} } }`)
  .join('\n---\n');

it('keys that come in one piece are all heard, in order, and Ink shows nothing', async () => {
  const driver = open(MANIFESTS, { columns: 80, rows: 12 });
  const ink = render(<Ears session={driver.session} onReady={() => undefined} />);
  expect(driver.selected()).toContain('one');
  ink.stdin.write('jj');
  await vi.waitFor(() => expect(driver.selected()).toContain('two'));
  ink.stdin.write('?');
  await vi.waitFor(() => expect(driver.text()).toContain('Help'));
  expect(ink.lastFrame()).toBe('');
});
