import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { Secret } from '@quorate/core';
import type { AuthContext, Connection, ServerChannel } from 'ssh2';
import ssh2 from 'ssh2';
import { onTestFinished } from 'vitest';
import type { SshTarget } from '../../src/ssh-target.js';

export interface FaultyServerOptions {
  /** What becomes of a login. Default: accepted. */
  readonly authenticate?: (context: AuthContext) => void;
  /** Ends each connection for this reason (RFC 4253, 11.1), told in one packet with the news that the login was accepted. */
  readonly disconnectAfterLogin?: number;
  /** What becomes of a command. `begin` says what a script that runs as root says first. */
  readonly exec?: (channel: ServerChannel, begin: () => void, connection: Connection) => void;
  /** Opens a way to a port of this machine, or does not. Default: refused. */
  readonly forward?: (open: () => void) => void;
  /** Called before a session is opened; false refuses it as OpenSSH does beyond MaxSessions. */
  readonly mayOpen?: (nth: number) => boolean;
}

export interface FaultyServer {
  readonly target: SshTarget;
  /** Commands that were started. */
  readonly commands: readonly string[];
  dropConnections(): void;
}

/** A server that breaks the protocol in the way that a test needs: something that OpenSSH cannot be made to do. */
export async function faultyServer(options: FaultyServerOptions): Promise<FaultyServer> {
  // Not ed25519: of those that ssh2 1.17 makes, seven in a thousand (whose public key begins with a zero) it cannot read itself.
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  const commands: string[] = [];
  const connections = new Set<Connection>();
  let sessions = 0;
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', options.authenticate ?? ((context) => context.accept()));
    const { disconnectAfterLogin: reason } = options;
    if (reason !== undefined) disconnectOnceReady(connection, reason);
    const { forward } = options;
    if (forward !== undefined)
      connection.on('tcpip', (accept, _reject, { destPort }) => {
        forward(() => pipeTo(destPort, accept()));
      });
    connection.on('session', (accept, reject) => {
      sessions += 1;
      if (options.mayOpen?.(sessions) === false) {
        reject();
        return;
      }
      accept().on('exec', (acceptExec, _reject, { command }) => {
        commands.push(command);
        const channel = acceptExec();
        const nonce = /quorate-[0-9a-f]{16}/.exec(command)?.[0] ?? '';
        const begin = (): void => {
          channel.write(`\n${nonce} 0 1 1\n`);
          channel.stderr.write(`\n${nonce}\n`);
        };
        options.exec?.(channel, begin, connection);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const connection of connections) connection.end();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    target: {
      address: '127.0.0.1',
      port,
      user: 'root',
      authentication: [{ kind: 'password', password: new Secret('password', 'any') }],
      hostKeys: { kind: 'off' },
      jumps: [],
      sudo: { kind: 'none' },
    },
    commands,
    dropConnections() {
      for (const connection of connections) connection.end();
    },
  };
}

function pipeTo(port: number, channel: ServerChannel): void {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  channel.on('close', () => socket.destroy());
  channel.pipe(socket).pipe(channel);
}

/** ssh2 disconnects for one reason only, and flushes each message: what is below it does more. */
function disconnectOnceReady(connection: Connection, reason: number): void {
  const { _protocol: protocol, _sock: socket } = connection as unknown as {
    readonly _protocol: { disconnect(reason: number): void };
    readonly _sock: Socket;
  };
  connection.prependListener('authentication', () => socket.cork());
  connection.on('ready', () => {
    protocol.disconnect(reason);
    socket.end();
  });
}
