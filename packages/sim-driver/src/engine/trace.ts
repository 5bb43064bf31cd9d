import type { Micros } from './scheduler.js';

/** One thing that happened in the simulated world. Plain JSON, no secrets, no wall clock. */
export interface TraceRecord {
  readonly seq: number;
  readonly atUs: Micros;
  /** Dotted noun.verb-past, for example `etcd.leader-elected`, `host.powered-off`, `process.exited`. */
  readonly event: string;
  readonly host?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** Append-only, with a rolling 64-bit FNV-1a hash (two 32-bit halves): equal hashes, equal runs. */
export class Trace {
  readonly #records: TraceRecord[] = [];
  #low = 0x811c9dc5;
  #high = 0x01000193;
  #sequence = 0;
  readonly #keep: boolean;
  readonly #listeners = new Set<(record: TraceRecord) => void>();

  constructor(options: { readonly keepRecords: boolean }) {
    this.#keep = options.keepRecords;
  }

  add(atUs: Micros, event: string, host?: string, detail?: TraceRecord['detail']): void {
    const seq = this.#sequence++;
    let place = this.#mix(String(atUs), 0);
    place = this.#mix(' ', place);
    place = this.#mix(event, place);
    place = this.#mix(' ', place);
    this.#mix(host ?? '', place);
    for (const key in detail) {
      place = this.#mix(key, 0);
      place = this.#mix('=', place);
      this.#mix(String(detail[key]), place);
    }
    if (!this.#keep && this.#listeners.size === 0) return;
    const record: TraceRecord = {
      seq,
      atUs,
      event,
      ...(host === undefined ? {} : { host }),
      ...(detail === undefined ? {} : { detail }),
    };
    if (this.#keep) this.#records.push(record);
    for (const listener of [...this.#listeners]) listener(record);
  }

  /** Told of every record as it happens. Returns the way to stop. */
  onRecord(listener: (record: TraceRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  get records(): readonly TraceRecord[] {
    return this.#records;
  }

  /** 16 hex digits. */
  get hash(): string {
    return hex32(this.#high) + hex32(this.#low);
  }

  /**
   * `place` is where in its line the part begins; the answer, where the next one does. Joined lines would be taken apart
   * again at once.
   */
  #mix(part: string, place: number): number {
    let low = this.#low;
    let high = this.#high;
    for (let index = 0; index < part.length; index += 1) {
      const code = part.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ (code + place + index), 0x85ebca6b);
    }
    this.#low = low;
    this.#high = high;
    return place + part.length;
  }
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
