import type {
  BlockCode,
  Command,
  CommandReport,
  ExecutionEvent,
  HostObservation,
  RunResult,
} from '@quorate/core';
import type { TraceRecord } from '../engine/trace.js';

/** A command from its issue to its end; `settled` is absent while nobody knows its end. Times in virtual milliseconds. */
export interface CommandSpan<C extends Command = Command> {
  readonly command: C;
  readonly issuedMs: number;
  readonly settled?: { readonly atMs: number; readonly report: CommandReport };
}

export interface BlockSpan {
  readonly code: BlockCode;
  readonly atMs: number;
}

type CommandOf<K extends Command['kind']> = Extract<Command, { kind: K }>;

/** What the runs of one simulation have shown: indexed, so that a question costs what its answer is long. */
export class RunHistory {
  readonly results: RunResult[] = [];
  readonly blocks: BlockSpan[] = [];
  readonly unblocksMs: number[] = [];
  readonly #records = new Map<string, TraceRecord[]>();
  readonly #commands: CommandSpan[] = [];
  /** By id, those under way; a later run uses the same ids again. */
  readonly #open = new Map<string, number>();

  record(record: TraceRecord): void {
    const known = this.#records.get(record.event);
    if (known === undefined) this.#records.set(record.event, [record]);
    else known.push(record);
  }

  event(event: ExecutionEvent): void {
    switch (event.type) {
      case 'command.issued':
        this.#open.set(event.id, this.#commands.length);
        this.#commands.push({ command: event.command, issuedMs: event.atMs });
        return;
      case 'command.settled': {
        const index = this.#open.get(event.id);
        const span = index === undefined ? undefined : this.#commands[index];
        if (index === undefined || span === undefined) return;
        this.#open.delete(event.id);
        this.#commands[index] = { ...span, settled: { atMs: event.atMs, report: event.report } };
        return;
      }
      case 'run.blocked':
        this.blocks.push({ code: event.reason.code, atMs: event.atMs });
        return;
      case 'run.unblocked':
        this.unblocksMs.push(event.atMs);
        return;
      case 'run.ended':
        this.results.push(event.result);
        return;
      case 'state.entered':
      case 'step.started':
      case 'step.settled':
      case 'run.stopping':
      case 'event.ignored':
        return;
    }
  }

  /** In order. */
  records(
    event: string,
    detail: Readonly<Record<string, string | number | boolean>> = {},
  ): readonly TraceRecord[] {
    const found = this.#records.get(event) ?? [];
    const wanted = Object.entries(detail);
    return wanted.length === 0
      ? found
      : found.filter((one) => wanted.every(([key, value]) => one.detail?.[key] === value));
  }

  /** What looks at a host have shown that were begun in this span of time, in order. */
  looksAt(host: string | undefined, fromMs: number, beforeMs = Infinity): readonly HostObservation[] {
    return this.commands('observe').flatMap(({ issuedMs, settled }) => {
      const facts = settled?.report.facts;
      if (host === undefined || issuedMs < fromMs || issuedMs >= beforeMs) return [];
      if (facts?.kind !== 'observed') return [];
      const seen = facts.observation.hosts[host];
      return seen === undefined ? [] : [seen];
    });
  }

  /** In the order in which they were issued. */
  commands<K extends Command['kind']>(kind: K): readonly CommandSpan<CommandOf<K>>[] {
    return this.#commands.filter((span): span is CommandSpan<CommandOf<K>> => span.command.kind === kind);
  }
}

/** Virtual milliseconds of a record, on the clock of the events. */
export function msOf(record: TraceRecord): number {
  return record.atUs / 1000;
}

/** The record lies within the command. */
export function during(record: TraceRecord, { issuedMs, settled }: CommandSpan): boolean {
  const atMs = msOf(record);
  return atMs >= issuedMs && (settled === undefined || atMs <= settled.atMs);
}

export function overlap(a: CommandSpan, b: CommandSpan): boolean {
  const end = ({ settled }: CommandSpan): number => settled?.atMs ?? Infinity;
  return a !== b && a.issuedMs <= end(b) && b.issuedMs <= end(a);
}
