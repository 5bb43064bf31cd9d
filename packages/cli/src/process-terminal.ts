import { setImmediate } from 'node:timers/promises';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';
import { wantsColour } from './terminal.js';

/** The terminal of this process. The first Ctrl-C aborts in order, the second one kills. */
export function processTerminal(): Terminal {
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort();
  });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveWhenClosed);
  return {
    out: (line) => {
      process.stdout.write(`${line}\n`);
    },
    err: (line) => {
      process.stderr.write(`${line}\n`);
    },
    colour: { out: wantsColour(process.stdout, process.env), err: wantsColour(process.stderr, process.env) },
    signal: interrupt.signal,
    breathe: () => setImmediate(),
  };
}

function leaveWhenClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(EXIT.outputClosed);
}
