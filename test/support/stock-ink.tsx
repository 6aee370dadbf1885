import { EventEmitter } from 'node:events';
import { Box, render, Text } from 'ink';
import { useSyncExternalStore } from 'react';
import type { Session } from '../../src/tui/session.ts';

/** A session drawn by Ink's own renderer, a text for each row, on a terminal that takes what is written. */
export interface StockInk {
  /** Resolves when the newest frame was written. */
  readonly settled: () => Promise<void>;
  /** The terminal has another size; `hear` hears of it before Ink does. */
  readonly resize: (columns: number, rows: number, hear: () => void) => void;
  readonly stop: () => void;
}

type Drawn = Pick<Session, 'frame' | 'subscribe'>;

export function stockInk(
  session: Drawn,
  size: { columns: number; rows: number },
  write: (text: string) => void,
): StockInk {
  const stdout = Object.assign(new EventEmitter(), {
    ...size,
    isTTY: true,
    writable: true,
    write: (text: string, done?: () => void) => {
      write(text);
      done?.();
      return true;
    },
  });
  const screen = render(<Rows session={session} />, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 1000,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  return {
    settled: () => screen.waitUntilRenderFlush(),
    resize: (columns, rows, hear) => {
      Object.assign(stdout, { columns, rows });
      hear();
      stdout.emit('resize');
    },
    stop: () => screen.unmount(),
  };
}

function Rows({ session }: { readonly session: Drawn }) {
  const rows = useSyncExternalStore(session.subscribe, session.frame);
  return (
    <Box flexDirection="column" height={rows.length}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its position
        <Text key={index} wrap="truncate">
          {row === '' ? ' ' : row}
        </Text>
      ))}
    </Box>
  );
}
