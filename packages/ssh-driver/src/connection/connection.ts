import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { ChannelSlots } from './channel-slots.js';
import type { ConnectionFailure } from './connection-failure.js';
import { finalFailure, retryableFailure } from './connection-failure.js';
import type { Dialled } from './dial.js';
import type { Lifetime } from './lifetime.js';
import type { SshTarget } from '../ssh-target.js';
import { messageOf } from './message-of.js';

/**
 * Why a command was not started. `full`: the server takes no more sessions on this connection now. `gone`: the connection
 * ended before the command was sent. `in-doubt`: it ended when the command may have been sent. `refused`: it will never work.
 */
export type OpenRefusal =
  | { readonly kind: 'full' }
  | { readonly kind: 'gone'; readonly why: string | undefined }
  | { readonly kind: 'in-doubt' }
  | { readonly kind: 'refused'; readonly detail: string };

/** SSH_OPEN_CONNECT_FAILED is what OpenSSH says beyond MaxSessions; others say SSH_OPEN_RESOURCE_SHORTAGE (RFC 4254, 5.1). */
const OPEN_CONNECT_FAILED = 2;
const OPEN_RESOURCE_SHORTAGE = 4;
const OPEN_ADMINISTRATIVELY_PROHIBITED = 1;
/** A server that is told goodbye and does not close its side is cut off after this time. */
const GOODBYE_MS = 500;

/** One connection to one server, authenticated, for any number of commands after and beside each other. */
export class Connection {
  readonly server: string;
  readonly slots: ChannelSlots;
  /** Resolves when the connection has ended, to the reason when there is one. */
  readonly ended: Promise<string | undefined>;
  readonly #client: Client;
  readonly #socket: Duplex;
  readonly #lifetime: Lifetime;
  #closing = false;
  /** Sessions that the server has confirmed and not closed, and the most that it ever had at once. */
  #sessions = 0;
  #mostSessions = 0;

  constructor(server: string, { client, socket, lifetime }: Omit<Dialled, 'verdict'>, channels: number) {
    this.server = server;
    this.slots = new ChannelSlots(channels);
    this.#client = client;
    this.#socket = socket;
    this.#lifetime = lifetime;
    this.ended = lifetime.ended.then((reason) => (this.#closing ? undefined : reason));
  }

  get alive(): boolean {
    return this.#lifetime.alive;
  }

  /**
   * Starts a command on a channel of its own, whether or not there is a slot: take one first. `adopt` is called in the moment
   * in which the channel opens: a short command may have exited before anything that is awaited goes on.
   */
  exec<T>(command: string, adopt: (channel: ClientChannel) => T): Promise<Result<T, OpenRefusal>> {
    return new Promise((resolve) => {
      const refuse = (error: unknown): void => resolve(err(this.#refusal(error)));
      try {
        this.#client.exec(command, (error, channel) => {
          if (error !== undefined) {
            refuse(error);
            return;
          }
          this.#count(channel);
          resolve(ok(adopt(channel)));
        });
      } catch {
        resolve(err({ kind: 'gone', why: this.#lifetime.trouble }));
      }
    });
  }

  /**
   * A stream to `address:port`, dialled by this server: the way to the next one. The server itself gives up on a host that does not
   * answer only after its kernel does, which takes minutes: what opens after the wait is over is closed again.
   */
  forward(
    { address, port }: Pick<SshTarget, 'address' | 'port'>,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<Result<Duplex, ConnectionFailure>> {
    const way = `${this.server} (jump host)`;
    return new Promise((resolve) => {
      let waits = true;
      const settle = (result: Result<Duplex, ConnectionFailure>): void => {
        waits = false;
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        resolve(result);
      };
      const giveUp = (why: string): void =>
        settle(err(retryableFailure('timed-out', `${way} has not reached ${address}:${port} ${why}`)));
      const timer = setTimeout(() => giveUp(`within ${timeoutMs} ms`), timeoutMs);
      const aborted = (): void => giveUp('before it was no longer wanted');
      signal.addEventListener('abort', aborted, { once: true });
      try {
        this.#client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
          if (!waits) {
            if (error === undefined) channel.destroy();
            return;
          }
          settle(error === undefined ? ok(channel) : err(forwardFailure(error, way, `${address}:${port}`)));
        });
      } catch {
        settle(err(retryableFailure('lost', `${way}: the connection ended`)));
      }
      if (signal.aborted) aborted();
    });
  }

  /** Ends the connection. Nothing on the server waits for anything here. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#client.end();
    const timer = setTimeout(() => this.#socket.destroy(), GOODBYE_MS);
    await this.ended;
    clearTimeout(timer);
  }

  #count(channel: ClientChannel): void {
    this.#sessions += 1;
    this.#mostSessions = Math.max(this.#mostSessions, this.#sessions);
    channel.once('close', () => (this.#sessions -= 1));
  }

  #refusal(error: unknown): OpenRefusal {
    const reason = reasonOf(error);
    if (reason === OPEN_CONNECT_FAILED || reason === OPEN_RESOURCE_SHORTAGE) {
      // One is left for what ends the others: without it nothing would.
      this.slots.lower(this.#mostSessions - 1);
      return { kind: 'full' };
    }
    if (reason !== undefined) return { kind: 'refused', detail: messageOf(error) };
    // ssh2 says this when the connection ends while the server has not answered to the opening of the channel.
    if (messageOf(error) === 'No response from server') return { kind: 'gone', why: this.#lifetime.trouble };
    if (!this.alive) return { kind: 'in-doubt' };
    return { kind: 'refused', detail: messageOf(error) };
  }
}

function reasonOf(error: unknown): unknown {
  return error instanceof Error && 'reason' in error ? error.reason : undefined;
}

function forwardFailure(error: Error, way: string, to: string): ConnectionFailure {
  switch (reasonOf(error)) {
    case OPEN_ADMINISTRATIVELY_PROHIBITED:
      return finalFailure(
        'forwarding',
        `${way} does not forward to ${to}: ${error.message}; AllowTcpForwarding and PermitOpen of its sshd_config decide this`,
      );
    case OPEN_CONNECT_FAILED:
      return retryableFailure('refused', `${way} cannot reach ${to}: ${error.message}`);
    default:
      return retryableFailure('lost', `${way}, on the way to ${to}: ${error.message}`);
  }
}
