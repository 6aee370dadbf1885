import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { printerFor } from '../../src/cli/output.ts';

/** A stream that takes one piece and then waits to be emptied. */
class SlowStream extends EventEmitter {
  readonly written: string[] = [];
  writableNeedDrain = false;

  write(text: string): boolean {
    this.written.push(text);
    this.writableNeedDrain = true;
    return false;
  }

  empty(): void {
    this.writableNeedDrain = false;
    this.emit('drain');
  }
}

describe('a large text', () => {
  function writing() {
    const stream = new SlowStream();
    const made: string[] = [];
    function* pieces() {
      for (const piece of ['a', 'b', 'c']) {
        made.push(piece);
        yield piece;
      }
    }
    const done = printerFor(stream, {}, { color: false, ascii: false }).pieces(pieces());
    return { stream, made, done };
  }

  test('is made as it is taken', async () => {
    const { stream, made, done } = writing();
    expect(made).toEqual(['a']);
    stream.empty();
    await Promise.resolve();
    await Promise.resolve();
    expect(made).toEqual(['a', 'b']);
    stream.on('newListener', () => queueMicrotask(() => stream.empty()));
    stream.empty();
    await done;
    expect(stream.written).toEqual(['a', 'b', 'c']);
    expect(stream.listenerCount('drain') + stream.listenerCount('close')).toBe(0);
  });

  test('ends where nobody takes it any more', async () => {
    const { stream, done } = writing();
    stream.emit('close');
    await done;
    expect(stream.written).toEqual(['a']);
  });
});
