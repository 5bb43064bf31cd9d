import { execute, executeLeased } from '@quorate/core';
import type { Simulation } from '@quorate/sim-driver';
import type { JournalStorage } from '../../src/index.js';
import { diskStorage, openJournal } from '../../src/index.js';
import { leaveLockOfDeadProcess } from './dead-process.js';

export interface KillPoint {
  /** Number of the line, from 0 for the header, that the process was writing when it got SIGKILL. */
  readonly line: number;
  /** How many bytes of it were written. Absent: all of it, and it was flushed. */
  readonly bytes?: (length: number) => number;
}

export interface KilledRun {
  /** False: the run came to its end before that line. */
  readonly killed: boolean;
}

/**
 * One orchestrator process with its journal in a file, killed at a line of it: nothing that the line permits was begun, its lock stays,
 * what it had begun goes on.
 */
export async function runUntilKilled(
  simulation: Simulation,
  path: string,
  point: KillPoint,
  leased = false,
): Promise<KilledRun> {
  const drivers = [simulation.orchestrator()];
  const [driver] = drivers;
  if (driver === undefined) throw new Error('there is a driver');
  let report = (_: KilledRun): void => undefined;
  const died = new Promise<KilledRun>((resolve) => {
    report = resolve;
  });
  const storage = storageThatDies(point, () => {
    // The run's own last: while it is at work simulated time stands still, and the others do not outlive it by a moment.
    for (const one of drivers.toReversed()) one.die();
    report({ killed: true });
  });
  const opened = openJournal({ path, spec: simulation.spec, storage });
  if (!opened.ok) throw new Error(opened.error.message);
  const { journal, resumeFrom, runId } = opened.value;
  const run = { spec: simulation.spec, driver, clock: driver, journal, resumeFrom };
  const beside = () => {
    const aside = simulation.orchestrator();
    drivers.push(aside);
    return { driver: aside, clock: aside, close: () => aside.detach() };
  };
  const lease = { holder: { name: 'test', pid: 1, runId }, whenHeld: 'refuse' } as const;
  const running = leased ? executeLeased({ ...run, lease, beside }) : execute(run);
  const ended = running.then(async (): Promise<KilledRun> => {
    driver.detach();
    await opened.value.close();
    return { killed: false };
  });
  const how = await Promise.race([ended, died]);
  if (how.killed) leaveLockOfDeadProcess(path);
  return how;
}

/** The disk, under a process that dies at one line. Whatever it waits for then never comes. */
function storageThatDies({ line, bytes }: KillPoint, die: () => void): JournalStorage {
  let lines = 0;
  return {
    ...diskStorage,
    async open(path, create) {
      const file = await diskStorage.open(path, create);
      const end = async (): Promise<never> => {
        await file.close();
        die();
        return new Promise(() => undefined);
      };
      return {
        ...file,
        async append(written) {
          lines += 1;
          if (lines - 1 !== line || bytes === undefined) return file.append(written);
          await file.append(written.subarray(0, bytes(written.length)));
          return end();
        },
        async flush() {
          await file.flush();
          if (lines - 1 === line) await end();
        },
      };
    },
  };
}
