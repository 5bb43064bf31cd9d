import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import type { SshTarget } from '../../src/ssh-target.js';

const run = promisify(execFile);
const SSHD = '/usr/sbin/sshd';

/** Why the tests against a real server cannot run here; undefined: they can. */
function missing(): string | undefined {
  if (!existsSync(SSHD)) return `${SSHD} is missing: apt-get install openssh-server`;
  if (process.getuid?.() !== 0) return 'the server of these tests runs commands as root: run them as root';
  return undefined;
}

/** Groups tests that need a real OpenSSH server. Where there is none they are skipped, saying why; in CI they fail. */
export function describeWithOpenSsh(name: string, tests: () => void): void {
  describeUnless(missing(), name, tests);
}

/** The same for tests that need sudo, too, and users that exist for their server only. */
export function describeWithSudo(name: string, tests: () => void): void {
  describeUnless(missing() ?? missingForSudo(), name, tests);
}

function missingForSudo(): string | undefined {
  if (!existsSync('/usr/bin/sudo')) return '/usr/bin/sudo is missing: apt-get install sudo';
  const { status } = spawnSync('unshare', ['--mount', 'true']);
  return status === 0 ? undefined : 'unshare --mount is not permitted here';
}

function describeUnless(reason: string | undefined, name: string, tests: () => void): void {
  if (reason === undefined) describe(name, tests);
  else if (process.env['CI'] === undefined) describe.skip(`${name} (${reason})`, tests);
  else throw new Error(reason);
}

export interface OpenSshOptions {
  /** Lines for sshd_config, before all others: sshd takes the first value of a keyword. */
  readonly config?: readonly string[];
  /** A wrapper for sshd, for example one that gives it a mount namespace of its own. */
  readonly wrapper?: readonly string[];
  /** Variables of the environment of sshd. */
  readonly env?: Readonly<Record<string, string>>;
  /** For its log, to see what it says. Default: 'ERROR'. */
  readonly logLevel?: string;
}

/** A real sshd on a port of the loopback interface, with keys and files of its own. */
export class OpenSshServer {
  readonly port: number;
  readonly directory: string;
  readonly #process: ChildProcess;
  #log = '';

  static async start(options: OpenSshOptions = {}): Promise<OpenSshServer> {
    const directory = await mkdtemp(join(tmpdir(), 'quorate-sshd-'));
    // sshd reads authorized_keys as the user who logs in.
    await chmod(directory, 0o755);
    await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    await makeKey(join(directory, 'host_key'));
    await makeKey(join(directory, 'user_key'));
    const userKey = await readFile(join(directory, 'user_key.pub'), 'utf8');
    await writeFile(join(directory, 'authorized_keys'), userKey, { mode: 0o644 });
    const port = await freePort();
    const hostKey = await readFile(join(directory, 'host_key.pub'), 'utf8');
    const [type = '', blob = ''] = hostKey.split(' ');
    await writeFile(join(directory, 'known_hosts'), `[127.0.0.1]:${port} ${type} ${blob}\n`);
    await writeFile(join(directory, 'sshd_config'), configuration(directory, port, options));
    const server = new OpenSshServer(directory, port, options);
    await server.#listening();
    return server;
  }

  private constructor(directory: string, port: number, { wrapper, env = {} }: OpenSshOptions) {
    this.directory = directory;
    this.port = port;
    const command = [SSHD, '-D', '-e', '-f', join(directory, 'sshd_config')];
    const [program = SSHD, ...args] = wrapper === undefined ? command : [...wrapper, ...command];
    this.#process = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#process.stderr?.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
  }

  get log(): string {
    return this.#log;
  }

  get knownHosts(): string {
    return join(this.directory, 'known_hosts');
  }

  get userKey(): string {
    return join(this.directory, 'user_key');
  }

  /** Root with a key, the host key known, no sudo. */
  target(changes: Partial<SshTarget> = {}): SshTarget {
    return {
      address: '127.0.0.1',
      port: this.port,
      user: 'root',
      authentication: [{ kind: 'key-file', path: this.userKey }],
      hostKeys: { kind: 'strict', knownHosts: [this.knownHosts] },
      jumps: [],
      sudo: { kind: 'none' },
      ...changes,
    };
  }

  /** Pids of the processes that serve a connection: two each where the user is not root. Killing them cuts the connections. */
  async sessions(): Promise<readonly number[]> {
    const monitors = await childrenOf(this.#process.pid);
    const below = await Promise.all(monitors.map(childrenOf));
    return [...monitors, ...below.flat()];
  }

  /** Cuts every connection at once, as a crash of the server's process would. */
  async cutConnections(): Promise<void> {
    killAll(await this.sessions());
  }

  /** Stops listening; connections that stand go on. */
  async stop(): Promise<void> {
    const pids = await this.sessions();
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGKILL');
      await exited;
    }
    killAll(pids);
    await rm(this.directory, { recursive: true, force: true });
  }

  async #listening(): Promise<void> {
    for (;;) {
      if (this.#process.exitCode !== null) throw new Error(`sshd ended: ${this.#log}`);
      if (await accepts(this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}

/** Children of the process that are sshd themselves. */
async function childrenOf(pid: number | undefined): Promise<readonly number[]> {
  const { stdout } = await run('pgrep', ['-P', String(pid), '-x', 'sshd']).catch(() => ({ stdout: '' }));
  return stdout.split('\n').filter(Boolean).map(Number);
}

export async function makeKey(path: string, passphrase = ''): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'quorate test', '-f', path]);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function configuration(
  directory: string,
  port: number,
  { config = [], logLevel = 'ERROR' }: OpenSshOptions,
): string {
  return [
    ...config,
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${directory}/host_key`,
    `PidFile ${directory}/sshd.pid`,
    `AuthorizedKeysFile ${directory}/authorized_keys`,
    `LogLevel ${logLevel}`,
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 200',
    // A login bash that sshd starts reads ~/.bashrc, unless it believes to be an inner one: these tests are not about that.
    'SetEnv SHLVL=5',
    '',
  ].join('\n');
}
