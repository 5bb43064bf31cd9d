import type { Micros, Timer } from '../engine/scheduler.js';
import type { Host } from '../host/host.js';
import type { ExitStatus, Process, Program } from '../host/process.js';
import { SystemJournal } from '../host/system-journal.js';
import type { Unit } from '../host/unit.js';

export interface ServiceUnitOptions {
  readonly name: string;
  readonly argv: readonly string[];
  readonly program: Program;
  readonly enabled: boolean;
  /** `Restart=always`; absent: a crash leaves the unit failed. */
  readonly restart?: {
    readonly delayUs: Micros;
    /** A process that ended by itself at once is not tried again before one of these files has changed. */
    readonly after: readonly string[];
  };
  /** Absent: the unit cannot be reloaded. */
  readonly reload?: (process: Process) => void;
}

/** A systemd service: one main process, restarted after a crash if the unit says so. */
export class ServiceUnit implements Unit {
  readonly name: string;
  enabled: boolean;
  readonly reload?: () => void;
  readonly #host: Host;
  readonly #options: ServiceUnitOptions;
  #process: Process | undefined;
  #state: 'active' | 'inactive' | 'activating' | 'failed' = 'inactive';
  #timer: Timer | undefined;
  #unwatch: (() => void)[] = [];

  constructor(host: Host, options: ServiceUnitOptions) {
    this.name = options.name;
    this.enabled = options.enabled;
    this.#host = host;
    this.#options = options;
    const { reload } = options;
    if (reload !== undefined) {
      this.reload = () => {
        if (this.#process?.alive === true) reload(this.#process);
      };
    }
    host.onPower((power) => {
      if (power === 'off') this.#settle('inactive');
    });
  }

  state(): 'active' | 'inactive' | 'activating' | 'failed' {
    return this.#state;
  }

  start(): void {
    if (this.#process?.alive === true) return;
    this.#settle('active');
    const process = this.#spawn();
    this.#process = process;
    const startedUs = this.#host.world.scheduler.now();
    process.exited.onSettled(() => {
      if (this.#process === process) this.#crashed(this.#host.world.scheduler.now() === startedUs);
    });
  }

  stop(): void {
    const process = this.#process;
    this.#process = undefined;
    this.#settle('inactive');
    if (process?.alive === true) this.#host.kill(process, 'SIGTERM');
  }

  restart(): void {
    this.stop();
    this.start();
  }

  /** What it says goes to the journal. */
  #spawn(): Process {
    const journal = SystemJournal.of(this.#host);
    const { argv, program } = this.#options;
    return this.#host.spawn(argv, program, {
      onOutput: (_, text) => {
        journal.add(this.name, this.name, text);
      },
    });
  }

  #crashed(atOnce: boolean): void {
    const status = this.#process?.exited.value;
    this.#process = undefined;
    if (this.#host.power === 'on') this.#log(status);
    const { restart } = this.#options;
    if (this.#host.power === 'off') {
      this.#settle('inactive');
      return;
    }
    if (restart === undefined) {
      this.#settle('failed');
      return;
    }
    this.#settle('activating');
    if (!atOnce || status?.kind === 'signal') {
      this.#startAfter(restart.delayUs);
      return;
    }
    for (const path of restart.after) {
      this.#unwatch.push(
        this.#host.disk.watch(path, () => {
          this.#stopWatching();
          this.#startAfter(restart.delayUs);
        }),
      );
    }
  }

  /** systemd 252. */
  #log(status: ExitStatus | undefined): void {
    const journal = SystemJournal.of(this.#host);
    const exit = status?.kind === 'exit';
    const what = exit
      ? `code=exited, status=${String(status.code)}${status.code === 0 ? '/SUCCESS' : '/FAILURE'}`
      : `code=killed, status=${status?.signal === 'SIGTERM' ? '15/TERM' : '9/KILL'}`;
    journal.add(this.name, 'systemd[1]', `${this.name}.service: Main process exited, ${what}`);
    if (!exit || status.code !== 0)
      journal.add(
        this.name,
        'systemd[1]',
        `${this.name}.service: Failed with result '${exit ? 'exit-code' : 'signal'}'.`,
      );
  }

  #startAfter(delayUs: Micros): void {
    this.#timer = this.#host.timers.after(delayUs, () => {
      this.start();
    });
  }

  #settle(state: 'active' | 'inactive' | 'activating' | 'failed'): void {
    this.#state = state;
    this.#host.timers.cancel(this.#timer);
    this.#timer = undefined;
    this.#stopWatching();
  }

  #stopWatching(): void {
    for (const unwatch of this.#unwatch) unwatch();
    this.#unwatch = [];
  }
}
