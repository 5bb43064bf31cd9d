import type { SshEvent } from './ssh-event.js';

type Listener = (event: SshEvent) => void;

/**
 * What a listener throws is its own mistake: it becomes an uncaught exception of the process, as what an asynchronous listener
 * rejects with does, and never the end of a connection or of a step that was telling something.
 */
export function guardedListener(onEvent: Listener): Listener {
  return (event) => {
    try {
      onEvent(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}
