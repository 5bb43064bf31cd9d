import { writeFileSync } from 'node:fs';

export interface Gate {
  /** For a script: goes on once the gate is open. */
  readonly wait: string;
  open(): void;
}

/** Lets a test say when a script on this machine goes on, however slow both of them are. */
export function gate(path: string): Gate {
  return {
    wait: `while [ ! -e ${path} ]; do sleep 0.02; done`,
    open: () => writeFileSync(path, ''),
  };
}
