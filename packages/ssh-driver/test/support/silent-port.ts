import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

export interface SilentPort {
  readonly port: number;
  close(): void;
}

/** A port whose queue is full and whose owner sleeps: a further connection gets no answer at all. */
export async function silentPort(): Promise<SilentPort> {
  const listen = `const s = require('node:net').createServer();
    s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port));`;
  const owner = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = (await once(owner.stdout, 'data')) as [Buffer];
  const port = Number(text.toString());
  owner.kill('SIGSTOP');
  const sockets = Array.from({ length: 4 }, () =>
    connect({ host: '127.0.0.1', port }).on('error', () => undefined),
  );
  const [first, second] = sockets;
  if (first !== undefined && second !== undefined)
    await Promise.all([once(first, 'connect'), once(second, 'connect')]);
  return {
    port,
    close() {
      for (const socket of sockets) socket.destroy();
      owner.kill('SIGKILL');
    },
  };
}
