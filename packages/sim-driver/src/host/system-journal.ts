import type { Micros } from '../engine/scheduler.js';
import type { Host } from './host.js';

/** A line of the journal, at the time that the clock of its host showed. */
export interface JournalLine {
  readonly atUs: Micros;
  /** Whose line it is: `kubelet`; `kernel`. */
  readonly unit: string;
  /** Who wrote it: `kubelet[812]`, `systemd[1]`. */
  readonly writer: string;
  readonly text: string;
}

const MOST_LINES = 400;

/** What units and the kernel of a host have said (journald), the last lines of each. It outlives a reboot, not the disk. */
export class SystemJournal {
  readonly #host: Host;
  readonly #lines = new Map<string, JournalLine[]>();

  private constructor(host: Host) {
    this.#host = host;
  }

  static readonly #ofHost = new WeakMap<Host, SystemJournal>();

  static of(host: Host): SystemJournal {
    const existing = SystemJournal.#ofHost.get(host);
    if (existing !== undefined) return existing;
    const created = new SystemJournal(host);
    SystemJournal.#ofHost.set(host, created);
    return created;
  }

  /** Adds a text, line by line. */
  add(unit: string, writer: string, text: string): void {
    const lines = this.#lines.get(unit) ?? [];
    this.#lines.set(unit, lines);
    const atUs = this.#host.clock();
    for (const line of text.trimEnd().split('\n')) lines.push({ atUs, unit, writer, text: line });
    if (lines.length > MOST_LINES) lines.splice(0, lines.length - MOST_LINES);
  }

  of(unit: string): readonly JournalLine[] {
    return this.#lines.get(unit) ?? [];
  }

  /** The disk that it was on is gone. */
  clear(): void {
    this.#lines.clear();
  }
}
