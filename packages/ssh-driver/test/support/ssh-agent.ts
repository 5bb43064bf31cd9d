import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.js';

export interface TestAgent {
  readonly socket: string;
  stop(): void;
}

/** A real ssh-agent that holds these keys. */
export async function startAgent(directory: string, keys: readonly string[]): Promise<TestAgent> {
  const socket = join(directory, 'agent.sock');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  await until(() => existsSync(socket));
  execFileSync('ssh-add', ['-q', ...keys], {
    env: { ...process.env, SSH_AUTH_SOCK: socket },
    stdio: 'ignore',
  });
  return { socket, stop: () => agent.kill() };
}
