import type { Result } from '@quorate/core';
import { err } from '@quorate/core';
import type { Connection, OpenRefusal } from '../connection/connection.js';
import type { RemoteJob } from '../remote/remote-job.js';
import { MAX_COMMAND_BYTES, rootCommand } from '../remote/root-command.js';
import type { Sudo } from '../ssh-target.js';
import type { OutputCapture } from './output-capture.js';
import { newNonce, RemoteProcess } from './remote-process.js';

export interface JobOutput {
  readonly stdout: OutputCapture;
  readonly stderr: OutputCapture;
}

/** Starts a job as root on a channel of its own. */
export function startJob(
  connection: Connection,
  sudo: Sudo,
  { script, args, input }: Pick<RemoteJob, 'script' | 'args' | 'input'>,
  output: JobOutput,
): Promise<Result<RemoteProcess, OpenRefusal>> {
  const nonce = newNonce();
  const command = rootCommand(sudo, nonce, script, args);
  const impossible = whyImpossible(command);
  if (impossible !== undefined) return Promise.resolve(err({ kind: 'refused', detail: impossible }));
  return connection.exec(command, (channel) => new RemoteProcess(channel, { nonce, sudo, input, ...output }));
}

function whyImpossible(command: string): string | undefined {
  if (command.includes('\0')) return 'an argument holds a NUL, which no program can be given';
  const bytes = Buffer.byteLength(command);
  if (bytes <= MAX_COMMAND_BYTES) return undefined;
  return `its arguments make a command of ${bytes} bytes, and Linux takes ${MAX_COMMAND_BYTES}; use standard input`;
}
