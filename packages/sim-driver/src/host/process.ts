import type { RunningTask, Task } from '../engine/task.js';
import { Future } from '../engine/task.js';
import type { World } from '../world/world.js';
import type { Host } from './host.js';

export type ExitStatus =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: 'SIGKILL' | 'SIGTERM' };

/** A program is code that takes a process and virtual time, and ends with an exit code. */
export type Program = (process: Process) => Task<number>;

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Called with each piece of output as it is written. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** A process on a host. Dies with a signal, with its host's power, or by returning. */
export class Process {
  readonly pid: number;
  readonly world: World;
  readonly host: Host;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly exited = new Future<ExitStatus>();
  stdout = '';
  stderr = '';
  /** Set by the host when the program starts. */
  task: RunningTask<number> | undefined;
  readonly #onOutput: SpawnOptions['onOutput'];

  constructor(pid: number, world: World, host: Host, argv: readonly string[], options: SpawnOptions) {
    this.pid = pid;
    this.world = world;
    this.host = host;
    this.argv = argv;
    this.env = options.env ?? {};
    this.stdin = options.stdin ?? '';
    this.#onOutput = options.onOutput;
  }

  get name(): string {
    return this.argv[0]?.split('/').pop() ?? '';
  }

  get alive(): boolean {
    return !this.exited.settled;
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
