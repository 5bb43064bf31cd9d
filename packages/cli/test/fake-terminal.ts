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

/** Nobody sits at it, nothing is kept of what it is told, and no colours. */
export function fakeTerminal(choices: Partial<Terminal> = {}): Terminal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return {
    out: () => undefined,
    err: () => undefined,
    colour: { out: false, err: false },
    interactive: false,
    columns: 80,
    redraws: false,
    pin: () => undefined,
    ask: () => Promise.resolve(undefined),
    changing: () => undefined,
    signal,
    breathe: () => Promise.resolve(),
    ...choices,
  };
}

/** One run of the command line with what it wrote. */
export async function quorate(argv: readonly string[], choices: Partial<Terminal> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = fakeTerminal({ out: (line) => out.push(line), err: (line) => err.push(line), ...choices });
  const code = await run(argv, terminal);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

export function simulate(...argv: readonly string[]): Promise<Ran> {
  return quorate(['simulate', haCluster, ...argv]);
}
