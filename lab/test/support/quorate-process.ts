import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientKey, knownHosts } from '../../src/places.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const program = 'packages/cli/dist/main.js';

/** For files that the verbs write, and the `ssh_config` that they read. Held for as long as the tests run. */
export const workbench = mkdtempSync(join(tmpdir(), 'quorate-lab-'));

const sshConfig = join(workbench, 'ssh_config');
writeFileSync(
  sshConfig,
  `Host *\n  UserKnownHostsFile ${knownHosts}\n  StrictHostKeyChecking yes\n  IdentityFile ${clientKey}\n  IdentitiesOnly yes\n`,
);

export interface Ended {
  /** Null: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** One `quorate VERB lab/cluster.yaml …` over SSH through the jumpbox: a process of its own, of the program as it is published. */
export class QuorateProcess {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  #isOver = false;

  constructor(verb: string, ...options: readonly string[]) {
    const reach = ['--ssh-config', sshConfig, '--via-jumpbox'];
    const startedMs = Date.now();
    const child = spawn(process.execPath, [program, verb, 'lab/cluster.yaml', ...options, ...reach], {
      cwd: repository,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) throw new Error(`quorate ${verb} could not be started`);
    this.pid = child.pid;
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      process.stderr.write(text.replaceAll(/^(?=.)/gm, `${String(child.pid)} ${verb}: `));
    });
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => {
        this.#isOver = true;
        resolve({ code, stdout, stderr, seconds: (Date.now() - startedMs) / 1000 });
      });
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Without any chance to end in order. Its `code` is not null if it had already ended. */
  async kill(): Promise<Ended> {
    if (!this.#isOver) process.kill(this.pid, 'SIGKILL');
    return this.ended;
  }
}

export function quorate(verb: string, ...options: readonly string[]): Promise<Ended> {
  return new QuorateProcess(verb, ...options).ended;
}
