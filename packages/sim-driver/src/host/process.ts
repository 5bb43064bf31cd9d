import { PausableTimers } from '../engine/pausable-timers.js';
import type { RunningTask, Task, TaskOwner } from '../engine/task.js';
import { Future } from '../engine/task.js';
import type { World } from '../world/world.js';
import type { WriteOptions } from './disk.js';
import type { Host } from './host.js';
import { NoSpaceLeft } from './no-space-left.js';

export type ExitStatus =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: 'SIGKILL' | 'SIGTERM' };

/** A program is code that takes a process and virtual time, and ends with an exit code. */
export type Program = (process: Process) => Task<number>;

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly stdin?: string | undefined;
  /** Called with each piece of output as it is written. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
}

const NOTHING_SET: Readonly<Record<string, string>> = {};

/** A process on a host. Dies with a signal, with its host's power, or by returning. */
export class Process implements TaskOwner<number> {
  readonly pid: number;
  readonly world: World;
  readonly host: Host;
  /** Of its program, without the path to it. */
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly exited = new Future<ExitStatus>();
  stdout = '';
  stderr = '';
  /** What it waits with: while it is stopped nothing of it goes on. */
  readonly timers: PausableTimers;
  #pauseListeners: ((paused: boolean) => void)[] | undefined;
  /** While it is stopped. */
  #continued: Future<undefined> | undefined;
  /** Set by the host when the program starts. */
  task: RunningTask<number> | undefined;
  #commandLine: string | undefined;
  readonly #onOutput: SpawnOptions['onOutput'];

  constructor(pid: number, world: World, host: Host, argv: readonly string[], options: SpawnOptions) {
    this.pid = pid;
    this.world = world;
    this.host = host;
    const path = argv[0] ?? '';
    this.name = path.slice(path.lastIndexOf('/') + 1);
    this.argv = argv;
    this.timers = new PausableTimers(world.scheduler);
    this.env = options.env ?? NOTHING_SET;
    this.stdin = options.stdin ?? '';
    this.#onOutput = options.onOutput;
  }

  /** As `ps` shows it. */
  get commandLine(): string {
    return (this.#commandLine ??= this.argv.join(' '));
  }

  get alive(): boolean {
    return !this.exited.settled;
  }

  /** The program has returned. */
  ended(code: number): void {
    this.host.ended(this, { kind: 'exit', code });
  }

  rescue(error: unknown): number {
    if (!(error instanceof NoSpaceLeft)) throw error;
    this.err(`${this.name}: ${error.path}: No space left on device`);
    return 1;
  }

  /** Stopped (SIGSTOP): it lives, its ports are open, and it does nothing. */
  get paused(): boolean {
    return this.timers.paused;
  }

  /** Undefined: it is not stopped; else settled when it goes on. */
  get continued(): Future<undefined> | undefined {
    return this.paused ? this.#continued : undefined;
  }

  /** SIGSTOP; the answer is the SIGCONT that belongs to it. */
  pause(): () => void {
    const wasPaused = this.paused;
    if (!wasPaused) this.#continued = new Future();
    const end = this.timers.pause();
    if (!wasPaused) this.#pauseChanged(true);
    return () => {
      const before = this.paused;
      end();
      if (!before || this.timers.paused) return;
      this.#continued?.settle(undefined);
      this.#pauseChanged(false);
    };
  }

  /** Told when it is stopped and when it goes on, until it has ended. */
  onPause(listener: (paused: boolean) => void): void {
    (this.#pauseListeners ??= []).push(listener);
  }

  #pauseChanged(paused: boolean): void {
    if (!this.alive) return;
    for (const listener of [...(this.#pauseListeners ?? [])]) listener(paused);
    this.world.network.changed();
  }

  /** Writes a file, where {@link Host.onFileWritten} sees who did. */
  writeFile(path: string, content: string, options: WriteOptions = {}): void {
    this.host.disk.write(path, content, options);
    this.host.fileWritten(this, path);
  }

  /** Writes a line to stdout. */
  out(line: string): void {
    this.write('stdout', `${line}\n`);
  }

  /** Writes a line to stderr. */
  err(line: string): void {
    this.write('stderr', `${line}\n`);
  }

  write(stream: 'stdout' | 'stderr', text: string): void {
    if (stream === 'stdout') this.stdout += text;
    else this.stderr += text;
    this.#onOutput?.(stream, text);
  }
}
