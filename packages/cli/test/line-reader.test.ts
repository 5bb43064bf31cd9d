import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { LineReader } from '../src/line-reader.js';

/** A terminal as far as one can be asked at, with what it was told of the raw mode. */
class FakeTty extends PassThrough {
  readonly isTTY = true;
  readonly modes: boolean[] = [];

  setRawMode(raw: boolean): void {
    this.modes.push(raw);
  }
}

function reader<Input extends PassThrough>(input: Input) {
  const output = new PassThrough();
  const interrupt = new AbortController();
  const { signal } = interrupt;
  let interrupts = 0;
  const lines = new LineReader({ input, output, signal, onInterrupt: () => (interrupts += 1) });
  return { input, output, interrupt, lines, interrupts: () => interrupts };
}

describe('LineReader', () => {
  test('keeps lines that arrive before they are asked for', async () => {
    const { input, lines } = reader(new PassThrough());
    input.write('next\nnext\n');
    expect(await lines.ask('> ')).toBe('next');
    expect(await lines.ask('> ')).toBe('next');
    input.write('quit\n');
    expect(await lines.ask('> ')).toBe('quit');
    lines.close();
  });

  test('answers with nothing when the input ends', async () => {
    const { input, lines } = reader(new PassThrough());
    const answer = lines.ask('sure? ');
    input.end();
    expect(await answer).toBeUndefined();
    expect(await lines.ask('again? ')).toBeUndefined();
  });

  test('answers with nothing when the user interrupts', async () => {
    const { interrupt, lines } = reader(new PassThrough());
    const answer = lines.ask('sure? ');
    interrupt.abort();
    expect(await answer).toBeUndefined();
    lines.close();
  });

  describe('at a terminal', () => {
    test('leaves the raw mode after each answer: Ctrl-C is a signal again', async () => {
      const { input, lines } = reader(new FakeTty());
      const first = lines.ask('sure? ');
      expect(input.modes).toEqual([true]);
      input.write('yes\r');
      expect(await first).toBe('yes');
      await setImmediate();
      expect(input.modes).toEqual([true, false]);
      const second = lines.ask('really? ');
      input.write('no\r');
      expect(await second).toBe('no');
      await setImmediate();
      expect(input.modes).toEqual([true, false, true, false]);
    });

    test('hands Ctrl-C on, and leaves the raw mode when that interrupts', async () => {
      const { input, interrupt, lines, interrupts } = reader(new FakeTty());
      const answer = lines.ask('sure? ');
      input.write('\u0003');
      await setImmediate();
      expect(interrupts()).toBe(1);
      interrupt.abort();
      expect(await answer).toBeUndefined();
      await setImmediate();
      expect(input.modes).toEqual([true, false]);
    });

    test('keeps lines that were pasted together, and those of before for the arrow keys', async () => {
      const { input, lines } = reader(new FakeTty());
      const first = lines.ask('> ');
      input.write('one\rtwo\r');
      expect(await first).toBe('one');
      expect(await lines.ask('> ')).toBe('two');
      const third = lines.ask('> ');
      input.write('\u001B[A\u001B[A\r');
      expect(await third).toBe('one');
    });

    test('answers with nothing from Ctrl-D on', async () => {
      const { input, lines } = reader(new FakeTty());
      const answer = lines.ask('sure? ');
      input.write('\u0004');
      expect(await answer).toBeUndefined();
      expect(await lines.ask('again? ')).toBeUndefined();
      expect(input.modes).toEqual([true, false]);
    });
  });
});
