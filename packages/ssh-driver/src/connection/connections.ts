import type { HostName, Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { SshEvent } from '../ssh-event.js';
import type { SshTarget } from '../ssh-target.js';
import { systemClock } from '../system-clock.js';
import { Connection } from './connection.js';
import type { ConnectionFailure } from './connection-failure.js';
import { finalFailure } from './connection-failure.js';
import type { Dialled } from './dial.js';
import { dial } from './dial.js';
import { sameServer, serverName } from './same-server.js';

export interface ConnectionsOptions {
  readonly channelsPerConnection: number;
  /** For each server on the way, all attempts together. */
  readonly connectTimeoutMs: number;
  readonly keepaliveIntervalMs: number;
  readonly onEvent: (event: SshEvent) => void;
}

type Connecting = Promise<Result<Connection, ConnectionFailure>>;

interface Server {
  readonly target: SshTarget;
  connecting: Connecting | undefined;
  unchecked: boolean;
  trouble: string | undefined;
}

/** Attempts to reach one server before it counts as unreachable, and the pauses between them. */
const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;

/** One connection for each server, made when it is first needed, shared by all that need it, made anew when it was lost. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #servers: Server[] = [];
  readonly #open = new Set<Connection>();
  readonly #closed = new AbortController();
  /** Host keys that are written down nowhere. */
  readonly #ofThisRun = new Map<string, Buffer>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** `host` is whom it is for: it stands in the events. */
  async get(target: SshTarget, host: HostName): Connecting {
    const server = this.#serverFor(target);
    const present = server.connecting;
    if (present !== undefined) {
      const result = await present;
      if (result.ok && result.value.alive) return result;
      // Whoever comes first after a loss connects anew; the others find that attempt.
      if (result.ok && server.connecting === present) server.connecting = undefined;
      if (!result.ok) return result;
    }
    server.connecting ??= this.#connectOnce(target, host, server);
    return server.connecting;
  }

  /** Why the attempt before the one under way did not succeed; undefined when there was none. */
  troubleWith(target: SshTarget): string | undefined {
    return this.#serverFor(target).trouble;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    // Attempts under way notice, and are waited for: a connection that appears now would stay.
    await Promise.allSettled(
      this.#servers.flatMap(({ connecting }) => (connecting === undefined ? [] : [connecting])),
    );
    // Last made, first ended: what goes through a jump host says goodbye before the jump host does.
    await Promise.all([...this.#open].reverse().map((connection) => connection.close()));
  }

  #serverFor(target: SshTarget): Server {
    const known = this.#servers.find((one) => sameServer(one.target, target));
    if (known !== undefined) return known;
    const server: Server = { target, connecting: undefined, unchecked: false, trouble: undefined };
    this.#servers.push(server);
    return server;
  }

  /** Whatever comes of it: what is not a connection is not kept, and whoever comes next tries anew. */
  async #connectOnce(target: SshTarget, host: HostName, server: Server): Connecting {
    let connected = false;
    try {
      const result = await this.#connect(target, host, server);
      connected = result.ok;
      return result;
    } finally {
      if (!connected) server.connecting = undefined;
    }
  }

  async #connect(target: SshTarget, host: HostName, server: Server): Connecting {
    const deadline = performance.now() + this.#options.connectTimeoutMs;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(target, host, deadline);
      if (this.#closed.signal.aborted) {
        if (result.ok) result.value.socket.destroy();
        return err(closedFailure(target));
      }
      server.trouble = result.ok ? undefined : result.error.detail;
      if (result.ok) return ok(this.#adopt(target, host, server, result.value));
      const waitMs = FIRST_PAUSE_MS * 2 ** (attempt - 1);
      const givesUp = attempt === MAX_ATTEMPTS || performance.now() + waitMs >= deadline;
      if (!result.error.retryable || givesUp) return result;
      const { detail } = result.error;
      this.#tell({
        type: 'reconnecting',
        host,
        server: serverName(target),
        attempt: attempt + 1,
        waitMs,
        detail,
      });
      await systemClock.wait(waitMs, { signal: this.#closed.signal });
    }
  }

  async #attempt(
    target: SshTarget,
    host: HostName,
    deadline: number,
  ): Promise<Result<Dialled, ConnectionFailure>> {
    if (this.#closed.signal.aborted) return err(closedFailure(target));
    const { keepaliveIntervalMs } = this.#options;
    const { signal } = this.#closed;
    const shared = { keepaliveIntervalMs, signal, ofThisRun: this.#ofThisRun };
    const via = lastJump(target);
    if (via === undefined) return dial(target, { timeoutMs: remaining(deadline), ...shared });
    const jump = await this.get(via, host);
    if (!jump.ok) return jump;
    // The jump host had its own time, whatever is left of this server's.
    const ownMs = (): number => Math.max(remaining(deadline), this.#options.connectTimeoutMs / 2);
    const socket = await jump.value.forward(target, { timeoutMs: ownMs(), signal });
    if (!socket.ok) return socket;
    return dial(target, { timeoutMs: ownMs(), socket: socket.value, ...shared });
  }

  #adopt(target: SshTarget, host: HostName, state: Server, dialled: Dialled): Connection {
    const { verdict } = dialled;
    const server = serverName(target);
    if (verdict.kind === 'accepted-new') {
      const { fingerprint, addedTo } = verdict;
      const place = addedTo === undefined ? {} : { addedTo };
      this.#tell({ type: 'host-key-accepted', host, server, fingerprint, ...place });
    }
    if (verdict.kind === 'unchecked' && !state.unchecked) {
      state.unchecked = true;
      this.#tell({ type: 'host-key-unchecked', host, server, fingerprint: verdict.fingerprint });
    }
    const connection = new Connection(server, dialled, this.#options.channelsPerConnection);
    this.#open.add(connection);
    void connection.ended.then((detail) => {
      this.#open.delete(connection);
      if (detail !== undefined) this.#tell({ type: 'connection-lost', host, server, detail });
    });
    this.#tell({ type: 'connected', host, server });
    return connection;
  }

  #tell(event: SshEvent): void {
    this.#options.onEvent(event);
  }
}

/** The last jump host, reached through the ones before it. */
function lastJump(target: SshTarget): SshTarget | undefined {
  const way = target.jumps.flatMap((jump) => [...jump.jumps, { ...jump, jumps: [] }]);
  const last = way.at(-1);
  return last === undefined ? undefined : { ...last, jumps: way.slice(0, -1) };
}

function closedFailure(target: SshTarget): ConnectionFailure {
  return finalFailure('closed', `${serverName(target)}: the driver was closed`);
}

/** In whole milliseconds: they are shown. */
function remaining(deadline: number): number {
  return Math.max(1, Math.ceil(deadline - performance.now()));
}
