import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { run } from '../src/program.js';
import type { Terminal } from '../src/terminal.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));
export const haCluster = `${examples}ha-cluster.yaml`;

/** One run of the command line, colours off, with what it wrote. */
export async function quorate(argv: readonly string[], choices: Partial<Terminal> = {}): Promise<Ran> {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    colour: { out: false, err: false },
    interactive: false,
    columns: 80,
    redraws: false,
    pin: () => undefined,
    ask: () => Promise.resolve(undefined),
    signal,
    breathe: () => Promise.resolve(),
    ...choices,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

export function simulate(...argv: readonly string[]): Promise<Ran> {
  return quorate(['simulate', haCluster, ...argv]);
}
