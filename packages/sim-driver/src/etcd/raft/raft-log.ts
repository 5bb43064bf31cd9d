import type { LogEntry } from './command.js';

/** Entries in order, without gaps; the oldest may have been compacted away. Index 0, term 0 stands before the first. */
export class RaftLog {
  #entries: LogEntry[] = [];
  #compactedIndex = 0;
  #compactedTerm = 0;

  get lastIndex(): number {
    return this.#compactedIndex + this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#compactedTerm;
  }

  /** The newest index that is no longer here as an entry. */
  get compactedIndex(): number {
    return this.#compactedIndex;
  }

  /** Undefined: compacted away, or not there yet. */
  termAt(index: number): number | undefined {
    if (index === this.#compactedIndex) return this.#compactedTerm;
    return this.at(index)?.term;
  }

  at(index: number): LogEntry | undefined {
    return this.#entries[index - this.#compactedIndex - 1];
  }

  /** All entries from `index` on. */
  from(index: number): readonly LogEntry[] {
    return this.#entries.slice(Math.max(index - this.#compactedIndex - 1, 0));
  }

  append(entry: LogEntry): void {
    this.#entries.push(entry);
  }

  /** Drops `index` and everything after it. */
  truncateFrom(index: number): void {
    this.#entries.length = Math.max(index - this.#compactedIndex - 1, 0);
  }

  /** Forgets entries up to and including `index`. */
  compact(index: number): void {
    const term = this.termAt(index);
    if (term === undefined || index <= this.#compactedIndex) return;
    this.#entries = this.#entries.slice(index - this.#compactedIndex);
    this.#compactedIndex = index;
    this.#compactedTerm = term;
  }

  /** Replaced as a whole by a snapshot that ends at (index, term). */
  restore(index: number, term: number): void {
    this.#entries = [];
    this.#compactedIndex = index;
    this.#compactedTerm = term;
  }

  /** Whether a log that ends at (term, index) is at least as complete as this one (raft: election restriction). */
  isUpToDate(term: number, index: number): boolean {
    return term > this.lastTerm || (term === this.lastTerm && index >= this.lastIndex);
  }
}
