import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { ExitCode } from './exit-code.js';
import { EXIT } from './exit-code.js';
import { fileProblem } from './file-problem.js';
import { LineReader } from './line-reader.js';
import { Output } from './output.js';
import { PinnedLines } from './pinned-lines.js';
import { onStopSignals } from './stop-signals.js';
import type { Terminal } from './terminal.js';
import { wantsColour } from './terminal.js';

export interface ProcessTerminal extends Terminal {
  close(): void;
  /** What the process ends with when its verb ended with `code`: why it was stopped, or that its output was lost. */
  exitCode(code: number): number;
}

/**
 * The terminal of this process. The first signal aborts in order, and so does output that cannot be written while something is
 * changed; the second signal ends the process at once.
 */
export function processTerminal(): ProcessTerminal {
  const interrupt = new AbortController();
  // Each host step that is under way listens.
  setMaxListeners(0, interrupt.signal);
  let lastWords: string | undefined;
  let stoppedWith: ExitCode | undefined;
  let lostWith: ExitCode | undefined;
  const lost =
    (name: string, other: () => Output) =>
    (error: unknown): void => {
      const { code } = fileProblem(error);
      const isClosed = code === 'EPIPE';
      lostWith ??= isClosed ? EXIT.outputClosed : EXIT.failed;
      stoppedWith ??= lostWith;
      const changing = lastWords !== undefined;
      if (changing) other().write(`${name} cannot be written (${code}): stops at the next safe point\n`);
      else if (!isClosed) other().write(`${name} cannot be written (${code})\n`);
      if (!changing) process.exit(stoppedWith);
      interrupt.abort();
    };
  const out: Output = new Output(
    process.stdout,
    lost('stdout', () => err),
  );
  const err: Output = new Output(
    process.stderr,
    lost('stderr', () => out),
  );
  const pinned = new PinnedLines(
    (text) => {
      err.write(text);
    },
    () => (process.stderr.isTTY ? process.stderr.rows : Infinity),
  );
  onStopSignals({
    first: (exitCode) => {
      stoppedWith ??= exitCode;
      interrupt.abort();
    },
    second: () => {
      pinned.pin([]);
      if (lastWords !== undefined) err.write(`\n${lastWords}\n`);
    },
  });
  let reader: LineReader | undefined;
  const interactive = process.stdin.isTTY && process.stderr.isTTY && process.env['CI'] === undefined;
  const movable = interactive && process.env['TERM'] !== 'dumb';
  return {
    out: (line) => {
      const write = (): void => {
        out.write(`${line}\n`);
      };
      // What goes into a file leaves the screen alone.
      if (process.stdout.isTTY) pinned.around(write);
      else write();
    },
    err: (line) => {
      pinned.around(() => {
        err.write(`${line}\n`);
      });
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
    changing: (words) => {
      lastWords = words;
    },
    signal: interrupt.signal,
    breathe: () => setImmediate(),
    exitCode: (code) => (code === EXIT.interrupted ? (stoppedWith ?? code) : (lostWith ?? code)),
  };
}
