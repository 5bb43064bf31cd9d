import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SshTarget } from '@quorate/ssh-driver';

/** One sshd on all of 127.0.0.0/8, so that as many addresses as one likes are hosts, with keys and files of its own. */
export class LoopbackServer {
  readonly directory = mkdtempSync(join(tmpdir(), 'quorate-bench-ssh-'));
  readonly port = 20_000 + (process.pid % 10_000);
  readonly #process: ChildProcess;

  constructor() {
    for (const name of ['host_key', 'user_key'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.directory, name)]);
    const [type = '', key = ''] = readFileSync(join(this.directory, 'host_key.pub'), 'utf8').split(' ');
    writeFileSync(this.knownHosts, `[127.*]:${this.port} ${type} ${key}\n`);
    const config = join(this.directory, 'sshd_config');
    writeFileSync(config, this.#configuration());
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    this.#process = spawn('/usr/sbin/sshd', ['-D', '-f', config], { stdio: 'ignore' });
  }

  get knownHosts(): string {
    return join(this.directory, 'known_hosts');
  }

  get userKey(): string {
    return join(this.directory, 'user_key');
  }

  /** The n-th host: 127.1.0.1, 127.1.0.2, … */
  address(index: number): string {
    return `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
  }

  target(index: number): SshTarget {
    return {
      address: this.address(index),
      port: this.port,
      user: 'root',
      authentication: [{ kind: 'key-file', path: this.userKey }],
      hostKeys: { kind: 'strict', knownHosts: [this.knownHosts] },
      jumps: [],
      sudo: { kind: 'none' },
    };
  }

  async listening(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await this.#answers()) return;
      await pause(100);
    }
    throw new Error(
      `sshd does not listen on port ${this.port}; it was started with ${this.directory}/sshd_config`,
    );
  }

  stop(): void {
    this.#process.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, this.address(0));
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  }

  /** MaxStartups: 50 clients that log in at once are no attack here. */
  #configuration(): string {
    return `ListenAddress 0.0.0.0:${this.port}
HostKey ${join(this.directory, 'host_key')}
AuthorizedKeysFile ${join(this.directory, 'user_key.pub')}
PidFile none
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
# What root's own ~/.bashrc costs is not measured: bash leaves it out when it believes to be an inner one.
SetEnv SHLVL=5
UsePAM no
MaxStartups 200
LogLevel ERROR
`;
  }
}
