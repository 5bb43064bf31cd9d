import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, clientUrlOf } from './etcd-flags.js';
import { askMember } from './gateway.js';
import type { Output } from './recording.js';
import { endOf } from './recording.js';
import type { Slot } from './script.js';
import { SLOTS } from './script.js';
import type { MemberSnapshot, Snapshot } from './snapshot.js';
import { YOUNG_MS } from './snapshot.js';

interface RealProcess {
  readonly child: ChildProcess;
  readonly startedMs: number;
  readonly ended: Promise<void>;
  how: string | undefined;
}

/** Real etcd processes at loopback addresses of their own, with data in a directory of their own. */
export class RealCluster {
  readonly block: string;
  readonly #directory: string;
  readonly #processes = new Map<Slot, RealProcess>();

  static async open(): Promise<RealCluster> {
    // Memory: a disk shared by dozens of clusters would be the clock of them all.
    const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
    return new RealCluster(await freeBlock(), await mkdtemp(join(parent, 'quorate-etcd-')));
  }

  private constructor(block: string, directory: string) {
    this.block = block;
    this.#directory = directory;
  }

  runs(slot: Slot): boolean {
    const process = this.#processes.get(slot);
    return process !== undefined && process.how === undefined;
  }

  start(slot: Slot, argv: readonly string[]): void {
    const args = argv
      .slice(1)
      .map((flag) => flag.replace('--data-dir=/data', `--data-dir=${this.#directory}`));
    const child = spawn('etcd', args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] },
    });
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const started: RealProcess = {
      child,
      startedMs: Date.now(),
      how: undefined,
      ended: new Promise((resolve) => {
        child.once('close', (code, signal) => {
          started.how = signal === 'SIGKILL' ? 'killed' : endOf(code ?? signal ?? '', log);
          resolve();
        });
      }),
    };
    this.#processes.set(slot, started);
  }

  async kill(slot: Slot): Promise<void> {
    const process = this.#processes.get(slot);
    if (process === undefined) return;
    if (process.how === undefined) process.child.kill('SIGKILL');
    await process.ended;
  }

  async wipe(slot: Slot): Promise<void> {
    await this.kill(slot);
    await rm(join(this.#directory, `m${slot}`), { recursive: true, force: true });
  }

  etcdctl(argv: readonly string[]): Promise<Output> {
    const env = { PATH: process.env['PATH'], ETCDCTL_API: '3' };
    return new Promise((resolve) => {
      execFile('etcdctl', argv.slice(1), { env }, (error, stdout, stderr) => {
        const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ exit, stdout, stderr });
      });
    });
  }

  /** Members in `unasked` are looked at from outside only. */
  async snapshot(unasked: ReadonlySet<Slot>): Promise<Snapshot> {
    const known = SLOTS.filter((slot) => this.#processes.has(slot));
    return Promise.all(
      known.map(async (slot): Promise<MemberSnapshot> => {
        const serving =
          this.runs(slot) && !unasked.has(slot) ? await askMember(clientUrlOf(this.block, slot)) : undefined;
        const { how, startedMs = 0 } = this.#processes.get(slot) ?? {};
        return how === undefined
          ? { slot, process: { kind: 'running', young: Date.now() - startedMs < YOUNG_MS }, serving }
          : { slot, process: { kind: 'ended', how }, serving: undefined };
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#processes.keys()].map((slot) => this.kill(slot)));
    await rm(this.#directory, { recursive: true, force: true });
  }
}

let blocks = 0;

/** A part of 127.0.0.0/8 in which nobody listens: fixed ports would collide, and ports given by the kernel are reused. */
async function freeBlock(): Promise<string> {
  for (;;) {
    blocks += 1;
    const block = `127.${1 + ((process.pid + Math.floor(blocks / 250)) % 250)}.${1 + (blocks % 250)}`;
    const free = await Promise.all(SLOTS.map((slot) => isFree(addressOf(block, slot))));
    if (free.every(Boolean)) return block;
  }
}

function isFree(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(2380, address, () => server.close(() => resolve(true)));
  });
}
