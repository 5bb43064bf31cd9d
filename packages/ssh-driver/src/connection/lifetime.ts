import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { messageOf } from './message-of.js';

/** Follows a client from the moment of its login: an error that nobody listens for would end the process. */
export class Lifetime {
  /** Resolves when the connection has ended, to the reason. */
  readonly ended: Promise<string>;
  #alive = true;
  #trouble: string | undefined;

  constructor(client: Client, socket: Duplex) {
    this.ended = new Promise((resolve) => {
      client.on('error', (error) => (this.#trouble ??= messageOf(error)));
      // Who has closed the sending side never answers again. Through a jump host that is all that is heard of it: the channel
      // to it stays half open, and ssh2 sends no keepalive after this.
      client.on('end', () => {
        this.#alive = false;
        socket.destroy();
      });
      client.on('close', () => {
        this.#alive = false;
        resolve(this.#trouble ?? 'the server closed the connection');
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The first error so far: the connection ends of it. */
  get trouble(): string | undefined {
    return this.#trouble;
  }
}
