import type { Journal } from '@quorate/core';
import type { Terminal } from '../terminal.js';

/** The user pressed Ctrl-C. */
export class Interrupted extends Error {}

/** Lets the event loop turn, which a search never does; throws `Interrupted` when the user has pressed Ctrl-C. */
export async function turn(terminal: Terminal): Promise<void> {
  await terminal.breathe();
  if (terminal.signal.aborted) throw new Interrupted();
}

/**
 * A run waits for its journal before it acts. This one keeps nothing: it lets the event loop turn, which simulated time
 * never does, and ends the run there when the user has interrupted it. Nothing is left over but a simulated world.
 */
export function interruptible(terminal: Terminal): Journal {
  return { append: () => turn(terminal) };
}
