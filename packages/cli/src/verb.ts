import type { Command } from 'commander';
import { Option } from 'commander';
import type { Terminal } from './terminal.js';

/** What a verb of the command line is made of. */
export interface Registration {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Takes the exit code of the verb's action. */
  readonly finish: (code: number | Promise<number>) => Promise<void>;
}

/** Each verb adds itself: its file under `commands` is all there is of it. */
export type Register = (registration: Registration) => void;

/** An option that may be given several times. Its value: all of them, in that order. `otherwise`: without it, in words. */
export function repeatable(flags: string, description: string, otherwise: string): Option {
  return new Option(flags, `${description} (repeatable)`)
    .argParser((value: string, previous: readonly string[]) => [...previous, value])
    .default([], otherwise);
}
