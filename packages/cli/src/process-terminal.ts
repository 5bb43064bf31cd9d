import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { EXIT } from './exit-code.js';
import { LineReader } from './line-reader.js';
import { PinnedLines } from './pinned-lines.js';
import type { Terminal } from './terminal.js';
import { wantsColour } from './terminal.js';

/** The terminal of this process. The first Ctrl-C aborts in order, the second one ends the process at once. */
export function processTerminal(): Terminal & { close(): void } {
  const interrupt = new AbortController();
  // Each host step that is under way listens.
  setMaxListeners(0, interrupt.signal);
  let lastWords: string | undefined;
  process.once('SIGINT', () => {
    process.once('SIGINT', () => {
      pinned.pin([]);
      if (lastWords !== undefined) process.stderr.write(`\n${lastWords}\n`);
      // No handler is left: the system ends the process, as whoever started it expects of this signal.
      process.kill(process.pid, 'SIGINT');
    });
    interrupt.abort();
  });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveWhenClosed);
  let reader: LineReader | undefined;
  const interactive = process.stdin.isTTY && process.stderr.isTTY && process.env['CI'] === undefined;
  const pinned = new PinnedLines(
    (text) => process.stderr.write(text),
    () => (process.stderr.isTTY ? process.stderr.rows : Infinity),
  );
  const movable = interactive && process.env['TERM'] !== 'dumb';
  return {
    out: (line) => {
      // What goes into a file leaves the screen alone.
      if (process.stdout.isTTY) pinned.around(() => process.stdout.write(`${line}\n`));
      else process.stdout.write(`${line}\n`);
    },
    err: (line) => {
      pinned.around(() => process.stderr.write(`${line}\n`));
    },
    pin: (lines) => {
      if (movable) pinned.pin(lines);
    },
    colour: { out: wantsColour(process.stdout, process.env), err: wantsColour(process.stderr, process.env) },
    interactive,
    redraws: movable && process.stdout.isTTY,
    get columns() {
      return process.stderr.isTTY ? process.stderr.columns : 80;
    },
    ask: (question) => {
      reader ??= new LineReader({
        input: process.stdin,
        output: process.stderr,
        signal: interrupt.signal,
        onInterrupt: () => {
          process.kill(process.pid, 'SIGINT');
        },
      });
      return reader.ask(question);
    },
    close: () => {
      pinned.pin([]);
      reader?.close();
    },
    lastWords: (line) => {
      lastWords = line;
    },
    signal: interrupt.signal,
    breathe: () => setImmediate(),
  };
}

function leaveWhenClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(EXIT.outputClosed);
}
