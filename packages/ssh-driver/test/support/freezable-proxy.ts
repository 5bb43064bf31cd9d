import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

export interface FreezableProxy {
  readonly port: number;
  /** From now on nothing passes, and nothing says so: a link that was cut. */
  freeze(): void;
}

export async function freezableProxy(toPort: number): Promise<FreezableProxy> {
  const pairs: (readonly [Socket, Socket])[] = [];
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: toPort });
    pairs.push([client, upstream]);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of pairs.flat()) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      for (const socket of pairs.flat()) socket.unpipe().pause();
    },
  };
}
