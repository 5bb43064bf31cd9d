import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PinnedLines } from '../src/pinned-lines.js';

/** A screen of a terminal, as far as pinned lines use one. */
class Screen {
  readonly lines: string[] = [''];

  write(text: string): void {
    // eslint-disable-next-line no-control-regex -- escapes are what a terminal is spoken to in
    for (const [part] of text.matchAll(/\u001B\[(\d+)A|\u001B\[0J|\r|\n|[^\u001B\r\n]+/g)) {
      const up = /(\d+)A$/.exec(part)?.[1];
      if (part.startsWith('\u001B') && up !== undefined) this.#row -= Number(up);
      else if (part.startsWith('\u001B')) this.lines.splice(this.#row, Infinity, '');
      else if (part === '\n') {
        this.#row += 1;
        this.lines[this.#row] ??= '';
      } else if (part !== '\r') this.lines[this.#row] = `${this.lines[this.#row] ?? ''}${part}`;
    }
  }

  #row = 0;
}

function pinnedOn(screen: Screen, rows = 24): PinnedLines {
  return new PinnedLines(
    (text) => {
      screen.write(text);
    },
    () => rows,
  );
}

describe('PinnedLines', () => {
  test('stay below what is written after them', () => {
    const screen = new Screen();
    const pinned = pinnedOn(screen);
    pinned.pin(['master1 joins', 'master2 waits']);
    pinned.around(() => {
      screen.write('one\n');
    });
    expect(screen.lines).toEqual(['one', 'master1 joins', 'master2 waits', '']);
  });

  test('are written only when they change', () => {
    const written: string[] = [];
    const pinned = new PinnedLines(
      (text) => written.push(text),
      () => 24,
    );
    pinned.pin(['a']);
    pinned.pin(['a']);
    expect(written).toEqual(['a\n']);
  });

  test.each([
    [5, ['a', 'b', 'c', 'd']],
    [4, ['a', '… 2 lines hidden', 'd']],
    [3, ['… 3 lines hidden', 'd']],
    [2, ['… 4 lines hidden']],
    [1, []],
  ])('of four on a screen of %i rows are so many that none scrolls away: %j', (rows, shown) => {
    const screen = new Screen();
    const pinned = pinnedOn(screen, rows);
    pinned.pin(['a', 'b', 'c', 'd']);
    expect(screen.lines).toEqual([...shown, '']);
    pinned.around(() => {
      screen.write('above\n');
    });
    expect(screen.lines).toEqual(['above', ...shown, '']);
    pinned.pin([]);
    expect(screen.lines).toEqual(['above', '']);
  });

  test('leave the screen as if only the other lines had been written, whatever the order', () => {
    const line = fc.constantFrom('a', 'bb', 'ccc');
    const move = fc.oneof(
      line.map((text) => ({ kind: 'write' as const, text })),
      fc.array(line, { maxLength: 3 }).map((lines) => ({ kind: 'pin' as const, lines })),
    );
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const screen = new Screen();
        const pinned = pinnedOn(screen);
        const expected: string[] = [];
        let last: readonly string[] = [];
        for (const one of moves) {
          if (one.kind === 'pin') {
            pinned.pin(one.lines);
            last = one.lines;
          } else {
            pinned.around(() => {
              screen.write(`${one.text}\n`);
            });
            expected.push(one.text);
          }
          expect(screen.lines).toEqual([...expected, ...last, '']);
        }
      }),
    );
  });
});
