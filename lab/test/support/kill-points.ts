import type { Command, JournalEntry } from '@quorate/core';
import { issuedIn, journalEntries } from './journal-lines.js';
import { onHost } from './on-host.js';
import type { Ended, QuorateProcess } from './quorate-process.js';

/** A moment at which a run is killed: what its journal then holds, and what is then seen on a host. */
export interface KillPoint {
  readonly name: string;
  /** Of the entries that this process has written, and of those that it found. */
  readonly reached: (written: readonly JournalEntry[], found: readonly JournalEntry[]) => boolean;
  /** A command line on that host, awaited until it exits with 0. */
  readonly until?: readonly [host: string, commandLine: string];
}

/** Of the run that is to be killed. */
export function issued(kind: Command['kind'], host?: string): (written: readonly JournalEntry[]) => boolean {
  return (written) =>
    issuedIn(written).some(
      (command) =>
        command.kind === kind && (host === undefined || ('host' in command && command.host === host)),
    );
}

export interface Leg {
  /** Undefined: the run came to its end by itself. */
  readonly killedAt: string | undefined;
  /** Of the journal, when the process had ended. */
  readonly journalEntries: number;
  readonly ended: Ended;
}

/**
 * Starts a run again and again with the same journal, and kills it at whichever of the points comes first, at each of them once,
 * until one comes to its end.
 */
export async function runThroughKills(
  journal: string,
  points: readonly KillPoint[],
  start: () => QuorateProcess,
): Promise<readonly Leg[]> {
  const left = new Set(points);
  const legs: Leg[] = [];
  for (;;) {
    const found = journalEntries(journal);
    const process = start();
    const point = await firstReached(process, journal, found, left);
    const ended = point === undefined ? await process.ended : await process.kill();
    legs.push({ killedAt: point?.name, journalEntries: journalEntries(journal).length, ended });
    if (point === undefined) return legs;
    left.delete(point);
  }
}

/** Resolves when the run has written it; throws when it ends before. */
export async function untilIssued(
  process: QuorateProcess,
  journal: string,
  reached: KillPoint['reached'],
): Promise<void> {
  const point = { name: 'awaited', reached };
  if ((await firstReached(process, journal, [], new Set([point]))) !== undefined) return;
  const { code, stdout } = await process.ended;
  throw new Error(`the run ended with ${String(code)} before that: ${stdout}`);
}

/** Undefined: the process ended before any of them. */
async function firstReached(
  process: QuorateProcess,
  journal: string,
  found: readonly JournalEntry[],
  points: ReadonlySet<KillPoint>,
): Promise<KillPoint | undefined> {
  while (!process.isOver) {
    const written = journalEntries(journal).slice(found.length);
    const point = [...points].find(({ reached }) => reached(written, found));
    if (point !== undefined) {
      if (point.until !== undefined) await seenOnHost(...point.until);
      return point;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}

const POLL_MS = 10;

async function seenOnHost(host: string, commandLine: string): Promise<void> {
  await onHost(host, `timeout 120 bash -c 'until ${commandLine}; do sleep 0.05; done'`);
}
